package dev.storycrew.bench.mix;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.storycrew.bench.mix.BookMix.Growth;
import dev.storycrew.bench.mix.BookMix.PassPrices;
import dev.storycrew.bench.mix.BookMix.PassTokens;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.text.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A measurement of the mix, beside the one that was kept from before retries were made lean.
 *
 * @param commit what was measured; null for the program as it is
 * @param policy the policy that decided
 */
public record MixReport(
        @JsonProperty("commit") @Nullable String commit,
        @JsonProperty("policy") String policy,
        @JsonProperty("books") List<BookMix> books) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double PERCENT = 100;

    public MixReport {
        books = List.copyOf(books);
    }

    /** The measurement that all later ones are compared with. */
    public static MixReport before() {
        try (InputStream kept = MixReport.class.getResourceAsStream("/mix/before.json")) {
            if (kept == null) {
                throw new IllegalStateException("/mix/before.json is not in this build");
            }
            return JSON.readValue(kept, MixReport.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For programs; the form in which a measurement is kept. */
    public String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tables of {@code docs/costs.md}. */
    public String markdown(MixReport then) {
        StringBuilder text = new StringBuilder();
        text.append("Policy: `")
                .append(policy)
                .append("`. *Then* is commit ")
                .append(then.commit())
                .append(".\n");
        for (BookMix book : books) {
            Optional<BookMix> former = then.books().stream()
                    .filter(each -> each.book().equals(book.book()))
                    .findFirst();
            text.append(String.format(
                    Locale.ROOT,
                    "\n### %s\n\n%.0f scenes, %,.0f tokens of text a chapter%s.\n",
                    book.book(),
                    book.scenes(),
                    book.chapterTokens(),
                    book.unclean() == 0
                            ? ""
                            : "; the counted checks would have failed " + Counted.of(book.unclean(), "text")));
            passes(text, book);
            prices(text, book, former);
            growth(text, book, former);
        }
        return text.toString();
    }

    private static void passes(StringBuilder text, BookMix book) {
        text.append("\n| pass | level | of the mix | calls | tokens in | tokens out, one after the other |")
                .append(" of a full retry's cost (5 to 1) |\n|---|---|---|---|---|---|---|\n");
        PassPrices five = book.prices().stream()
                .filter(prices -> prices.scheme().equals(PriceScheme.USUAL))
                .findFirst()
                .orElseThrow();
        for (PassTokens pass : book.passes()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.1f | %,.0f | %,.0f | %s |\n",
                    pass.name(),
                    pass.level(),
                    pass.weight() == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", PERCENT * pass.weight()),
                    pass.calls(),
                    pass.inputTokens(),
                    pass.outputTokens(),
                    percent(five.cost(pass.name()), five.fullRetry())));
        }
    }

    private static void prices(StringBuilder text, BookMix book, Optional<BookMix> former) {
        text.append("\n| output to input | full retry | the mix | of a full retry | then | of a full retry then |")
                .append(
                        " accepted chapter, one retry of the mix | one full retry |\n|---|---|---|---|---|---|---|---|\n");
        for (PassPrices prices : book.prices()) {
            Optional<PassPrices> old = former.flatMap(each -> each.prices().stream()
                    .filter(one -> one.scheme().equals(prices.scheme()))
                    .findFirst());
            double mix = prices.cost(BookMix.MIX);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s | %s | %s |\n",
                    prices.scheme(),
                    amount(prices, prices.fullRetry()),
                    amount(prices, mix),
                    percent(mix, prices.fullRetry()),
                    old.map(then -> percent(then.cost(BookMix.MIX), then.fullRetry()))
                            .orElse("-"),
                    old.map(then -> percent(mix, then.fullRetry())).orElse("-"),
                    amount(prices, prices.acceptedChapter()),
                    amount(prices, prices.acceptedChapterInFull())));
        }
    }

    private static void growth(StringBuilder text, BookMix book, Optional<BookMix> former) {
        if (book.growth().size() < 2) {
            return;
        }
        text.append(
                "\n| chapter | tokens in, first pass | then | tokens in, the mix | then |\n|---|---|---|---|---|\n");
        for (Growth at : book.growth()) {
            Optional<Growth> old = former.flatMap(each -> each.growth().stream()
                    .filter(one -> one.chapter() == at.chapter())
                    .findFirst());
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %,.0f | %s | %,.0f | %s |\n",
                    at.chapter(),
                    at.firstInput(),
                    old.map(then -> String.format(Locale.ROOT, "%,.0f", then.firstInput()))
                            .orElse("-"),
                    at.mixInput(),
                    old.map(then -> String.format(Locale.ROOT, "%,.0f", then.mixInput()))
                            .orElse("-")));
        }
    }

    private static String percent(double part, double whole) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * part / whole);
    }

    private static String amount(PassPrices prices, double amount) {
        return prices.money() ? Money.text(amount) : String.format(Locale.ROOT, "%,.0f", amount);
    }
}
