package dev.storycrew.audit;

import dev.storycrew.audit.canon.Canons;
import dev.storycrew.core.story.ChapterId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chapters not forgotten yet: those under way, and those that ended without being accepted, for as long as an
 * operator may come back to them. Only the latest thousands of the latter are kept. Of books to which operators came back all
 * are kept.
 */
final class ChapterTrails {
    private static final int RESTING_KEPT = 2000;

    private final Map<ChapterId, ChapterTrail> trails = new HashMap<>();
    private final Set<ChapterId> resting = new LinkedHashSet<>();
    private final Canons canons;

    ChapterTrails(Canons canons) {
        this.canons = canons;
    }

    @Nullable
    ChapterTrail known(ChapterId id) {
        return trails.get(id);
    }

    /** True for a chapter that is kept after its end, for an operator may have it made again. */
    boolean keeps(ChapterId id) {
        return canons.keeps(id.bookId());
    }

    /** A chapter's trail, created if unknown. */
    ChapterTrail trail(ChapterId id) {
        return trails.computeIfAbsent(id, unknown -> new ChapterTrail(unknown, canons));
    }

    Collection<ChapterTrail> all() {
        return trails.values();
    }

    /**
     * Keeps a chapter that has ended, replacing the one kept longest.
     *
     * @return the one that had to go; null if there was room
     */
    @Nullable
    ChapterId rest(ChapterId id) {
        resting.remove(id);
        resting.add(id);
        if (resting.size() <= RESTING_KEPT) {
            return null;
        }
        ChapterId oldest = resting.iterator().next();
        resting.remove(oldest);
        ChapterTrail trail = trails.get(oldest);
        if (trail == null || !trail.isAtRest()) {
            return null;
        }
        trails.remove(oldest);
        return oldest;
    }

    void forget(ChapterId id) {
        trails.remove(id);
        resting.remove(id);
    }
}
