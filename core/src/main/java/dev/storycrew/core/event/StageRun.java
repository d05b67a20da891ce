package dev.storycrew.core.event;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A stage started on an envelope, or is done with it.
 *
 * @param scenes the scenes the model was asked for; empty where a stage works on the whole chapter
 * @param provider null before a model answered
 * @param model null before a model answered
 * @param promptVersion null before a model was asked
 * @param promptDigest SHA-256 of the request in hex, or null
 * @param responseDigest SHA-256 of the answer in hex, or null
 * @param usage what it used; nothing in a STARTED record, in a RELEASED one what was paid for anyway
 * @param notionalPrice true if the cost is notional, as the rehearsal model's is
 * @param durationMillis 0 in a STARTED record
 * @param instance the process that ran it
 * @param detail why it failed, without chapter text or keys; null if it did not
 * @param at milliseconds since the epoch
 * @param lookedAgain the scenes that an editor was asked for a second time because a check found something
 * @param partialReview what the judge answered to the changed scenes alone; null if it was not asked that way
 * @param answer what its answer alone used; null in a STARTED record, and in records written before this field existed
 * @param bibleLeftOut how many of the bible's entries the request did not show in full
 * @param warnings what of the answer was left out because it could not be; ids and counts, nothing of the story
 * @param compared what a judge answered who was asked which of two texts is better; null if none was asked
 */
public record StageRun(
        ChapterId chapter,
        String requestId,
        int run,
        int attempt,
        Stage stage,
        Phase phase,
        SortedSet<Integer> scenes,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String promptVersion,
        @Nullable String promptDigest,
        @Nullable String responseDigest,
        Usage usage,
        boolean notionalPrice,
        long durationMillis,
        String instance,
        @Nullable String detail,
        long at,
        SortedSet<Integer> lookedAgain,
        @Nullable PartialReview partialReview,
        @Nullable AnswerUsage answer,
        int bibleLeftOut,
        List<String> warnings,
        @Nullable PairComparison compared) {
    public StageRun {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        lookedAgain = Collections.unmodifiableSortedSet(new TreeSet<>(lookedAgain));
        warnings = List.copyOf(warnings);
    }

    /** A run of one question. */
    public StageRun(
            ChapterId chapter,
            String requestId,
            int run,
            int attempt,
            Stage stage,
            Phase phase,
            SortedSet<Integer> scenes,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String promptVersion,
            @Nullable String promptDigest,
            @Nullable String responseDigest,
            Usage usage,
            boolean notionalPrice,
            long durationMillis,
            String instance,
            @Nullable String detail,
            long at,
            @Nullable AnswerUsage answer) {
        this(
                chapter,
                requestId,
                run,
                attempt,
                stage,
                phase,
                scenes,
                provider,
                model,
                promptVersion,
                promptDigest,
                responseDigest,
                usage,
                notionalPrice,
                durationMillis,
                instance,
                detail,
                at,
                new TreeSet<>(),
                null,
                answer,
                0,
                List.of(),
                null);
    }

    /**
     * What the answer used that the run ended with; null if it ended without one. Of a record that does not say, the
     * mean of the answers it brought.
     */
    public @Nullable AnswerUsage answered() {
        if (phase != Phase.FINISHED) {
            return null;
        }
        AnswerUsage known = answer;
        if (known == null) {
            known = responseDigest == null ? AnswerUsage.none() : AnswerUsage.meanOf(usage);
        }
        return known.taken() ? known : null;
    }

    /** The same with only what figures and savings are counted from, which states keep for each chapter. */
    public StageRun figures() {
        AnswerUsage answered = answered();
        return new StageRun(
                chapter,
                "",
                run,
                attempt,
                stage,
                phase,
                new TreeSet<>(),
                provider,
                model,
                null,
                null,
                null,
                usage,
                notionalPrice,
                durationMillis,
                "",
                null,
                at,
                new TreeSet<>(),
                partialReview,
                answered == null ? AnswerUsage.none() : answered,
                0,
                List.of(),
                null);
    }

    /** True when the envelope was worked on to the end, for better or worse. */
    public boolean ended() {
        return phase == Phase.FINISHED || phase == Phase.FAILED;
    }

    /** How far a stage run got. */
    public enum Phase {
        /** A call is about to be made; written outside the transaction, so that a crash leaves it behind. */
        STARTED,
        /** The result was committed, in the same transaction as this record. */
        FINISHED,
        /** The envelope went to dead letters, in the same transaction as this record. */
        FAILED,
        /** The process shut down before there was a result; the start does not count against the envelope. */
        RELEASED
    }
}
