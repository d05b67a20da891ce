package dev.storycrew.bench.faults.calls;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Books that the model treats specially, by the prefix of their ids. */
public final class SpecialBooks {
    /** Its write calls kill the caller. */
    public static final String KILLER = "killer-";

    /** Its drafts are larger than a topic accepts. */
    public static final String HUGE = "huge-";

    /** Its drafts are large, but not larger than a topic accepts. */
    public static final String BIG = "big-";

    /** Every answer for it is broken, until the model is fixed for it. */
    public static final String HOPELESS = "hopeless-";

    /** Its accepted chapters are made again. */
    public static final String REDONE = "redone-";

    /** Its drafts would cost more than a chapter may. */
    public static final String DEAR = "dear-";

    private static final Map<String, String> REASONS =
            Map.of(KILLER, "STARTED_TOO_OFTEN", HUGE, "RECORD_TOO_LARGE", HOPELESS, "UNPARSABLE");

    private SpecialBooks() {}

    /** The reason for which a book's chapters must go to dead letters; null when they must not. */
    public static @Nullable String expectedReason(String bookId) {
        return REASONS.entrySet().stream()
                .filter(reason -> bookId.startsWith(reason.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
