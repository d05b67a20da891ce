package dev.storycrew.cli.export;

import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.book.Book;
import dev.storycrew.llm.provider.CallFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The closing summary of a book, and of many. */
public final class Summary {
    /** As many chapters are listed one by one; of more, only those of books in which one was not accepted. */
    private static final int ONE_BY_ONE = 20;

    private Summary() {}

    /**
     * What became of some books.
     *
     * @param out the folder that holds the books' folders
     * @param notional true if no money was spent
     */
    public static String of(List<BookEnd> books, Path out, boolean notional) {
        List<ChapterEnd> all =
                books.stream().flatMap(book -> book.chapters().stream()).toList();
        StringBuilder text = new StringBuilder();
        for (BookEnd end : books) {
            if (books.size() == 1 || all.size() <= ONE_BY_ONE || !end.accepted()) {
                text.append(
                        of(end.book(), end.chapters(), out.resolve(end.book().id()), notional));
            }
        }
        if (books.size() > 1) {
            text.append('\n').append(grandTotal(books.size(), all, out, notional));
        }
        return text.toString();
    }

    private static String grandTotal(int books, List<ChapterEnd> all, Path out, boolean notional) {
        return Counted.of(books, "book") + ", " + counts(all) + "\n" + totals(all, notional) + "  written to " + out
                + "\n";
    }

    /** {@code 26 chapters: 26 accepted, 18 retries}. */
    private static String counts(List<ChapterEnd> ends) {
        Map<String, Integer> words = new TreeMap<>();
        ends.forEach(end -> words.merge(end.word(), 1, Integer::sum));
        List<String> counts = new ArrayList<>();
        words.forEach((word, count) -> counts.add(String.format(
                Locale.ROOT, "%,d %s", count, word.toLowerCase(Locale.ROOT).replace('_', '-'))));
        int retries =
                ends.stream().mapToInt(end -> end.view().decisions().size()).sum();
        return Counted.of(ends.size(), "chapter") + ": " + String.join(", ", counts) + ", " + Attempts.retries(retries);
    }

    static String of(Book book, List<ChapterEnd> ends, Path folder, boolean notional) {
        StringBuilder text = new StringBuilder("\n" + book.frame().title() + " (" + book.id() + ")\n");
        if (ends.size() > ONE_BY_ONE && ends.stream().allMatch(ChapterEnd::accepted)) {
            text.append("  ").append(counts(ends)).append('\n');
        } else {
            ends.forEach(end -> text.append(line(end)));
        }
        text.append(totals(ends, notional));
        text.append("  written to ").append(folder).append('\n');
        ends.stream().filter(end -> !end.accepted()).findFirst().ifPresent(end -> text.append(advice(end)));
        return text.toString();
    }

    private static String line(ChapterEnd end) {
        String levels = String.join(
                ", ", end.view().decisions().stream().map(RetryDecision::level).toList());
        return String.format(
                Locale.ROOT,
                "  %2d. %-28s %-13s %s%s%n",
                end.number(),
                end.title(),
                end.word(),
                Attempts.retries(end.view().decisions().size()),
                levels.isEmpty() ? "" : ": " + levels);
    }

    /** Tokens, money, and what retries saved, each line ended. */
    private static String totals(List<ChapterEnd> ends, boolean notional) {
        Report.Totals totals = Report.Totals.of(ends);
        StringBuilder text = new StringBuilder();
        text.append("  ").append(Counted.of(totals.usage().totalTokens(), "token"));
        String label = notional ? " (notional: the rehearsal model costs nothing)" : "";
        text.append(
                totals.usage().priced()
                        ? ", " + totals.usage().cost() + label
                        : ", no known price for the model (set llm.prices in the configuration)");
        text.append('\n');
        text.append("  ").append(AcceptedCost.line(ends)).append('\n');
        if (totals.savings().comparable()) {
            text.append("  ").append(savings(totals.savedPercent())).append('\n');
        }
        return text.toString();
    }

    static String savings(double savedPercent) {
        String amount = String.format(Locale.ROOT, "%.1f %%", Math.abs(savedPercent));
        String compared =
                amount.equals("0.0 %") ? "as much as" : amount + (savedPercent < 0 ? " more than" : " less than");
        return "retries cost " + compared + " the same number of full retries";
    }

    private static String advice(ChapterEnd end) {
        return switch (end.word()) {
            case ChapterEnd.DEAD_LETTERED ->
                "  chapter " + end.number()
                        + " was dead-lettered ("
                        + (end.view().deadLetter() == null
                                ? ""
                                : end.view().deadLetter().message())
                        + "); its work is kept. Once the cause is fixed, "
                        + (end.view().deadLetter() != null
                                        && CallFailure.Kind.isOfTheWindow(
                                                end.view().deadLetter().reason())
                                ? "run again with the same --data, or "
                                : "")
                        + "put it back with"
                        + " ./storycrew dead-letters redrive --all (after a run, start ./storycrew up with its --data"
                        + " first)\n";
            case ChapterEnd.HELD -> "  chapter " + end.number() + " is held\n";
            default ->
                "  chapter " + end.number()
                        + " was not accepted, so its book is held. Its best attempt is in the folder. To go on without it, run"
                        + " again with --on-failure continue. To decide by hand: ./storycrew accept "
                        + end.brief().id()
                        + ", ./storycrew retry " + end.brief().id() + " --level FULL_RETRY or ./storycrew revise "
                        + end.brief().id() + " FILE (after a run, start ./storycrew up with its --data first)\n";
        };
    }
}
