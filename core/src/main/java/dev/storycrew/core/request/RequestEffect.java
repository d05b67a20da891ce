package dev.storycrew.core.request;

import dev.storycrew.core.event.ChapterRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request does to the one that stands for its chapter. Exactly one stands: the first, until an update with a greater
 * number replaces it, or its chapter begins.
 */
public enum RequestEffect {
    /** It is the chapter's first request. */
    FIRST,
    /** It changes nothing: the same is asked for already, under the same number or a greater one, or has begun. */
    NOTHING,
    /** It replaces the request that stands, if only its number and what is no part of the content. */
    REPLACES,
    /** It asks for something else without saying that it is an update. */
    CONFLICTS,
    /** It is an update, but an update with this number, or a later one, was taken before. */
    OVERTAKEN,
    /** It is an update, but its chapter has begun. */
    TOO_LATE;

    /**
     * The effect of a request.
     *
     * @param known the one that stands for its chapter; null if none does
     * @param sameContent true if both have the same id and content
     * @param begun true if its chapter has begun
     */
    public static RequestEffect of(
            ChapterRequest request, @Nullable ChapterRequest known, boolean sameContent, boolean begun) {
        if (known == null) {
            return FIRST;
        }
        boolean newer = request.update() > known.update();
        if (sameContent) {
            // The number stands too: or an update with a smaller one, and other content, would replace what is the
            // newest.
            return newer && !begun ? REPLACES : NOTHING;
        }
        if (!request.isUpdate()) {
            return CONFLICTS;
        }
        if (begun) {
            return TOO_LATE;
        }
        return newer ? REPLACES : OVERTAKEN;
    }
}
