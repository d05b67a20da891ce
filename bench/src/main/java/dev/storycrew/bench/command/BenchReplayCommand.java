package dev.storycrew.bench.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.bench.ReplayBench;
import dev.storycrew.cli.auditor.AuditPrint;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.cli.validate.ValidateCommand;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.text.Counted;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench replay}: how fast history is audited. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Measures audit verify and policy what-if against a bare byte[] consumer of the same topics, in the same run.",
            "Without --config it creates a history in --data, with the real services and the rehearsal model, without"
                    + " waiting. An existing history is used as it is, and extended if too short.",
            "Exit code 1 if one of them reaches less than half the bare consumer's rate, or the history is refuted."
        })
public final class BenchReplayCommand implements Callable<Integer> {
    private static final double MIN_RATIO = 0.5;
    private static final int EVERY = 100;

    @Option(
            names = "--chapters",
            paramLabel = "N",
            defaultValue = "300",
            description = "Number of chapters in the history (default: ${DEFAULT-VALUE}).")
    private int chapters = 300;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the history is created and kept for next time (default: a temporary folder).")
    private @Nullable Path data;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How often each is measured, after a warm-up; the median is reported (default: ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (chapters < 1 || rounds < 1) {
            throw new UsageException("--chapters and --rounds must be at least 1");
        }
        if (config.file() != null) {
            Config settings = config.load();
            return measure(RealCluster.connect(settings), settings);
        }
        boolean keep = data != null;
        Path folder = data == null ? Files.createTempDirectory("storycrew-bench") : data;
        return Lifetime.of(spec.commandLine().getOut(), lifetime -> {
            if (!keep) {
                lifetime.add(() -> ValidateCommand.delete(folder));
            }
            DataFolder locked = DataFolder.lock(folder);
            lifetime.add(locked);
            Logging.toFile(folder.resolve("logs").resolve("storycrew.log"));
            Config settings = HistoryMaker.config(folder);
            EmbeddedCluster cluster =
                    EmbeddedCluster.start(locked, settings.cluster().topics().prefix(), 0, 0);
            lifetime.add(cluster);
            List<ChapterRequest> requests = HistoryMaker.requests(chapters);
            HistoryMaker.make(cluster.connection(), settings, folder.resolve("streams"), requests, new Ended());
            return measure(cluster.connection(), settings);
        });
    }

    private final class Ended implements java.util.function.IntConsumer {
        private int told;

        @Override
        public void accept(int ended) {
            if (ended / EVERY > told) {
                told = ended / EVERY;
                say("made " + ended + " of " + Counted.of(chapters, "chapter"));
            }
        }
    }

    private int measure(Connection connection, Config settings) throws IOException {
        AuditReport report = new Verification(
                        connection, Policies.of(connection, settings.routing().policy()))
                .run(AuditScope.everything(), StartPosition.beginning(), null);
        if (!report.clean()) {
            spec.commandLine().getOut().print(AuditPrint.text(report));
            spec.commandLine().getOut().flush();
            return 1;
        }
        List<ReplayBench.Line> lines =
                new ReplayBench(connection, settings.routing().policy(), rounds).run();
        if (json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            lines.forEach(line -> all.addObject()
                    .put("what", line.what())
                    .put("records", line.records())
                    .put("records_per_second", line.perSecond())
                    .put("bare_records_per_second", line.barePerSecond())
                    .put("ratio", line.ratio()));
            say(all.toPrettyString());
        } else {
            lines.forEach(line -> say(String.format(
                    Locale.ROOT,
                    "%-15s %,9d records  %,9.0f records/s  bare consumer %,9.0f records/s  ratio %.2f",
                    line.what(),
                    line.records(),
                    line.perSecond(),
                    line.barePerSecond(),
                    line.ratio())));
        }
        return lines.stream().allMatch(line -> line.ratio() >= MIN_RATIO) ? 0 : 1;
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
