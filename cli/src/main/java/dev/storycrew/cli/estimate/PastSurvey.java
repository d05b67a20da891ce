package dev.storycrew.cli.estimate;

import dev.storycrew.app.ListenerProbe;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.core.estimate.PastChapters;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicSizes;
import dev.storycrew.history.work.EndedChapters;
import dev.storycrew.schemas.topic.Topic;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configuration's cluster knows of ended chapters.
 *
 * @param chapters null if it cannot be asked, or has too few
 * @param known what is known of it, for people
 */
record PastSurvey(@Nullable PastChapters chapters, String known) {
    private static final Logger LOG = LoggerFactory.getLogger(PastSurvey.class);

    /** Asks the cluster, if there is one: an estimate does not need it. */
    static PastSurvey of(Config config) {
        String servers = String.valueOf(config.cluster().kafka().get("bootstrap.servers"));
        if (!ListenerProbe.isOpen(config.cluster().kafka())) {
            return new PastSurvey(null, "no cluster's history: there is no broker at " + servers);
        }
        try {
            return read(RealCluster.connect(config), servers);
        } catch (RuntimeException e) {
            if (!OutOfReachException.isMeantBy(e)) {
                throw e;
            }
            return new PastSurvey(null, "no cluster's history: " + OutOfReachException.sentence(e, config));
        }
    }

    private static PastSurvey read(Connection connection, String servers) {
        List<Topic<?>> wanted =
                List.of(connection.topics().chapters(), connection.topics().stageRuns());
        Set<String> existing = TopicSizes.of(connection).stream()
                .map(size -> size.topic().name())
                .collect(Collectors.toSet());
        if (!wanted.stream().allMatch(topic -> existing.contains(topic.name()))) {
            return new PastSurvey(null, "no cluster's history: the broker at " + servers + " has no StoryCrew topics");
        }
        EndedChapters ended = new EndedChapters();
        EventReader.open(connection, ReadPlan.all(wanted))
                .forEach(
                        event -> ended.take(event.value()),
                        (undecodable, why) -> LOG.atWarn()
                                .addKeyValue("event", "undecodable")
                                .addKeyValue("position", undecodable.position())
                                .setCause(why)
                                .log("Skipping a record that cannot be read"));
        PastChapters past = ended.past();
        String count = Counted.of(past.retries().size(), "chapter");
        return past.isEnough()
                ? new PastSurvey(past, "the " + count + " that ended on the cluster at " + servers)
                : new PastSurvey(
                        null,
                        "no cluster's history: only " + count + " ended at " + servers + ", and " + PastChapters.ENOUGH
                                + " are needed");
    }
}
