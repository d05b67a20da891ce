package dev.storycrew.cli.estimate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.estimate.BookEstimate;
import dev.storycrew.core.estimate.Range;
import dev.storycrew.core.text.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Estimates, for people and programs.
 *
 * @param from what they are concluded from
 * @param notional true if no language model is asked, so that money is no money
 * @param unpriced the models without a known price
 */
record EstimateReport(
        List<BookEstimate> books, List<String> from, Budget budget, boolean notional, List<String> unpriced) {
    private static final double HUNDREDTHS = 100;
    private static final double TEN_THOUSANDTHS = 10_000;

    String text() {
        StringBuilder text = new StringBuilder();
        for (BookEstimate book : books) {
            text.append(book.book().id())
                    .append(": ")
                    .append(Counted.of(book.book().chapters(), "chapter"))
                    .append(" of ")
                    .append(Counted.of(book.book().words(), "word"))
                    .append("\n\n");
            line(text, "", "low", "likely", "high");
            line(text, "retries per chapter", book.retriesPerChapter(), each -> number(each, 1));
            line(text, "tokens in", book.input(), each -> number(each, 0));
            line(text, "tokens out", book.output(), each -> number(each, 0));
            if (book.usd() != null) {
                line(text, "cost" + (notional ? " (notional)" : ""), book.usd(), Money::text);
            }
            line(text, "time", book.seconds(), EstimateReport::time);
            text.append('\n');
        }
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        if (!unpriced.isEmpty()) {
            text.append("no known price for ")
                    .append(String.join(", ", unpriced))
                    .append(", so only tokens are estimated; set its price in llm.prices\n");
        }
        text.append("based on: ").append(String.join("\n          ", from)).append('\n');
        if (from.stream().anyMatch(each -> each.startsWith("no cluster's history"))) {
            text.append("assumed: retries as shown; ")
                    .append(
                            notional
                                    ? "the rehearsal model answers at once\n"
                                    : "a model that writes 120, 60 or 30 tokens a second\n");
        }
        text.append(
                "input counts as read from a cache only as far as the history shows it; the chapters of a book come one"
                        + " after another\n");
        return text.toString();
    }

    private static void line(StringBuilder text, String what, Range range, DoubleFunction<String> shown) {
        line(text, what, shown.apply(range.low()), shown.apply(range.likely()), shown.apply(range.high()));
    }

    private static void line(StringBuilder text, String what, String low, String likely, String high) {
        text.append(String.format(Locale.ROOT, "%-20s %14s %14s %14s", what, low, likely, high)
                        .stripTrailing())
                .append('\n');
    }

    /** Budgets that the books would not fit into. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (BookEstimate book : books) {
            warn(warnings, book, "budget.per-chapter-usd", budget.perChapter(), book.usdOfAChapter(), "a chapter");
            warn(warnings, book, "budget.per-book-usd", budget.perBook(), book.usd(), "the book");
        }
        boolean capped = budget.perChapter() != null || budget.perBook() != null;
        if (capped && !unpriced.isEmpty()) {
            warnings.add("the budget has no effect on models without a price: " + String.join(", ", unpriced));
        }
        return warnings;
    }

    private static void warn(
            List<String> warnings,
            BookEstimate book,
            String key,
            @Nullable Money cap,
            @Nullable Range usd,
            String what) {
        if (cap == null || usd == null || usd.high() <= cap.usd()) {
            return;
        }
        String how = usd.low() > cap.usd() ? "will cost" : usd.likely() > cap.usd() ? "will probably cost" : "may cost";
        double shown = usd.low() > cap.usd() ? usd.low() : usd.likely() > cap.usd() ? usd.likely() : usd.high();
        warnings.add(book.book().id() + ": " + what + " " + how + " " + Money.text(shown) + ", more than " + key + " ("
                + cap + "); chapters that reach it end EXHAUSTED");
    }

    ObjectNode json() {
        ObjectNode all = new ObjectMapper().createObjectNode();
        ArrayNode list = all.putArray("books");
        for (BookEstimate book : books) {
            ObjectNode one = list.addObject()
                    .put("book", book.book().id())
                    .put("chapters", book.book().chapters());
            put(one, "retries_per_chapter", book.retriesPerChapter(), HUNDREDTHS);
            putWhole(one, "input_tokens", book.input());
            putWhole(one, "output_tokens", book.output());
            Range usd = book.usd();
            one.put("priced", usd != null);
            put(one, "cost_usd", usd == null ? Range.NOTHING : usd, TEN_THOUSANDTHS);
            putWhole(one, "seconds", book.seconds());
        }
        if (notional) {
            all.put("notional", true);
        }
        unpriced.forEach(all.putArray("unpriced")::add);
        from.forEach(all.putArray("concluded_from")::add);
        warnings().forEach(all.putArray("warnings")::add);
        return all;
    }

    private static void put(ObjectNode node, String field, Range range, double precision) {
        node.putObject(field)
                .put("low", Math.round(range.low() * precision) / precision)
                .put("likely", Math.round(range.likely() * precision) / precision)
                .put("high", Math.round(range.high() * precision) / precision);
    }

    private static void putWhole(ObjectNode node, String field, Range range) {
        node.putObject(field)
                .put("low", Math.round(range.low()))
                .put("likely", Math.round(range.likely()))
                .put("high", Math.round(range.high()));
    }

    private static String number(double number, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }

    /** {@code 2 h 5 min}, {@code 3 min}, {@code 12 s}. */
    private static String time(double seconds) {
        Duration time = Duration.ofSeconds(Math.round(seconds));
        if (time.toHours() > 0) {
            return String.format(Locale.ROOT, "%,d h %d min", time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
