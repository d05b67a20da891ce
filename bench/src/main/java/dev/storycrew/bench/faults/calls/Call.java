package dev.storycrew.bench.faults.calls;

import dev.storycrew.core.story.ChapterId;

/**
 * A call that the fake model was charged for.
 *
 * @param number from 1, in the order of arrival
 * @param at milliseconds since the epoch, by the campaign's clock
 * @param caller the instance that called, by its API key
 * @param stage the stage's label, by the model it asked for
 * @param scenes as the request names them, and whether it is a second look at them or a partial review; empty if a stage
 *     works on the whole chapter
 * @param answer {@link #GOOD}, or the fault that it was answered with
 * @param latencyMillis how long the answer was meant to take
 * @param leak true if the request contained the truth card but must not
 */
public record Call(
        long number,
        long at,
        String caller,
        String stage,
        ChapterId chapter,
        int attempt,
        String scenes,
        String answer,
        long latencyMillis,
        boolean leak) {
    public static final String GOOD = "GOOD";

    /** What is paid for once: the same chapter, attempt, stage and scenes. */
    public Key key() {
        return new Key(chapter, attempt, stage, scenes);
    }

    /** The same with its number. */
    Call numbered(long given) {
        return new Call(given, at, caller, stage, chapter, attempt, scenes, answer, latencyMillis, leak);
    }

    public boolean good() {
        return answer.equals(GOOD);
    }

    /** Names a piece of work. */
    public record Key(ChapterId chapter, int attempt, String stage, String scenes) {
        @Override
        public String toString() {
            return chapter + " attempt " + attempt + " " + stage + (scenes.isEmpty() ? "" : " scenes " + scenes);
        }
    }
}
