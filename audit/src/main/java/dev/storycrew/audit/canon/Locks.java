package dev.storycrew.audit.canon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which chapters' texts were a person's, and when. */
final class Locks {
    /** Commands that are sent without waiting for an answer are taken in an order that their records need not have. */
    private static final long MARGIN_MILLIS = 1000;

    private final Map<Integer, List<Change>> changes = new HashMap<>();

    /** @param margin how much earlier or later the sequencer may have known it, in milliseconds */
    private record Change(long time, long margin, boolean locked) {}

    /** An operator locked a chapter, or unlocked it. */
    void commanded(int chapter, long time, boolean locked) {
        of(chapter).add(new Change(time, MARGIN_MILLIS, locked));
    }

    /** A text handed in was accepted: whatever run comes later, comes after that. */
    void handedIn(int chapter, long time) {
        of(chapter).add(new Change(time, 0, true));
    }

    /**
     * True if a chapter was certainly locked when a run of it began; false where that is not known.
     *
     * @param began when the first record of the run was written, in milliseconds since the epoch
     */
    boolean held(int chapter, long began) {
        boolean locked = false;
        for (Change change : of(chapter)) {
            if (change.time() + change.margin() <= began) {
                locked = change.locked();
            } else if (change.time() - change.margin() < began && change.locked() != locked) {
                return false;
            }
        }
        return locked;
    }

    private List<Change> of(int chapter) {
        return changes.computeIfAbsent(chapter, none -> new ArrayList<>());
    }
}
