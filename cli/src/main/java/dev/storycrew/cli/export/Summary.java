package dev.storycrew.cli.export;

import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.files.book.Book;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The closing summary of a book. */
public final class Summary {
    private Summary() {}

    public static String of(Book book, List<ChapterEnd> ends, Path folder, boolean notional) {
        StringBuilder text = new StringBuilder("\n" + book.frame().title() + " (" + book.id() + ")\n");
        for (ChapterEnd end : ends) {
            String levels = String.join(
                    ", ",
                    end.view().decisions().stream().map(RetryDecision::level).toList());
            text.append(String.format(
                    Locale.ROOT,
                    "  %2d. %-28s %-13s %s%s%n",
                    end.number(),
                    end.title(),
                    end.word(),
                    Attempts.retries(end.view().decisions().size()),
                    levels.isEmpty() ? "" : ": " + levels));
        }
        Report.Totals totals = Report.Totals.of(ends);
        String label = notional ? " (notional: the rehearsal model costs nothing)" : "";
        text.append(String.format(Locale.ROOT, "  %,d tokens", totals.usage().totalTokens()));
        text.append(
                totals.usage().priced()
                        ? String.format(Locale.ROOT, ", %s%s%n", totals.usage().cost(), label)
                        : String.format(", no known price for the model (set llm.prices in the configuration)%n"));
        if (ends.stream().anyMatch(end -> !end.view().decisions().isEmpty())) {
            text.append("  ").append(savings(totals.savedPercent())).append('\n');
        }
        text.append("  written to ").append(folder).append('\n');
        ends.stream().filter(end -> !end.accepted()).findFirst().ifPresent(end -> text.append(advice(end)));
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
                        + "); its work is kept. Once the cause is fixed, put it back with ./storycrew dead-letters redrive"
                        + " (against its cluster, or under up with the same --data)\n";
            case ChapterEnd.HELD -> "  chapter " + end.number() + " is held\n";
            default ->
                "  chapter " + end.number()
                        + " was not accepted, so its book is held. Its best attempt is in the folder. To go on without it, run"
                        + " again with --on-failure continue; to accept it, retry it or hand in your own text, use"
                        + " accept, retry or revise " + end.brief().id() + " (against its cluster, or under up with the"
                        + " same --data)\n";
        };
    }
}
