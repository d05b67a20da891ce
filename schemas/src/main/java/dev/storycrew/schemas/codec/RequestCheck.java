package dev.storycrew.schemas.codec;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.request.Objection;
import dev.storycrew.core.request.RequestEffect;
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
     * What a request does, or why it cannot be taken.
     *
     * @param effect null if it is rejected
     * @param rejection null if it is not
     */
    public record Answer(
            @Nullable RequestEffect effect, @Nullable Rejection rejection) {}

    /**
     * What a request does.
     *
     * @param key its record's; null if it has none
     * @param known the request that stands for its chapter; null if none does
     * @param begun true if its chapter has begun
     */
    public static Answer of(
            @Nullable String key, ChapterRequest request, @Nullable ChapterRequest known, boolean begun) {
        Rejection self = of(key, request);
        if (self != null) {
            return new Answer(null, self);
        }
        RequestEffect effect = RequestEffect.of(request, known, known != null && isSame(request, known), begun);
        Rejection wrong = known == null ? wrongId(request) : objection(effect, request, known);
        return wrong == null ? new Answer(effect, null) : new Answer(null, wrong);
    }

    /**
     * What is wrong with a request, whether its chapter has begun or not.
     *
     * @param key its record's; null if it has none
     * @param known the request that stands for its chapter; null if none does
     * @return null if nothing is wrong
     */
    public static @Nullable Rejection of(@Nullable String key, ChapterRequest request, @Nullable ChapterRequest known) {
        return of(key, request, known, false).rejection();
    }

    private static @Nullable Rejection objection(RequestEffect effect, ChapterRequest request, ChapterRequest known) {
        String id = request.brief().id().toString();
        return switch (effect) {
            case FIRST, NOTHING -> null;
            case REPLACES -> wrongId(request);
            case CONFLICTS ->
                new Rejection(
                        DeadLetter.CONFLICTING_REQUEST,
                        "chapter " + id + " was requested before with "
                                + (known.requestId().equals(request.requestId())
                                        ? "the same request id and different content"
                                        : "different content")
                                + "; ./storycrew submit BOOK.yaml --update changes what has not begun, or give the"
                                + " changed book another id");
            case OVERTAKEN ->
                new Rejection(
                        DeadLetter.CONFLICTING_REQUEST,
                        "update " + request.update() + " of chapter " + id + " came after update " + known.update()
                                + ", which stands with different content; run ./storycrew submit BOOK.yaml --update"
                                + " again to see what it would change now");
            case TOO_LATE ->
                new Rejection(
                        DeadLetter.UPDATE_TOO_LATE,
                        "chapter " + id + " had begun when update " + request.update()
                                + " of its request came, and stays as it was requested; put it back in the book file, or"
                                + " cancel the chapter and hand in a text");
        };
    }

    private static @Nullable Rejection wrongId(ChapterRequest request) {
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
