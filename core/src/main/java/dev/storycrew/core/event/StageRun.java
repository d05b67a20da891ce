package dev.storycrew.core.event;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.Collections;
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
        long at) {
    public StageRun {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
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
