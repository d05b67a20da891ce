package dev.storycrew.cli.operator;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.RedoPlan;
import dev.storycrew.core.text.Counted;
import java.util.Locale;
import java.util.stream.Collectors;

/** What making an accepted chapter again would mean, for people. */
final class RedoPlanText {
    private RedoPlanText() {}

    /** @param refused true if the chapter is locked, so that the command would be refused */
    static String of(RedoPlan plan, boolean refused) {
        StringBuilder text = new StringBuilder();
        if (refused) {
            text.append("this would be refused: the text of chapter ")
                    .append(plan.chapter())
                    .append(" is locked; ./storycrew unlock "
                            + plan.chapter().bookId() + " " + plan.chapter().number()
                            + " lets a machine rewrite it\n");
        }
        text.append("chapter ")
                .append(plan.chapter())
                .append(": the accepted outcome stands until the new run is accepted\n");
        if (plan.rechecks().isEmpty()) {
            text.append("no other chapter would be judged again\n");
        } else {
            text.append("at most ")
                    .append(Counted.of(plan.rechecks().size(), "chapter"))
                    .append(" would be judged again, if what it rests on changes:\n");
        }
        for (RedoPlan.Recheck recheck : plan.rechecks()) {
            text.append("  ").append(plan.chapter().bookId()).append('/').append(recheck.chapter());
            if (recheck.judgedOnly()) {
                text.append("  (locked: its text stays, and the book is held if it no longer fits)");
            }
            text.append('\n');
            recheck.because()
                    .forEach(reason -> text.append("    ").append(reason).append('\n'));
        }
        if (!plan.indirect().isEmpty()) {
            text.append("and, if one of these has to be changed itself: ")
                    .append(plan.indirect().stream().map(String::valueOf).collect(Collectors.joining(", ")))
                    .append('\n');
        }
        text.append("likely cost: ").append(cost(plan)).append('\n');
        return text.toString();
    }

    private static String cost(RedoPlan plan) {
        if (plan.isCostUnknown()) {
            return "not known, for no run of these stages is on record";
        }
        Usage likely = plan.likely();
        String looks = plan.rechecks().isEmpty()
                ? ""
                : ", of which " + amount(plan.recheck()) + " for each chapter that is judged again";
        return amount(likely) + looks + " (the mean of this book's stage runs; retries come on top)";
    }

    private static String amount(Usage usage) {
        String tokens = Counted.of(usage.totalTokens(), "token");
        return usage.priced()
                ? String.format(Locale.ROOT, "$%.4f (%s)", usage.cost().usd(), tokens)
                : tokens;
    }
}
