package dev.storycrew.core.card;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a chapter, or of a book beside its chapters, from all records with its key. */
public sealed interface Card permits ChapterCard, BookCard {
    /** For how long after its last record a card is kept: as long as an outcome. */
    Duration KEPT = Duration.ofDays(365);

    /** A chapter's id or a book's; the key of the card's own record and of those it was made from. */
    String key();

    /** Where its records are, in the order of topics and partitions. */
    List<CardSpan> spans();

    /** The time of its last record, in milliseconds since the epoch. */
    long changedAt();

    /** What a person has to do. */
    CardNeed needs();

    /**
     * The card after another of its records; the same if it knows the record, which is so if it knows one at the same
     * place or behind it in that partition.
     *
     * @param value the record's; null if nothing is taken from it but its place
     */
    Card after(@Nullable Object value, CardPlace place);

    /**
     * True if it need not be kept any longer.
     *
     * @param now in milliseconds since the epoch
     */
    default boolean isOld(long now) {
        return changedAt() < now - KEPT.toMillis();
    }

    /** True if it knows a record. */
    default boolean knows(CardPlace place) {
        return spans().stream()
                .anyMatch(span -> span.isOf(place.source(), place.partition()) && span.last() >= place.offset());
    }

    /** True if it knows every record that another card of the same key knows. */
    default boolean covers(Card other) {
        return other.spans().stream()
                .allMatch(theirs -> spans().stream()
                        .anyMatch(own -> own.isOf(theirs.source(), theirs.partition()) && own.last() >= theirs.last()));
    }

    /** The spans with one more record. */
    static List<CardSpan> with(List<CardSpan> spans, CardPlace place) {
        List<CardSpan> after = new ArrayList<>();
        boolean found = false;
        for (CardSpan span : spans) {
            boolean same = span.isOf(place.source(), place.partition());
            found |= same;
            after.add(
                    same
                            ? new CardSpan(
                                    span.source(),
                                    span.partition(),
                                    span.first(),
                                    Math.max(span.last(), place.offset()))
                            : span);
        }
        if (!found) {
            after.add(new CardSpan(place.source(), place.partition(), place.offset(), place.offset()));
            after.sort(java.util.Comparator.comparing(CardSpan::source).thenComparing(CardSpan::partition));
        }
        return List.copyOf(after);
    }
}
