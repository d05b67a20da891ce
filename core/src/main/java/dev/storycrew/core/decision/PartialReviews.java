package dev.storycrew.core.decision;

import dev.storycrew.core.check.TextMetrics;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.IssueTypes;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.Review;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** When a judge may read only what changed. Pure: the judge decides by it, and an audit decides again. */
public final class PartialReviews {
    /** The share of a chapter's words that may be new. */
    private static final double MOST_NEW_WORDS = 0.4;

    /** Issues that the unchanged scenes decide too. */
    private static final Set<String> ABOUT_THE_WHOLE =
            Set.of(IssueTypes.CONTINUITY, IssueTypes.SAFETY, IssueTypes.CLUE_FAIRNESS);

    private static final int PERCENT = 100;

    private PartialReviews() {}

    /** True if the policy wants it and nothing that is known before the call stands against it. */
    public static boolean isDue(ChapterEnvelope envelope) {
        RetryOrder order = envelope.order();
        return order != null && order.review() == Review.CHANGED_SCENES && standingAgainst(envelope) == null;
    }

    /**
     * What is known before the call and stands against a partial review; null for nothing.
     *
     * @param envelope on its way to the judge
     */
    public static @Nullable FullReading standingAgainst(ChapterEnvelope envelope) {
        RetryOrder order = envelope.order();
        Collection<String> texts = envelope.work().text().values();
        return order == null || envelope.history().isEmpty()
                ? FullReading.NOTHING_TO_LEAVE_OUT
                : standingAgainst(
                        order,
                        envelope.work().text().keySet(),
                        texts.stream().mapToInt(TextMetrics::words).sum(),
                        envelope.reviewedInPart());
    }

    /**
     * The same of an envelope whose texts are not at hand.
     *
     * @param scenes the scenes that have a text
     * @param words how many words they have
     * @param reviewedInPart whether the last review was partial
     */
    public static @Nullable FullReading standingAgainst(
            RetryOrder order, Set<Integer> scenes, int words, boolean reviewedInPart) {
        if (order.changed().isEmpty() || order.changed().containsAll(scenes)) {
            return FullReading.NOTHING_TO_LEAVE_OUT;
        }
        if (order.changedWords() > MOST_NEW_WORDS * words) {
            return FullReading.MANY_WORDS;
        }
        if (order.issues().stream().anyMatch(issue -> ABOUT_THE_WHOLE.contains(issue.type()))) {
            return FullReading.FORMER_ISSUE;
        }
        return reviewedInPart ? FullReading.SECOND_IN_A_ROW : null;
    }

    /** True if a score is lower than in the report before. */
    public static boolean fell(ChapterEnvelope envelope, Scores scores) {
        List<AttemptRecord> history = envelope.history();
        return fell(history.get(history.size() - 1).scores(), scores);
    }

    /** True if a score is lower than before. */
    public static boolean fell(Scores before, Scores scores) {
        return scores.continuity() < before.continuity()
                || scores.pacing() < before.pacing()
                || scores.characterMotivation() < before.characterMotivation()
                || scores.genreFulfillment() < before.genreFulfillment()
                || scores.prose() < before.prose()
                || scores.hook() < before.hook()
                || scores.clueFairness() < before.clueFairness();
    }

    /** True for a stable share of all attempts, which are read both ways. */
    public static boolean isSampled(ChapterEnvelope envelope, int percent) {
        CRC32 hash = new CRC32();
        hash.update((envelope.id() + "#" + envelope.run() + "." + envelope.attempt()).getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % PERCENT < percent;
    }
}
