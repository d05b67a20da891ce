package dev.storycrew.cli.auditor;

import dev.storycrew.app.CapacitySurvey;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.health.HealthReader;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.capacity.BooksAtWork;
import dev.storycrew.core.capacity.CapacityPlan;
import dev.storycrew.core.capacity.MeasuredWork;
import dev.storycrew.core.capacity.StagePool;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.work.WorkInTopics;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code topics plan}: what a rate of chapters needs, and what the limit is now. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Says how many lanes, processes and books a rate of chapters needs, by Little's law from what the chapters in"
                    + " the topics really took, and what limits the rate now.",
            "It reads the topics as status does, and changes nothing."
        })
public final class TopicsPlanCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(TopicsPlanCommand.class);

    @Option(
            names = "--rate",
            paramLabel = "CHAPTERS",
            description = "The wanted number of chapters an hour (default: the rate measured).")
    private @Nullable Double rate;

    @Option(
            names = "--days",
            paramLabel = "DAYS",
            description = "Measure only chapters that ended in the last so many days (default: all that are kept).")
    private @Nullable Integer days;

    @Option(
            names = "--health",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "The health addresses of stage processes (--health-port), to ask whether a circuit is open;"
                    + " without them that is not known.")
    private List<String> health = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        requireUsable();
        Config settings = config.load();
        Connection connection = RealCluster.connect(settings);
        ClusterServiceStatus services =
                new ClusterServiceStatus(connection, null, settings.routing().onFailure() == OnFailure.CONTINUE);
        long now = System.currentTimeMillis();
        long since = days == null ? 0 : now - Duration.ofDays(days).toMillis();
        List<StagePool> pools = CapacitySurvey.pools(connection, settings, services);
        WorkInTopics work = new WorkInTopics(since, services, settings.stuckAfter());
        EventReader.open(connection, ReadPlan.all(Journal.topics(connection.topics())))
                .forEach(
                        work::take,
                        (undecodable, why) -> LOG.atWarn()
                                .addKeyValue("event", "undecodable")
                                .addKeyValue("position", undecodable.position())
                                .setCause(why)
                                .log("Skipping a record that cannot be read"));
        MeasuredWork measured = work.measured();
        BooksAtWork books = work.books(now);
        CapacityPlan plan = measured.isEnough()
                ? CapacityPlan.of(
                        rate == null ? measured.chaptersPerHour() : rate,
                        measured,
                        pools,
                        CapacitySurvey.accounts(settings, HealthReader.openCircuits(health)),
                        books)
                : null;
        PrintWriter out = spec.commandLine().getOut();
        CapacityReport report = new CapacityReport(measured, plan, rate != null, !health.isEmpty());
        out.print(json ? report.json().toPrettyString() + "\n" : report.text());
        out.flush();
        return 0;
    }

    private void requireUsable() {
        if (rate != null && (!(rate > 0) || rate.isInfinite())) {
            throw new UsageException("--rate: must be above 0, but is " + rate);
        }
        if (days != null && days < 1) {
            throw new UsageException("--days: must be at least 1, but is " + days);
        }
    }
}
