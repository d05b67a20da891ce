package dev.storycrew.cli.service;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.health.DiskWatch;
import dev.storycrew.app.health.ProviderWatch;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.app.tracing.ProcessTracing;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.DebugOption;
import dev.storycrew.cli.progress.Progress;
import dev.storycrew.cli.progress.Screen;
import dev.storycrew.cli.terminal.HarmlessWriter;
import dev.storycrew.console.ConsoleSettings;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.Listening;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: everything in this process, with no book, until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs broker (127.0.0.1:9092), registry (127.0.0.1:8081), all services and the web console"
                + " (http://127.0.0.1:8080) in this process until Ctrl-C.")
public final class UpCommand implements Callable<Integer>, Narrating {
    private static final int KAFKA_PORT = 9092;
    private static final int REGISTRY_PORT = 8081;
    private static final long LOOK_MILLIS = 500;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".storycrew",
            description = "Where broker, registry and logs are kept (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of(".storycrew");

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "" + KAFKA_PORT,
            description = "Where Kafka listens on 127.0.0.1; 0 takes a free port (default: ${DEFAULT-VALUE}).")
    private int kafkaPort = KAFKA_PORT;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "" + REGISTRY_PORT,
            description =
                    "Where the schema registry listens on 127.0.0.1; 0 takes a free port (default: ${DEFAULT-VALUE}).")
    private int registryPort = REGISTRY_PORT;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = Listening.LOOPBACK,
            description =
                    "The address to listen on, such as 0.0.0.0 in a container; clients are told 127.0.0.1 all the same"
                            + " (default: ${DEFAULT-VALUE}).")
    private String host = Listening.LOOPBACK;

    @Option(
            names = "--console-port",
            paramLabel = "PORT",
            defaultValue = "" + ConsoleSettings.PORT,
            description = "The console's port on 127.0.0.1; if it is taken, a free one is used (default:"
                    + " ${DEFAULT-VALUE}).")
    private int consolePort = ConsoleSettings.PORT;

    @Option(names = "--no-console", description = "Do not serve the web console.")
    private boolean noConsole;

    @Mixin
    private HealthOptions health = new HealthOptions();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private DebugOption debug = new DebugOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config settings = config.load();
        ProcessTracing tracing = ProcessTracing.of(System.getenv(), "storycrew", Embedding.INSTANCE);
        PrintWriter terminal = spec.commandLine().getOut();
        DataFolder locked = DataFolder.lock(data);
        Logging.toFile(data.resolve("logs").resolve("storycrew.log"), debug.isOn(settings));
        DiskWatch disk = DiskWatch.on(data);
        OpenFilesCheck.require();
        ProcessMetrics metrics = new ProcessMetrics();
        Models models = new Models(settings, tracing.calls(metrics.calls()));
        metrics.circuits(models::providers);
        Progress.Display display = Screen.display(HarmlessWriter.raw(terminal), debug.isOn(settings), System.getenv());
        display.line("StoryCrew: using " + models.described() + "; data and logs in " + data);
        return Lifetime.of(display.writer(), lifetime -> {
            lifetime.add(display);
            lifetime.add(tracing);
            lifetime.add(locked);
            Listening listening = new Listening(host, kafkaPort, registryPort);
            EmbeddedCluster cluster = Embedding.start(
                    lifetime, locked, settings, TopicCatalogue.EMBEDDED_PARTITIONS, listening, display::step);
            Services services = Embedding.services(
                    lifetime, cluster, settings, models, data, metrics.registry(), tracing.chapters());
            metrics.totals(services::totals);
            display.step("starting the services");
            services.startAll();
            health.serve(services, models, metrics).ifPresent(server -> {
                lifetime.add(server);
                display.line(health.line(server));
            });
            if (!noConsole) {
                display.step("starting the console");
                LocalConsole.start(services, cluster.connection(), settings, models, consolePort, display::line);
            }
            display.step("");
            display.line("StoryCrew is up: Kafka on "
                    + cluster.connection().kafka().get("bootstrap.servers") + ", schema registry on "
                    + cluster.connection().registry().get("schema.registry.url") + "; Ctrl-C stops it");
            ProviderWatch providers = new ProviderWatch(models);
            while (true) {
                providers.look().ifPresent(display::line);
                disk.requireSpace();
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        });
    }
}
