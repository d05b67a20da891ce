package dev.storycrew.topology.router;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.LastDecision;
import org.jspecify.annotations.Nullable;

/**
 * Tells the result the router is waiting for from a second one, which it drops. A fault campaign weakens it to prove
 * that its checker notices; a router uses {@link #ON}.
 */
public interface Deduplication {
    /** Second results are dropped. */
    Deduplication ON = new Deduplication() {};

    /**
     * True when a judge's result is new.
     *
     * @param last the chapter's last decision; null when there is none
     */
    default boolean isNew(@Nullable LastDecision last, ChapterEnvelope judged) {
        return LastDecision.isNew(last, judged);
    }

    /**
     * True when a bible result belongs to the accepted attempt and the outcome is not written yet.
     *
     * @param last the chapter's last decision; null when there is none
     */
    default boolean awaits(@Nullable LastDecision last, ChapterEnvelope bible) {
        return LastDecision.awaits(last, bible);
    }
}
