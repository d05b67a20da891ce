package dev.storycrew.core.decision;

import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.LastDecision;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import org.jspecify.annotations.Nullable;

/** What is remembered about chapters, so that operators can come back to them. */
public interface KnownChapters {
    /** The last decision; null when there was none. */
    @Nullable
    LastDecision decided(ChapterId id);

    /** The chapter as the last decision left it; null if it was never judged or is accepted. */
    @Nullable
    ChapterEnvelope latest(ChapterId id);

    /** What was kept of the chapter when it was accepted last; null if it never was, or nothing was kept. */
    @Nullable
    ChapterEnvelope accepted(ChapterId id);

    /**
     * The work of a judged attempt, with its report; null when it is not known.
     *
     * @param attempt from 0
     */
    @Nullable
    ChapterWork attempt(ChapterId id, int run, int attempt);

    /** The judged work that a best attempt's text comes from; null if unknown. */
    @Nullable
    ChapterWork workOf(ChapterId id, BestAttempt best);
}
