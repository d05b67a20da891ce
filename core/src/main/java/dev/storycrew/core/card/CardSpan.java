package dev.storycrew.core.card;

/**
 * Where a card's records are in one partition of a topic.
 *
 * @param first the offset of the first of them
 * @param last the offset of the last that the card knows; whatever is at or before it is in the card
 */
public record CardSpan(CardSource source, int partition, long first, long last) {
    public CardSpan {
        if (first > last) {
            throw new IllegalArgumentException("a span's first offset, " + first + ", is after its last, " + last);
        }
    }

    boolean isOf(CardSource topic, int number) {
        return source == topic && partition == number;
    }
}
