package dev.storycrew.llm.call;

import dev.storycrew.core.cost.Usage;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a stage run asked and used, for its StageRun record.
 *
 * @param scenes the scenes asked for; empty where a stage works on the whole chapter
 * @param promptDigest SHA-256 of the request in hex; null when no model was asked
 * @param responseDigest SHA-256 of the answer in hex; null when there was none
 * @param notionalPrice true if the cost is notional, as the rehearsal model's is
 */
public record RunFacts(
        SortedSet<Integer> scenes,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String promptVersion,
        @Nullable String promptDigest,
        @Nullable String responseDigest,
        Usage usage,
        boolean notionalPrice) {
    public RunFacts {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
    }

    /** The facts of a run that asked no model. */
    public static RunFacts none() {
        return of(new TreeSet<>());
    }

    /** The facts of a run that has asked no model yet, for these scenes. */
    public static RunFacts of(SortedSet<Integer> scenes) {
        return new RunFacts(scenes, null, null, null, null, null, Usage.none(), false);
    }
}
