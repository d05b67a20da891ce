package dev.storycrew.cli.estimate;

import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.estimate.BookEstimate;
import dev.storycrew.core.estimate.Estimator;
import dev.storycrew.core.estimate.PastChapters;
import dev.storycrew.core.estimate.PlannedBook;
import dev.storycrew.core.estimate.Range;
import dev.storycrew.core.estimate.StageRate;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.PriceTable;
import dev.storycrew.llm.Tokens;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.schemas.codec.Digests;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code estimate}: what a book will cost and how long it will take. */
@Command(
        name = "estimate",
        mixinStandardHelpOptions = true,
        description = {
            "Says what books will cost and how long they will take with a configuration, as low,"
                    + " likely and high values, and what that is based on: a typical book in a benchmark and,"
                    + " if the configuration's cluster can be reached and has ended chapters, how often those"
                    + " were retried, how long their answers were and how fast they came.",
            "It calls no model and changes nothing."
        })
public final class EstimateCommand implements Callable<Integer> {
    /** Seconds for an output token: 120, 60 and 30 tokens a second. */
    private static final Range USUAL_SPEED = new Range(1 / 120.0, 1 / 60.0, 1 / 30.0);

    private static final double USUAL_SECONDS_BEFORE = 1;
    private static final double MILLIS = 1000;

    /** Languages whose words are counted by characters. */
    private static final Set<String> COUNT_CHARACTERS = Set.of("zh", "ja", "yue", "wuu", "lzh");

    @Parameters(arity = "1..*", paramLabel = "BOOK.yaml", description = "One or more book files.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        List<Book> books = files.stream().map(BookFile::read).toList();
        Config settings = config.load();
        PastSurvey past = PastSurvey.of(settings);
        Map<Stage, StageRate> rates = rates(settings, past.chapters());
        Estimator estimator = new Estimator(
                TypicalWorkFile.read(),
                past.chapters(),
                rates,
                settings.routing().policy().maxRetries());
        List<BookEstimate> estimates = books.stream()
                .map(book -> estimator.of(planned(book, settings)))
                .toList();
        EstimateReport report = new EstimateReport(
                estimates,
                List.of(TypicalWorkFile.read().source(), past.known()),
                settings.routing().budget(),
                settings.llm().models().values().stream()
                        .allMatch(models -> models.get(0).provider() == ProviderKind.REHEARSAL),
                unpriced(settings, rates));
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.json().toPrettyString() + "\n" : report.text());
        out.flush();
        return 0;
    }

    /** The book as its first requests show it: with the prompts of the configuration. */
    private static PlannedBook planned(Book book, Config settings) {
        ChapterBrief first = book.chapters().get(0);
        ChapterEnvelope envelope = ChapterEnvelope.start(Digests.request(first, book.bible()), book.bible(), 0);
        Map<Stage, Double> system = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            system.put(stage, (double) Tokens.count(
                    settings.llm().prompts().prompt(stage, envelope, List.of()).system()));
        }
        String language = Locale.forLanguageTag(book.frame().language()).getLanguage();
        return new PlannedBook(
                book.id(),
                book.chapters().size(),
                book.frame().wordsPerChapter(),
                COUNT_CHARACTERS.contains(language),
                system);
    }

    private static Map<Stage, StageRate> rates(Config settings, @Nullable PastChapters past) {
        PriceTable prices = PriceTable.load(settings.llm().prices());
        Map<Stage, StageRate> rates = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            ModelSettings model = model(settings, stage);
            boolean rehearsal = model.provider() == ProviderKind.REHEARSAL;
            Price price =
                    rehearsal ? Billing.REHEARSAL.price() : prices.find(model).orElse(null);
            PastChapters.OfStage seen = past == null
                    ? PastChapters.OfStage.NONE
                    : past.stages().getOrDefault(stage, PastChapters.OfStage.NONE);
            rates.put(stage, rate(price, seen, rehearsal, settings));
        }
        return rates;
    }

    private static StageRate rate(
            @Nullable Price price, PastChapters.OfStage seen, boolean rehearsal, Config settings) {
        if (seen.output() > 0 && seen.millis() > 0) {
            // Measured from the beginning of a call to its end, so that nothing comes on top.
            return new StageRate(price, 0, Range.exactly(seen.millis() / MILLIS / seen.output()));
        }
        return rehearsal
                ? new StageRate(price, settings.llm().rehearsal().latency().toMillis() / MILLIS, Range.NOTHING)
                : new StageRate(price, USUAL_SECONDS_BEFORE, USUAL_SPEED);
    }

    private static List<String> unpriced(Config settings, Map<Stage, StageRate> rates) {
        return rates.entrySet().stream()
                .filter(entry -> entry.getValue().price() == null)
                .map(entry -> model(settings, entry.getKey()).model())
                .distinct()
                .sorted()
                .toList();
    }

    private static ModelSettings model(Config settings, Stage stage) {
        return Objects.requireNonNull(settings.llm().models().get(stage)).get(0);
    }
}
