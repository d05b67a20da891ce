package dev.storycrew.core.judge;

import org.jspecify.annotations.Nullable;

/**
 * How a judge compared the newest text of a chapter with the best one before it. Asked in both orders, because a judge may
 * prefer what is shown first, or last, whatever it is.
 *
 * @param earlier the attempt of the best text before
 * @param earlierFirst the answer where the earlier text was shown first
 * @param laterFirst the answer where the later text was shown first; null if it was not asked, because the first answer
 *     could not be confirmed any more
 */
public record PairVerdict(
        int earlier, PairChoice earlierFirst, @Nullable PairChoice laterFirst) {
    /** The text that is better in both orders; {@link PairChoice#NEITHER} if the answers differ. */
    public PairChoice preferred() {
        return earlierFirst == laterFirst ? earlierFirst : PairChoice.NEITHER;
    }
}
