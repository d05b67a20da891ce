package dev.storycrew.console.read;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is filled from topics. When they are read once more it is filled anew at one side, so that nothing is
 * in it twice, and what was known before is shown until that is done. Not safe for use by many threads.
 */
final class Refilled<S> {
    private final Supplier<S> empty;
    private S shown;
    private @Nullable S filling;

    /** @param empty makes an empty one */
    Refilled(Supplier<S> empty) {
        this.empty = empty;
        this.shown = empty.get();
    }

    /** All records come from here on, from the first. */
    void begin() {
        filling = empty.get();
    }

    /** All that there were have come. */
    void done() {
        S filled = filling;
        if (filled != null) {
            shown = filled;
            filling = null;
        }
    }

    /** What is known. */
    S shown() {
        return shown;
    }

    /** What takes the records that come. */
    S filled() {
        S now = filling;
        return now == null ? shown : now;
    }
}
