package dev.storycrew.cli.progress;

import dev.storycrew.app.config.Config;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.Book;
import dev.storycrew.llm.PriceTable;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Says beforehand what chapters of unusual length will take and cost. */
public final class LongChapters {
    /** In words; novels' chapters rarely have more. */
    static final int USUAL = 20_000;

    /** Tokens a word, as languages with blanks have them. */
    private static final double TOKENS = 1.4;

    private LongChapters() {}

    /**
     * A warning in one line; empty for a book with usual chapters.
     *
     * @param llm the models whose prices count; without a price for each, only tokens are named
     */
    public static Optional<String> warning(Book book, Config.Llm llm) {
        int words = book.frame().wordsPerChapter();
        if (words <= USUAL) {
            return Optional.empty();
        }
        long text = Math.round(words * TOKENS);
        PriceTable prices = PriceTable.load(llm.prices());
        long written = 0;
        long read = 0;
        Money cost = Money.ZERO;
        boolean priced = true;
        for (Stage stage : Stage.values()) {
            long output = stage.fillsTexts() ? text : 0;
            long input = stage.canBeSkipped() || stage.reportsToRouter() ? text : 0;
            written += output;
            read += input;
            Price price = prices.find(
                            Objects.requireNonNull(llm.models().get(stage)).get(0))
                    .orElse(null);
            priced &= price != null;
            cost = price == null ? cost : cost.plus(price.cost(input, 0, 0, output));
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "warning: %s: chapters of %,d words take about %,d output and %,d input tokens each without any retry%s, and"
                        + " few models write so much in one answer; words-per-chapter sets it",
                book.id(),
                words,
                written,
                read,
                priced ? " (" + cost + ")" : ""));
    }
}
