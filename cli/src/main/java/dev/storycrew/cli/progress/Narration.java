package dev.storycrew.cli.progress;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.text.Counted;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What happened, in a line for people. */
final class Narration {
    private static final double MILLIS = 1000.0;

    private Narration() {}

    /** What is being done. */
    static String work(StageRun run) {
        return run.chapter() + "  " + run.stage().label() + "  " + Attempts.label(run.attempt());
    }

    /** What a stage run came to; null for one that has not finished. */
    static @Nullable String of(StageRun run) {
        if (run.phase() != StageRun.Phase.FINISHED) {
            return null;
        }
        String scenes = run.scenes().isEmpty() ? "" : "  " + Scenes.named(run.scenes());
        return work(run) + scenes + "  " + amounts(run);
    }

    static String of(RetryDecision decision) {
        return decision.chapter() + "  judge  " + Attempts.label(decision.attempt()) + "  not passed: "
                + decision.explanation();
    }

    static String of(ChapterOutcome outcome) {
        return outcome.chapter() + "  " + outcome.explanation();
    }

    static String of(DeadLetter letter, String key) {
        return key + "  " + letter.consumer() + "  gave up; the work is kept in dead letters: " + letter.reason() + ", "
                + letter.message();
    }

    /** What an operator did; null for what was only passed on. */
    static @Nullable String of(CommandResult result) {
        return switch (result.verdict()) {
            case PASSED_ON -> null;
            case DONE -> result.command().target() + "  " + result.command().signature() + ": " + result.explanation();
            case REFUSED ->
                result.command().target() + "  " + result.command().signature() + ", refused: " + result.explanation();
        };
    }

    private static String amounts(StageRun run) {
        String cost = run.usage().priced()
                ? run.usage().cost() + (run.notionalPrice() ? " (notional)" : "")
                : "no known price";
        return String.format(
                Locale.ROOT,
                "%s  %s  %.1f s",
                Counted.of(run.usage().totalTokens(), "token"),
                cost,
                run.durationMillis() / MILLIS);
    }
}
