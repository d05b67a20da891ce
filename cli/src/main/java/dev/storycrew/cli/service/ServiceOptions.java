package dev.storycrew.cli.service;

import dev.storycrew.app.Models;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.health.ProviderWatch;
import dev.storycrew.app.health.SpareWatch;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.app.tracing.ProcessTracing;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.DebugOption;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.TopicDifference;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands that run one service against a cluster have in common. */
final class ServiceOptions {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceOptions.class);
    private static final long LOOK_MILLIS = 1000;

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private DebugOption debug = new DebugOption();

    @Option(
            names = "--instance",
            paramLabel = "ID",
            defaultValue = "1",
            description =
                    "Tells this process from others of the same service; keep it across restarts (default: ${DEFAULT-VALUE}).")
    private String instance = "1";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".storycrew",
            description = "Where state and logs are kept (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".storycrew");

    @Option(
            names = "--log-to-stdout",
            description = "Log to standard output, as is usual in containers, instead of a file below --data.")
    private boolean logToStdout;

    @Mixin
    private HealthOptions health = new HealthOptions();

    private ServiceHooks hooks() {
        return spec.root().userObject() instanceof HookedServices hooked ? hooked.hooks() : ServiceHooks.NONE;
    }

    /** Starts a service that needs more than the services' own surroundings. */
    interface Start {
        void in(Services services, Connection connection, Config config, Models models) throws Exception;
    }

    /** Serves until the process is told to stop. */
    int serve(String name, List<Stage> stages, Consumer<Services> start, PrintWriter terminal) throws Exception {
        return serve(name, stages, (services, connection, config, models) -> start.accept(services), terminal);
    }

    /** The same for other services. */
    int serve(String name, List<Stage> stages, Start start, PrintWriter terminal) throws Exception {
        Config settings = config.load();
        String process = name.replace(' ', '-') + "-" + instance;
        ProcessTracing tracing = ProcessTracing.of(System.getenv(), "storycrew-" + name.replace(' ', '-'), instance);
        if (logToStdout) {
            Logging.toStandardOutput(debug.isOn(settings));
        } else {
            Logging.toFile(data.resolve("logs").resolve(process + ".log"), debug.isOn(settings));
        }
        Connection connection = RealCluster.connect(settings);
        if (!topicsFit(connection, terminal)) {
            return 1;
        }
        ProcessMetrics metrics = new ProcessMetrics();
        Models models = new Models(settings, tracing.calls(metrics.calls()));
        metrics.circuits(models::providers);
        return Lifetime.of(terminal, lifetime -> {
            lifetime.add(tracing);
            Services services = new Services(
                    connection,
                    settings,
                    models,
                    instance,
                    data.resolve("streams-" + process),
                    hooks(),
                    lifetime.supervision(),
                    metrics.registry(),
                    tracing.chapters());
            metrics.totals(services::totals);
            lifetime.add(services, services::inHand);
            start.in(services, connection, settings, models);
            health.serve(services, models, metrics).ifPresent(server -> {
                lifetime.add(server);
                terminal.println(health.line(server));
            });
            terminal.println("storycrew " + name + ": serving as instance " + instance + " on "
                    + connection.kafka().get("bootstrap.servers")
                    + (stages.isEmpty() ? "" : ", using " + models.described())
                    + (logToStdout ? "" : "; logs in " + data.resolve("logs")));
            terminal.flush();
            watch(models, new SpareWatch(services, "storycrew " + name + " " + instance), terminal);
            return 0;
        });
    }

    /** Reports each topic that differs from the catalogue; false if the service cannot work with them. */
    private static boolean topicsFit(Connection connection, PrintWriter terminal) {
        List<TopicDifference> differences = RealCluster.prepareTopics(connection);
        boolean fit = differences.stream().noneMatch(TopicDifference::hinders);
        for (TopicDifference difference : differences) {
            LOG.atWarn()
                    .addKeyValue("event", "topic_differs")
                    .addKeyValue("hinders", difference.hinders())
                    .log(difference.sentence());
            terminal.println("storycrew: " + (difference.hinders() ? "" : "warning: ") + difference);
        }
        if (!fit) {
            TopicDifference.remedy(differences)
                    .ifPresent(what -> terminal.println("storycrew: the service cannot work like this; " + what));
        }
        terminal.flush();
        return fit;
    }

    private static void watch(Models models, SpareWatch spare, PrintWriter terminal) throws InterruptedException {
        ProviderWatch providers = new ProviderWatch(models);
        while (!Thread.currentThread().isInterrupted()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            Stream.concat(providers.look().stream(), spare.look().stream()).forEach(line -> {
                terminal.println(line);
                terminal.flush();
            });
        }
    }
}
