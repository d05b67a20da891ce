package dev.storycrew.core.event;

import org.jspecify.annotations.Nullable;

/**
 * The last decision on a chapter, which tells a second result for the same run and attempt from the first.
 *
 * @param accepted true when it was to accept the chapter
 * @param ended true when the run's outcome was written
 */
public record LastDecision(int run, int attempt, boolean accepted, boolean ended) {

    /** A run that was started, with nothing decided yet. */
    public static LastDecision started(int run) {
        return new LastDecision(run, -1, false, false);
    }

    /** True when a judge's result is new; results of older runs and second ones are not. */
    public static boolean isNew(@Nullable LastDecision last, ChapterEnvelope judged) {
        return last == null
                || judged.run() > last.run
                || (judged.run() == last.run && !last.ended && !last.accepted && judged.attempt() > last.attempt);
    }

    /** True when a bible result belongs to the accepted attempt and the outcome is not written yet. */
    public static boolean awaits(@Nullable LastDecision last, ChapterEnvelope bible) {
        return last != null
                && last.accepted
                && !last.ended
                && last.run == bible.run()
                && last.attempt == bible.attempt();
    }
}
