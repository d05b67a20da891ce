package dev.storycrew.core.estimate;

import dev.storycrew.core.cost.Price;
import dev.storycrew.core.story.Stage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates. Pure: what was measured on a typical book, scaled to the book's length and language and to the prompts as they
 * are, and corrected by a cluster's own chapters where there are enough.
 */
public final class Estimator {
    /** Retries a chapter, where nobody has seen how often this model's chapters fail. */
    public static final Range UNKNOWN_RETRIES = new Range(0.3, 1, 2);

    private static final double PER_MILLION = 1e6;

    private final TypicalWork typical;
    private final @Nullable PastChapters past;
    private final Map<Stage, StageRate> rates;
    private final int maxRetries;

    /**
     * @param past null for none, or where there are too few
     * @param rates of each stage
     * @param maxRetries of a chapter, as the policy allows
     */
    public Estimator(TypicalWork typical, @Nullable PastChapters past, Map<Stage, StageRate> rates, int maxRetries) {
        this.typical = typical;
        this.past = past == null || !past.isEnough() ? null : past;
        this.rates = Map.copyOf(rates);
        this.maxRetries = maxRetries;
    }

    /** Of a book. */
    public BookEstimate of(PlannedBook book) {
        Range retries = retries();
        Tally all = new Tally();
        Range dearest = Range.NOTHING;
        for (int chapter = 1; chapter <= book.chapters(); chapter++) {
            Tally one = chapter(book, chapter, retries);
            all.add(one);
            dearest = one.usd.likely() > dearest.likely() ? one.usd : dearest;
        }
        boolean priced = rates.values().stream().allMatch(rate -> rate.price() != null);
        return new BookEstimate(
                book, retries, all.input, all.output, priced ? all.usd : null, priced ? dearest : null, all.seconds);
    }

    private Range retries() {
        Range expected = past == null
                ? UNKNOWN_RETRIES
                : new Range(
                        Math.max(0, past.retriesPerChapter() - past.uncertainty()),
                        past.retriesPerChapter(),
                        past.retriesPerChapter() + past.uncertainty());
        return expected.map(each -> Math.min(each, maxRetries));
    }

    private static final class Tally {
        private Range input = Range.NOTHING;
        private Range output = Range.NOTHING;
        private Range usd = Range.NOTHING;
        private Range seconds = Range.NOTHING;

        void add(Tally other) {
            input = input.plus(other.input);
            output = output.plus(other.output);
            usd = usd.plus(other.usd);
            seconds = seconds.plus(other.seconds);
        }
    }

    private Tally chapter(PlannedBook book, int chapter, Range retries) {
        double text = book.words() * (book.countsCharacters() ? typical.tokensPerCharacter() : typical.tokensPerWord());
        Map<Stage, StageTokens> retried = retried();
        Tally tally = new Tally();
        for (Stage stage : Stage.values()) {
            StageTokens first = typical.first().getOrDefault(stage, StageTokens.NONE);
            StageTokens again = retried.getOrDefault(stage, StageTokens.NONE);
            double more = typical.moreInput(chapter)
                    + book.systemTokens().getOrDefault(stage, 0.0)
                    - typical.systemTokens().getOrDefault(stage, 0.0);
            double factor = outputFactor(book, stage, first.output(text));
            Range runs = retries.map(times -> first.runs() + times * again.runs());
            Range input = retries.map(times -> first.input(text)
                    + first.runs() * more
                    + times * Math.max(0, again.input(text) + again.runs() * more));
            Range output = retries.map(times -> factor * (first.output(text) + times * again.output(text)));
            tally.input = tally.input.plus(input);
            tally.output = tally.output.plus(output);
            StageRate rate = rates.get(stage);
            if (rate != null) {
                tally.usd = tally.usd.plus(usd(stage, rate.price(), input, output));
                Range perToken = rate.secondsPerToken();
                tally.seconds = tally.seconds
                        .plus(runs.map(times -> times * rate.secondsPerCall()))
                        .plus(new Range(
                                output.low() * perToken.low(),
                                output.likely() * perToken.likely(),
                                output.high() * perToken.high()));
            }
        }
        return tally;
    }

    /** The mean of the levels, in the shares that they have here or in the reference mix. */
    private Map<Stage, StageTokens> retried() {
        Map<String, Double> shares = new HashMap<>();
        Map<String, Double> seen = past == null ? Map.of() : past.shares();
        // A level of a policy of one's own was never measured; the others stand for it.
        double known = seen.entrySet().stream()
                .filter(entry -> typical.retries().containsKey(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
        typical.retries()
                .forEach((level, of) ->
                        shares.put(level, known > 0 ? seen.getOrDefault(level, 0.0) / known : of.share()));
        Map<Stage, StageTokens> mean = new EnumMap<>(Stage.class);
        typical.retries()
                .forEach((level, of) -> of.stages()
                        .forEach((stage, tokens) ->
                                mean.merge(stage, times(tokens, shares.getOrDefault(level, 0.0)), Estimator::plus)));
        return mean;
    }

    private static StageTokens times(StageTokens tokens, double share) {
        return new StageTokens(
                tokens.runs() * share,
                tokens.fixedInput() * share,
                tokens.inputPerToken() * share,
                tokens.fixedOutput() * share,
                tokens.outputPerToken() * share);
    }

    private static StageTokens plus(StageTokens one, StageTokens other) {
        return new StageTokens(
                one.runs() + other.runs(),
                one.fixedInput() + other.fixedInput(),
                one.inputPerToken() + other.inputPerToken(),
                one.fixedOutput() + other.fixedOutput(),
                one.outputPerToken() + other.outputPerToken());
    }

    /** How much longer than a typical model's the answers of this cluster's models are. */
    private double outputFactor(PlannedBook book, Stage stage, double expected) {
        PastChapters.OfStage seen = seen(stage);
        return seen.words() == 0 || seen.firstOutput() == 0 || expected <= 0
                ? 1
                : (double) seen.firstOutput() / seen.words() * book.words() / expected;
    }

    private Range usd(Stage stage, @Nullable Price price, Range input, Range output) {
        if (price == null) {
            return Range.NOTHING;
        }
        PastChapters.OfStage seen = seen(stage);
        double cached = seen.input() == 0 ? 0 : (double) seen.cached() / seen.input();
        double perInput = price.inputUsdPerMillion() * (1 - cached) + price.cachedInputUsdPerMillion() * cached;
        return input.map(tokens -> tokens * perInput / PER_MILLION)
                .plus(output.map(tokens -> tokens * price.outputUsdPerMillion() / PER_MILLION));
    }

    private PastChapters.OfStage seen(Stage stage) {
        return past == null ? PastChapters.OfStage.NONE : past.stages().getOrDefault(stage, PastChapters.OfStage.NONE);
    }
}
