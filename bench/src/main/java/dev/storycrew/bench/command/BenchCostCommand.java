package dev.storycrew.bench.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.storycrew.app.Models;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.CostBench;
import dev.storycrew.bench.PassCost;
import dev.storycrew.bench.mix.BookMix;
import dev.storycrew.bench.mix.MixBench;
import dev.storycrew.bench.mix.MixBooks;
import dev.storycrew.bench.mix.MixReport;
import dev.storycrew.bench.mix.TypicalWorkFit;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench cost}: what each retry level costs. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        description =
                "Counts the tokens of a first pass and of each retry level and scope, by building every request and"
                        + " answering it with the rehearsal model. No language model is called.")
public final class BenchCostCommand implements Callable<Integer> {
    private static final Map<String, Double> NO_MISTAKES = Map.of(
            "word_count", 0.0,
            "prose", 0.0,
            "style", 0.0,
            "hook", 0.0,
            "continuity", 0.0,
            "structure", 0.0);
    private static final double PERCENT = 100;

    @Parameters(arity = "0..*", paramLabel = "BOOK.yaml", description = "Book files (default: the examples).")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Option(
            names = "--mix",
            description = "Measure the reference mix of retries instead, with answers as long as a real model's.")
    private boolean mix;

    @Option(
            names = "--chapters",
            paramLabel = "N",
            description = "With --mix: the length of each book, to see its requests grow (default: ${DEFAULT-VALUE}).")
    private int chapters = MixBench.MEASURED;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            description = "With --mix: put the tables between the lines '" + MarkedPart.BEGIN + "' and '"
                    + MarkedPart.END + "' of a file.")
    private @Nullable Path into;

    @Option(
            names = "--typical",
            paramLabel = "FILE",
            description = "With --mix and 60 chapters: write the figures that `estimate` uses.")
    private @Nullable Path typical;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "With --mix: the policy that decides (default: the built-in one).")
    private @Nullable Path policy;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (mix) {
            return mix();
        }
        if (into != null || typical != null || policy != null || chapters != MixBench.MEASURED) {
            throw new UsageException("--chapters, --policy, --into and --typical need --mix");
        }
        // The configuration's prompts are measured; its models are never asked.
        Config rehearsal =
                ConfigFile.load(null, Map.of()).withRehearsal(new Config.Rehearsal(1, NO_MISTAKES, Duration.ZERO));
        CostBench bench =
                new CostBench(new Models(rehearsal), config.load().llm().prompts());
        Map<String, List<PassCost>> measured = new LinkedHashMap<>();
        for (Path file : files.isEmpty() ? examples() : files) {
            Book book = BookFile.read(file);
            measured.put(book.id(), bench.measure(book));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(measured));
        } else {
            measured.forEach((book, passes) -> print(out, book, passes));
        }
        out.flush();
        return 0;
    }

    private int mix() throws Exception {
        if (chapters < MixBench.MEASURED) {
            throw new UsageException("--chapters: must be at least " + MixBench.MEASURED + ", but is " + chapters);
        }
        if (typical != null && chapters < TypicalWorkFit.CHAPTERS) {
            throw new UsageException("--typical needs --chapters " + TypicalWorkFit.CHAPTERS);
        }
        RetryPolicy decides = policy == null ? RetryPolicy.defaults() : PolicyFile.read(policy);
        List<BookMix> measured = new ArrayList<>();
        MixReport report;
        try (MixBench bench = new MixBench(config.load().llm().prompts(), decides)) {
            for (Book book : MixBooks.of(files)) {
                measured.add(bench.measure(book, chapters));
            }
            report = new MixReport(null, decides.reference(), measured);
            if (typical != null) {
                Files.writeString(
                        typical,
                        new ObjectMapper()
                                        .enable(SerializationFeature.INDENT_OUTPUT)
                                        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                                        .writeValueAsString(new TypicalWorkFit(bench).of(report))
                                + "\n");
            }
        }
        String text = json ? report.json() : report.markdown(MixReport.before());
        if (into != null) {
            MarkedPart.replace(into, text);
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, String book, List<PassCost> passes) {
        double full = passes.stream()
                .filter(pass -> pass.name().equals("FULL_RETRY"))
                .mapToDouble(PassCost::costUsd)
                .sum();
        out.println("### " + book);
        out.println();
        out.println(
                "| pass | of | calls | tokens in | of these stable | tokens out | cost (notional) | of a full retry |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (PassCost pass : passes) {
            out.println(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %,.0f | %,.0f | %,.0f | %s | %.0f %% |",
                    pass.name(),
                    pass.scope(),
                    pass.calls(),
                    pass.inputTokens(),
                    pass.stableTokens(),
                    pass.outputTokens(),
                    Money.text(pass.costUsd()),
                    PERCENT * pass.costUsd() / full));
        }
        out.println();
    }

    private static List<Path> examples() {
        Path folder = Path.of(System.getProperty("storycrew.home", ".")).resolve("examples");
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UsageException(folder + ": contains no examples; name a book file");
        }
    }
}
