package dev.storycrew.cli.operator;

import dev.storycrew.core.decision.RedoPlan;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand.Kind;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.work.StandingBook;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --dry-run} of commands that make an accepted chapter again. */
final class DryRunOption {
    @Option(
            names = "--dry-run",
            description = "Send nothing; list the chapters that would be judged again, why, and the likely cost.")
    private boolean wanted;

    boolean isWanted() {
        return wanted;
    }

    /**
     * Prints what would follow.
     *
     * @param level of a RETRY; null for a text that is handed in
     */
    int print(OperatorOptions options, String target, Kind kind, @Nullable String level) {
        ChapterId id = options.chapter(target);
        StandingBook book = StandingBook.read(options.cluster(), id.bookId());
        ChapterOutcome stands = book.outcomes().get(id.number());
        if (stands == null) {
            throw new UsageException("chapter " + id + " has not ended yet, so there is nothing to make again");
        }
        boolean onlyJudged = RetryLevel.RECHECK.equals(level);
        Stage from = kind == Kind.REVISE || onlyJudged ? Stage.ofTheJudge() : first(options.policy(), level);
        PrintWriter out = options.out();
        if (stands.kind() != ChapterOutcome.Kind.ACCEPTED) {
            out.println("chapter " + id + " ended " + stands.kind()
                    + ": no other chapter rests on it, so none would be judged again");
        } else {
            boolean refused = kind == Kind.RETRY && !onlyJudged && book.locked().contains(id.number());
            out.print(RedoPlanText.of(RedoPlan.of(id, book.outcomes(), from, onlyJudged, book.locked()), refused));
        }
        out.println("nothing was sent");
        out.flush();
        return 0;
    }

    private static Stage first(RetryPolicy policy, @Nullable String level) {
        RetryLevel known = policy.levels().get(String.valueOf(level));
        if (known == null) {
            throw new UsageException("policy " + policy.reference() + " has no level " + level + "; it has "
                    + policy.levels().values().stream()
                            .sorted(RetryLevel.BY_REACH)
                            .map(RetryLevel::name)
                            .collect(Collectors.joining(", "))
                    + " and " + RetryLevel.RECHECK);
        }
        return known.erases().stage();
    }
}
