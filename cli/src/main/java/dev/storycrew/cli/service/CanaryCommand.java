package dev.storycrew.cli.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.canary.Canary;
import dev.storycrew.app.canary.CanaryCage;
import dev.storycrew.app.canary.CanaryMeters;
import dev.storycrew.app.canary.CanaryRound;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.health.HealthServer;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.Journal;
import dev.storycrew.history.StalledChapters.Unfinished;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicSizes;
import dev.storycrew.history.work.WorkInTopics;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canary}: a chapter that costs nothing, through a live cluster every so often. */
@Command(
        name = "canary",
        mixinStandardHelpOptions = true,
        description = {
            "Regularly sends a small chapter of the rehearsal model through the live brokers and"
                    + " registry, and says whether it arrived, how fast, whether anything arrived twice, and"
                    + " how old the oldest unfinished real chapter is.",
            "It calls no language model. Its topics have the prefix of the real ones followed by"
                    + " canary., its services run in this process, and it deletes its topics when it ends. With"
                    + " --health-port, /health/canary serves the last round as JSON. With --once, the exit code"
                    + " is 1 if the chapter did not arrive as it should."
        })
public final class CanaryCommand implements Callable<Integer>, Narrating {
    private static final Logger LOG = LoggerFactory.getLogger(CanaryCommand.class);
    private static final String LAST_ROUND = "/health/canary";
    /** State of the canary grows with each chapter; then all is made anew. */
    private static final Duration LIFE = Duration.ofHours(24);

