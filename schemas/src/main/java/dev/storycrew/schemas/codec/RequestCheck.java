package dev.storycrew.schemas.codec;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.request.Objection;
import dev.storycrew.core.request.RequestRules;
import org.jspecify.annotations.Nullable;

/** Whether a request that arrived on its topic can be taken. */
public final class RequestCheck {
    private static final int SHOWN = 80;

    private RequestCheck() {}

    /**
     * Why it cannot be.
     *
     * @param reason of the dead letter that it becomes
     * @param message what is wrong, where, and what to do
     */
    public record Rejection(String reason, String message) {}

    /**
     * What is wrong with a request.
     *
     * @param key its record's; null if it has none
     * @param known the request that was taken for its chapter before; null if none was
     * @return null if nothing is wrong
     */
    public static @Nullable Rejection of(@Nullable String key, ChapterRequest request, @Nullable ChapterRequest known) {
        Rejection self = of(key, request);
        if (self != null) {
            return self;
        }
        if (known != null) {
            return isSame(request, known)
                    ? null
                    : new Rejection(
                            DeadLetter.CONFLICTING_REQUEST,
                            "chapter " + request.brief().id() + " was requested before with "
                                    + (known.requestId().equals(request.requestId())
                                            ? "the same request id and different content"
                                            : "different content")
                                    + "; give the changed book another id");
        }
        String digest = digest(request);
        return request.requestId().equals(digest)
                ? null
                : new Rejection(
                        DeadLetter.INVALID_VALUE,
                        "requestId: must be the digest of the content, " + digest + ", but is '"
                                + shortened(request.requestId()) + "'; docs/producers.md says how it is made");
    }

    /** What is wrong with a request by itself, whatever was requested before; its id is not looked at. */
    public static @Nullable Rejection of(@Nullable String key, ChapterRequest request) {
        String id = request.brief().id().toString();
        if (!id.equals(key)) {
            return new Rejection(
                    DeadLetter.WRONG_KEY,
                    "the request is for chapter " + shortened(id) + ", which must also be the key of its record, but "
                            + (key == null ? "it has no key" : "that is '" + shortened(key) + "'")
                            + "; publish it again with the correct key");
        }
        Objection objection = RequestRules.objectionTo(request);
        return objection == null
                ? null
                : new Rejection(
                        DeadLetter.INVALID_VALUE, objection + "; docs/topics.md lists what a request must hold");
    }

    private static boolean isSame(ChapterRequest request, ChapterRequest known) {
        return request.requestId().equals(known.requestId())
                && (digest(request).equals(known.requestId()) || request.brief().equals(known.brief()));
    }

    private static String digest(ChapterRequest request) {
        return Digests.request(request.brief(), request.bible()).requestId();
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "..";
    }
}
