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
 * What the topics say about a chapter.
 *
 * @param requestId null if it was not requested
 * @param runs finished and failed stage runs, and those given back after something was paid for, oldest first
 * @param outcome null while it is under way
 * @param deadLetter the last of its envelopes that was dead-lettered and not put back; null if none
 * @param reopened the last operator's command that reopened it after an end; null if none did
 * @param accepted its last accepted outcome, whatever became of later runs; null if it never was accepted
 */
public record ChapterView(
        ChapterId id,
        @Nullable String requestId,
        List<StageRun> runs,
        List<RetryDecision> decisions,
        @Nullable ChapterOutcome outcome,
        @Nullable DeadLetter deadLetter,
        @Nullable CommandResult reopened,
        @Nullable ChapterOutcome accepted) {
    public ChapterView {
        runs = List.copyOf(runs);
        decisions = List.copyOf(decisions);
    }

    /** The outcome that stands: the last accepted one, or the last one if none was; null if it has not ended yet. */
    public @Nullable ChapterOutcome standing() {
        return accepted == null ? outcome : accepted;
    }

    /** True if nothing shows that the chapter was ever requested. */
    public boolean isUnknown() {
        return requestId == null
                && runs.isEmpty()
                && decisions.isEmpty()
                && outcome == null
                && deadLetter == null
                && reopened == null;
    }
}
