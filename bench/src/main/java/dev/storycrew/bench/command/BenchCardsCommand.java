package dev.storycrew.bench.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.bench.CardBench;
import dev.storycrew.bench.ConsoleBench;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.bench.PageTimes;
import dev.storycrew.cli.service.Lifetime;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.cli.validate.ValidateCommand;
import dev.storycrew.core.text.Counted;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench cards}: how many chapters can be looked at. */
@Command(
        name = "cards",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes the cards of many chapters to a broker in this process, reads them as status and the console do,"
                    + " and turns pages of several kinds. Then it starts a console and asks it for pages by HTTP.",
            "The exit code is 1 if a kind of page takes 200 ms or more at the 95th percentile, if"
                    + " the cards take 1 GB of heap or more, or if the console takes 1 GB of memory or more."
        })
public final class BenchCardsCommand implements Callable<Integer> {
    private static final double MAX_MILLIS = 200;
    private static final long MAX_BYTES = 1L << 30;
    private static final int MEGA = 1 << 20;

    @Option(
            names = "--cards",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Number of chapters (default: ${DEFAULT-VALUE}).")
    private int cards = 1_000_000;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** The cards in memory, and the console over them. */
    private record Measured(CardBench.Result store, ConsoleBench.Result console) {
        boolean isGood() {
            Long peak = console.peakBytes();
            return Stream.concat(store.pages().stream(), console.pages().stream())
                            .allMatch(kind -> kind.p95() < MAX_MILLIS)
                    && store.heapBytes() < MAX_BYTES
                    && (peak == null || peak < MAX_BYTES);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (cards < 1) {
            throw new UsageException("--cards must be at least 1");
        }
        Path folder = Files.createTempDirectory("storycrew-bench");
        return Lifetime.of(spec.commandLine().getOut(), lifetime -> {
            lifetime.add(() -> ValidateCommand.delete(folder));
            DataFolder locked = DataFolder.lock(folder);
            lifetime.add(locked);
            Logging.toFile(folder.resolve("logs").resolve("storycrew.log"));
            EmbeddedCluster cluster = EmbeddedCluster.start(
                    locked, HistoryMaker.config(folder).cluster().topics().prefix(), 0, 0);
            lifetime.add(cluster);
            CardBench bench = new CardBench(cluster.connection(), cards);
            long bytes = bench.publish(made -> {
                if (!json) {
                    say(String.format(Locale.ROOT, "published %,d cards", made));
                }
            });
            CardBench.Result store = bench.measure(bytes);
            return report(new Measured(store, new ConsoleBench(cluster.connection(), bench, folder).measure()));
        });
    }

    private int report(Measured measured) throws IOException {
        CardBench.Result store = measured.store();
        ConsoleBench.Result console = measured.console();
        if (json) {
            say(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(measured));
        } else {
            say(String.format(
                    Locale.ROOT,
                    "%,d cards, %s each on average; read in %.1f s, with %s beyond them; %,d MB of heap",
                    store.cards(),
                    Counted.of(store.topicBytes() / store.cards(), "byte"),
                    store.buildMillis() / 1000.0,
                    Counted.of(store.tailRecords(), "record"),
                    store.heapBytes() / MEGA));
            store.pages().forEach(this::say);
            Long peak = console.peakBytes();
            say(String.format(
                    Locale.ROOT,
                    "the console, asked by HTTP: ready in %.1f s; %s of memory at most",
                    console.readyMillis() / 1000.0,
                    peak == null ? "an unknown amount" : String.format(Locale.ROOT, "%,d MB", peak / MEGA)));
            console.pages().forEach(this::say);
        }
        return measured.isGood() ? 0 : 1;
    }

    private void say(PageTimes kind) {
        say(String.format(
                Locale.ROOT,
                "%-30s %s, %12s   p50 %6.1f ms   p95 %6.1f ms   p99 %6.1f ms",
                kind.kind(),
                Counted.of(kind.pages(), "page"),
                Counted.of(kind.lines(), "line"),
                kind.p50(),
                kind.p95(),
                kind.p99()));
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
