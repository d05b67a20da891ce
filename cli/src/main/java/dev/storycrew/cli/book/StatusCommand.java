package dev.storycrew.cli.book;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.StalledChapters;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: the state of every chapter, and why the stuck ones are stuck and what to do. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Shows the state of every chapter of a cluster and, for those that are stuck, why and what to do.")
public final class StatusCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StatusCommand.class);

    /** The state of a chapter whose only requests were rejected. */
    private static final String REJECTED = "REJECTED";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        Journal journal = new Journal((topic, value) -> {});
        StalledChapters standstills = new StalledChapters(
                new ClusterServiceStatus(connection, null, settings.routing().onFailure() == OnFailure.CONTINUE),
                settings.stuckAfter());
        EventReader.open(connection, ReadPlan.all(Journal.topics(connection.topics())))
                .forEach(
                        event -> {
                            journal.take(event.topic(), origin(event.position()), event.value());
                            standstills.take(event.value(), event.time().toEpochMilli());
                        },
                        (undecodable, why) -> LOG.atWarn()
                                .addKeyValue("event", "undecodable")
                                .addKeyValue("position", undecodable.position())
                                .setCause(why)
                                .log("Skipping a record that cannot be read"));
        Map<ChapterId, ChapterView> known = journal.chapters();
        standstills.keepOnly(id -> known.containsKey(id) && journal.rejection(id) == null);
        Collection<ChapterView> chapters = known.values();
        long now = System.currentTimeMillis();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            chapters.forEach(view -> {
                ObjectNode node = all.addObject();
                describe(view, standstills.of(view.id(), now), now, node);
                DeadLetter rejection = journal.rejection(view.id());
                if (rejection != null) {
                    node.put("state", REJECTED)
                            .put("because", rejection.message())
                            .put("advice", advice(rejection));
                }
            });
            out.println(all.toPrettyString());
        } else if (chapters.isEmpty()) {
            out.println("no chapter has been requested; submit a book");
        } else {
            chapters.forEach(view -> {
                DeadLetter rejection = journal.rejection(view.id());
                out.print(rejection == null ? line(view, standstills.of(view.id(), now), now) : line(rejection));
            });
        }
        out.flush();
        return 0;
    }

    private static String origin(Position at) {
        return DeadLetter.id(at.topic(), at.partition(), at.offset());
    }

    private static String line(DeadLetter rejection) {
        return String.format(
                Locale.ROOT,
                "%-32s %s%n    %s%n    to do: %s%n",
                rejection.chapter(),
                REJECTED,
                rejection.message(),
                advice(rejection));
    }

    private static String advice(DeadLetter rejection) {
        return "publish a right request; ./storycrew dead-letters show " + rejection.id() + " shows this one";
    }

    private static String line(ChapterView view, StalledChapters.@Nullable Standstill still, long now) {
        String line = String.format(
                Locale.ROOT,
                "%-32s %-14s %-27s %s%n",
                view.id(),
                state(view, still),
                last(view),
                Attempts.retries(view.decisions().size()));
        return still == null || !still.worthTelling()
                ? line
                : line + "    " + still.stall().because() + ", for " + duration(now - still.since()) + "\n    to do: "
                        + still.stall().advice() + "\n";
    }

    private static void describe(
            ChapterView view, StalledChapters.@Nullable Standstill still, long now, ObjectNode node) {
        node.put("chapter", view.id().toString());
        node.put("state", state(view, still));
        node.put("last", last(view));
        node.put("retries", view.decisions().size());
        if (still != null) {
            node.put("stuck", still.stuck());
            node.put("still_since", Instant.ofEpochMilli(still.since()).toString());
            node.put("still_seconds", Math.max(0, now - still.since()) / 1000);
            node.put("reason", still.stall().reason().name().toLowerCase(Locale.ROOT));
            node.put("because", still.stall().because());
            node.put("advice", still.stall().advice());
        }
    }

    private static String state(ChapterView view, StalledChapters.@Nullable Standstill still) {
        if (view.outcome() != null) {
            return view.outcome().kind().name();
        }
        if (view.deadLetter() != null) {
            return "DEAD_LETTERED";
        }
        if (view.runs().isEmpty()) {
            boolean held = still != null
                    && (still.stall().reason() == StallDiagnosis.Reason.HELD
                            || still.stall().reason() == StallDiagnosis.Reason.HELD_BY_OPERATOR);
            return held ? "HELD" : "WAITING";
        }
        return "UNDER_WAY";
    }

    private static String last(ChapterView view) {
        List<StageRun> runs = view.runs();
        if (runs.isEmpty()) {
            return "";
        }
        StageRun last = runs.get(runs.size() - 1);
        String run = last.run() == 1 ? "" : ", run " + last.run();
        return last.stage().label() + ", " + Attempts.label(last.attempt()) + run;
    }

    private static String duration(long millis) {
        Duration time = Duration.ofMillis(Math.max(0, millis));
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        if (time.toHours() > 1) {
            return time.toHours() + " h";
        }
        return time.toMinutes() > 1 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
