package dev.storycrew.cli.validate;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.validate.Validation;
import dev.storycrew.app.validate.ValidationCheck;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.service.Embedding;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.Listening;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code validate}: the eight checks of a deployment. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Runs the 8 checks of a deployment: against the running cluster of --config or, without it, against a whole"
                        + " system in this process. On a cluster, three small chapters of a book validate-.. really run.")
public final class ValidateCommand implements Callable<Integer> {
    @Option(names = "--verbose", description = "Say what each check did.")
    private boolean verbose;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long the smoke chapters may take (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds = 120;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Config settings = config.load();
        return config.file() == null ? embedded(settings) : report(settings, RealCluster.connect(settings));
    }

    private int embedded(Config settings) throws Exception {
        Path data = Files.createTempDirectory("storycrew-validate");
        PrintWriter terminal = spec.commandLine().getOut();
        return Lifetime.of(terminal, lifetime -> {
            lifetime.add(() -> delete(data));
            DataFolder locked = DataFolder.lock(data);
            lifetime.add(locked);
            Logging.toFile(data.resolve("logs").resolve("storycrew.log"));
            EmbeddedCluster cluster = Embedding.start(
                    lifetime,
                    locked,
                    settings,
                    TopicCatalogue.EMBEDDED_PARTITIONS,
                    Listening.ANYWHERE_LOCAL,
                    step -> {});
            Models models = new Models(settings);
            models.prepare();
            Embedding.services(
                            lifetime,
                            cluster,
                            settings,
                            models,
                            data,
                            new CompositeMeterRegistry(),
                            ChapterTracing.off())
                    .startAll();
            return report(settings, cluster.connection());
        });
    }

    private int report(Config settings, Connection connection) throws InterruptedException {
        Path home = Path.of(System.getProperty("storycrew.home", "."));
        Documentation documentation = new Documentation(home, spec.root());
        List<ValidationCheck> checks =
                new Validation(settings, connection, Duration.ofSeconds(timeoutSeconds), documentation).run();
        PrintWriter out = spec.commandLine().getOut();
        int passed = 0;
        for (int index = 0; index < checks.size(); index++) {
            ValidationCheck check = checks.get(index);
            out.println((check.passed() ? "✓ " : "✗ ") + (index + 1) + ". " + check.name());
            if (verbose) {
                check.done().forEach(line -> out.println("    " + line));
            }
            check.problems().forEach(line -> out.println("    ✗ " + line));
            passed += check.passed() ? 1 : 0;
        }
        out.println();
        out.println("Results: " + passed + "/" + checks.size() + " checks passed");
        boolean all = passed == checks.size();
        out.println(all ? "✓ ALL VALIDATION CHECKS PASSED" : "✗ VALIDATION FAILED");
        out.flush();
        return all ? 0 : 1;
    }

    public static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
