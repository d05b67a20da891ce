package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.fakeprovider.Fault;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the model does to the next calls. No call fails so often that its envelope would be dead-lettered: that is
 * tested with special envelopes.
 */
final class ModelFaultInjector {
    private static final int MAX_WAITS = 3;
    private static final int MAX_BROKEN = 1;
    private static final Set<Fault> BROKEN = EnumSet.of(Fault.BROKEN, Fault.TRUNCATED, Fault.EMPTY);

    private final Map<Call.Key, Integer> waits = new HashMap<>();
    private final Map<Call.Key, Integer> broken = new HashMap<>();
    private final Set<ChapterId> mended = new HashSet<>();
    private final Map<ChapterId, Integer> lives = new HashMap<>();
    private @Nullable Fault fault;
    private int left;
    private int slowLeft;
    private @Nullable String slowStage;

    /** The next calls fail like this. */
    synchronized void fail(Fault how, int calls) {
        fault = how;
        left = calls;
    }

    /** The next calls are answered late. */
    synchronized void slow(int calls) {
        slowLeft = calls;
    }

    /** What happens to a call; null for nothing. */
    synchronized @Nullable Fault next(Call.Key key) {
        Fault how = fault;
        if (how == null || left == 0) {
            return null;
        }
        Map<Call.Key, Integer> counts = BROKEN.contains(how) ? broken : waits;
        int most = BROKEN.contains(how) ? MAX_BROKEN : MAX_WAITS;
        if (counts.getOrDefault(key, 0) >= most) {
            return null;
        }
        counts.merge(key, 1, Integer::sum);
        left--;
        return how;
    }

    /** From here on chapters get good answers, whatever their books are. */
    synchronized void mend(Set<ChapterId> chapters) {
        mended.addAll(chapters);
    }

    /** Chapters are processed once more: an envelope that kills its callers gets another life to do so. */
    synchronized void revive(Set<ChapterId> chapters) {
        chapters.forEach(chapter -> lives.merge(chapter, 1, Integer::sum));
    }

    /** How often processing of a chapter began. */
    synchronized int lives(ChapterId chapter) {
        return 1 + lives.getOrDefault(chapter, 0);
    }

    synchronized boolean mended(ChapterId chapter) {
        return mended.contains(chapter);
    }

    /** All calls of a stage are answered late; null for no stage. */
    synchronized void slowStage(@Nullable String label) {
        slowStage = label;
    }

    /** Whether a good answer is late. */
    synchronized boolean late(String stage) {
        if (stage.equals(slowStage)) {
            return true;
        }
        if (slowLeft == 0) {
            return false;
        }
        slowLeft--;
        return true;
    }
}
