package dev.storycrew.history;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say of a chapter.
 *
 * @param requestId null when nobody has asked for it
 * @param runs finished and failed stage runs, and those that were given back after something was paid for, oldest first
 * @param outcome null while it is under way
 * @param deadLetter the last one of its envelopes that was given up and not put back; null when none was
 * @param reopened the last command of an operator that brought it on its way again after an end; null when none did
 */
public record ChapterView(
        ChapterId id,
        @Nullable String requestId,
        List<StageRun> runs,
        List<RetryDecision> decisions,
        @Nullable ChapterOutcome outcome,
        @Nullable DeadLetter deadLetter,
        @Nullable CommandResult reopened) {
    public ChapterView {
        runs = List.copyOf(runs);
        decisions = List.copyOf(decisions);
    }
}
