package dev.storycrew.core.card;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests for a chapter. A dead letter that rejects one may be seen before it.
 *
 * @param open offsets of those that nobody has rejected, the one that stands first; then the others, the oldest of many
 * @param refused offsets of those rejected before they were seen
 * @param rejection the last that was rejected; null if none was
 */
public record CardRequests(
        List<Long> open, List<Long> refused, @Nullable Rejection rejection) {
    static final CardRequests NONE = new CardRequests(List.of(), List.of(), null);

    private static final int MOST = 8;
    private static final int MAX_MESSAGE = 300;

    /**
     * A rejected request.
     *
     * @param letter the id of its dead letter
     * @param message why; cut to {@value #MAX_MESSAGE} bytes
     */
    public record Rejection(String letter, String message) {
        public Rejection {
            message = Shortened.to(MAX_MESSAGE, message);
        }
    }

    public CardRequests {
        open = List.copyOf(open);
        refused = List.copyOf(refused);
    }

    /** @param update true if it replaces the one that stands, unless it is rejected */
    CardRequests published(long offset, boolean update) {
        if (refused.contains(offset)) {
            return new CardRequests(open, without(refused, offset), rejection);
        }
        if (update) {
            List<Long> standing = new ArrayList<>(List.of(offset));
            standing.addAll(open);
            return new CardRequests(standing.subList(0, Math.min(MOST, standing.size())), refused, rejection);
        }
        return open.size() >= MOST ? this : new CardRequests(with(open, offset), refused, rejection);
    }

    /** @param seen the offset of the last request that was seen */
    CardRequests rejected(long offset, long seen, Rejection why) {
        if (open.contains(offset)) {
            return new CardRequests(without(open, offset), refused, why);
        }
        List<Long> early = offset <= seen ? refused : with(refused, offset);
        return new CardRequests(open, early.size() > MOST ? early.subList(1, early.size()) : early, why);
    }

    CardRequests withMessageOf(int most) {
        Rejection why = rejection;
        return why == null
                ? this
                : new CardRequests(open, refused, new Rejection(why.letter(), Shortened.to(most, why.message())));
    }

    private static List<Long> with(List<Long> offsets, long offset) {
        List<Long> after = new ArrayList<>(offsets);
        after.add(offset);
        return after;
    }

    private static List<Long> without(List<Long> offsets, long offset) {
        return offsets.stream().filter(one -> one != offset).toList();
    }
}