    private static final double MILLIS = 1000;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "How often a chapter is sent, such as 30s, 10m or 1h (default: ${DEFAULT-VALUE}).")
    private String every = "10m";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description = "How long a chapter may take (default: ${DEFAULT-VALUE}).")
    private String timeout = "5m";

    @Option(names = "--once", description = "Send one chapter and end.")
    private boolean once;

    @Option(names = "--json", description = "Print each round as one line of JSON instead of text.")
    private boolean json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".storycrew",
            description = "Where state and logs are kept (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".storycrew");

    @Mixin
    private HealthOptions health = new HealthOptions();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** Its services' are not among them: rehearsals are no figures. */
    private final ProcessMetrics metrics = new ProcessMetrics();

    private final CanaryMeters meters = new CanaryMeters(metrics.registry());

    private final AtomicReference<ObjectNode> latest = new AtomicReference<>(
            new ObjectMapper().createObjectNode().put("rounds", 0).put("failed", 0));
    private long rounds;
    private long failed;

    @Override
    public Integer call() throws Exception {
        Duration pause = time("--every", every);
        Duration patience = time("--timeout", timeout);
        Config settings = config.load();
        Logging.toFile(data.resolve("logs").resolve("canary.log"));
        Connection real = RealCluster.connect(settings);
        requireTopics(real);
        PrintWriter out = spec.commandLine().getOut();
        return Lifetime.of(out, lifetime -> {
            WorkInTopics work = watch(settings, real, lifetime.supervision());
            while (true) {
                CanaryCage cage = CanaryCage.open(settings, data.resolve("streams-canary"), lifetime.supervision());
                lifetime.add(cage);
                Canary canary = new Canary(cage.connection(), patience, lifetime.supervision());
                lifetime.add(canary);
                Optional<HealthServer> serving = serveHealth(cage, lifetime);
                long opened = System.nanoTime();
                do {
                    CanaryRound round = canary.round();
                    tell(round, work.oldestUnfinished(System.currentTimeMillis()), out);
                    if (once) {
                        return round.passed() ? 0 : 1;
                    }
                    TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                } while (System.nanoTime() - opened < LIFE.toNanos());
                serving.ifPresent(HealthServer::close);
                canary.close();
                cage.close();
            }
        });
    }

    private Optional<HealthServer> serveHealth(CanaryCage cage, Lifetime lifetime) {
        Optional<HealthServer> serving = health.serve(cage.services(), cage.models(), metrics);
        serving.ifPresent(server -> {
            server.serve(LAST_ROUND, latest::get);
            lifetime.add(server);
            spec.commandLine().getErr().println(health.line(server, LAST_ROUND));
            spec.commandLine().getErr().flush();
        });
        return serving;
    }

    /** A prefix that nobody uses would have no unfinished chapters for ever. */
    private static void requireTopics(Connection real) {
        if (TopicSizes.of(real).stream().allMatch(size -> size.partitions() == 0)) {
            throw new UsageException("there are no topics " + real.topics().prefix()
                    + "*; ./storycrew topics create makes them, or set topics.prefix in the configuration");
        }
    }

    /** Keeps up with the real chapters; returns when all that is there has been read. */
    private static WorkInTopics watch(Config settings, Connection real, Supervision supervision)
            throws InterruptedException {
        WorkInTopics work = new WorkInTopics(
                Long.MAX_VALUE,
                new ClusterServiceStatus(real, null, settings.routing().onFailure() == OnFailure.CONTINUE),
                settings.stuckAfter());
        EventReader reader = EventReader.open(real, ReadPlan.all(Journal.topics(real.topics())));
        EventReader.Undecodable skip = (undecodable, why) -> LOG.atWarn()
                .addKeyValue("event", "undecodable")
                .addKeyValue("position", undecodable.position())
                .setCause(why)
                .log("Skipping a record that cannot be read");
        CountDownLatch caughtUp = new CountDownLatch(1);
        Thread reading = new Thread(
                supervision.guarded("the reader of the real topics", () -> {
                    reader.forEach(work::take, skip);
                    caughtUp.countDown();
                    reader.follow(work::take, skip);
                }),
                "real-topics-reader");
        reading.setDaemon(true);
        reading.start();
        caughtUp.await();
        return work;
    }

    private void tell(CanaryRound round, Optional<Unfinished> oldest, PrintWriter out) {
        rounds++;
        failed += round.passed() ? 0 : 1;
        long now = System.currentTimeMillis();
        ObjectNode node = json(round, oldest.orElse(null), now);
        latest.set(node);
        meters.tell(
                round,
                oldest.map(chapter -> Duration.ofMillis(Math.max(0, now - chapter.since())))
                        .orElse(Duration.ZERO));
        out.println(json ? node.toString() : text(round, oldest.orElse(null), now));
        out.flush();
    }

    private ObjectNode json(CanaryRound round, @Nullable Unfinished oldest, long now) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("at", Instant.ofEpochMilli(round.at()).toString());
        node.put("chapter", round.chapter());
        node.put("passed", round.passed());
        Duration took = round.took();
        if (took == null) {
            node.putNull("seconds");
        } else {
            node.put("seconds", took.toMillis() / MILLIS);
        }
        for (CanaryRound.Hop hop : round.hops()) {
            node.withArray("hops").addObject().put("topic", hop.topic()).put("seconds", hop.millis() / MILLIS);
        }
        round.twice().forEach(node.withArray("twice")::add);
        node.put("problem", round.problem());
        if (oldest == null) {
            node.putNull("oldest_unfinished");
        } else {
            node.putObject("oldest_unfinished")
                    .put("chapter", oldest.id().toString())
                    .put("seconds", Math.max(0, now - oldest.since()) / MILLIS)
                    .put("because", oldest.standstill().stall().because());
        }
        return node.put("rounds", rounds).put("failed", failed);
    }

    private static String text(CanaryRound round, @Nullable Unfinished oldest, long now) {
        StringBuilder text =
                new StringBuilder(Instant.ofEpochMilli(round.at()).toString().replaceFirst("\\.\\d+Z", "Z"));
        Duration took = round.took();
        text.append(round.passed() ? " ✓ " : " ✗ ").append(round.chapter());
        if (round.problem() != null) {
            text.append(": ").append(round.problem());
        }
        if (took != null) {
            text.append(round.passed() ? " came in " : "; it took ")
                    .append(seconds(took.toMillis()))
                    .append(" (");
            round.hops().stream()
                    .skip(1)
                    .forEach(hop -> text.append(hop.topic())
                            .append(' ')
                            .append(seconds(hop.millis()))
                            .append(", "));
            text.setLength(text.length() - 2);
            text.append(')');
        }
        text.append(
                oldest == null
                        ? "; no chapter is unfinished"
                        : "; the oldest unfinished chapter is " + oldest.id() + ", for "
                                + seconds(Math.max(0, now - oldest.since())));
        return text.toString();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%,.1f s", millis / MILLIS);
    }

    private static Duration time(String option, String text) {
        try {
            Duration time = ConfigFile.duration(text);
            if (time.isZero()) {
                throw new IllegalArgumentException("must be above 0");
            }
            return time;
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
