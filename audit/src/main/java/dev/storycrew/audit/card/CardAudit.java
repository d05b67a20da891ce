package dev.storycrew.audit.card;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the ledger's cards again, from the topics alone, by the function that the ledger has. */
public final class CardAudit {
    private final Connection connection;

    public CardAudit(Connection connection) {
        this.connection = connection;
    }

    /**
     * Compares.
     *
     * @param books their ids; empty for all
     * @throws org.apache.kafka.common.KafkaException when the broker is out of reach
     */
    public CardAuditReport run(Set<String> books) {
        Cards kept = Cards.asKept(connection, books);
        Cards made = kept.fromTopics();
        Predicate<Card> whole = kept.kept();
        long now = System.currentTimeMillis();
        List<String> differences = new ArrayList<>();
        int[] counts = new int[2];
        made.forEach(expected -> {
            Card found = kept.card(expected.key());
            if (found == null ? expected.isOld(now) : isPartlyGone(found, expected, whole)) {
                counts[1]++;
                return;
            }
            String difference = found == null
                    ? "it is missing, but its records are in the topics"
                    : difference(found, expected, kept.tailRecords() == 0 && made.knowsSavings(expected.key()));
            if (difference == null) {
                counts[0]++;
            } else {
                differences.add("card " + expected.key() + ": " + difference);
            }
        });
        kept.forEach(found -> {
            if (made.card(found.key()) != null) {
                return;
            }
            if (whole.test(found)) {
                differences.add("card " + found.key() + ": no record in the topics is about it");
            } else {
                counts[1]++;
            }
        });
        return new CardAuditReport(counts[0], counts[1], differences);
    }

    private static boolean isPartlyGone(Card found, Card expected, Predicate<Card> whole) {
        return !found.spans().equals(expected.spans()) && !(whole.test(found) && whole.test(expected));
    }

    /** @param upToDate whether the card's savings are, and can be told from the topics */
    private static @Nullable String difference(Card found, Card expected, boolean upToDate) {
        Map<String, Object> has = parts(found, upToDate);
        Map<String, Object> should = parts(expected, upToDate);
        List<String> wrong = new ArrayList<>();
        should.forEach((part, value) -> {
            if (!Objects.equals(value, has.get(part))) {
                wrong.add(part + " is " + has.get(part) + ", expected " + value);
            }
        });
        return wrong.isEmpty() ? null : String.join("; ", wrong);
    }

    private static Map<String, Object> parts(Card card, boolean upToDate) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("places of its records", places(card));
        if (card instanceof BookCard book) {
            parts.put("what operators decided", book.progress());
        } else if (card instanceof ChapterCard chapter) {
            parts.put("state", chapter.state());
            parts.put("title", chapter.title());
            parts.put("progress", String.valueOf(chapter.progress()));
            parts.put("last stage run", String.valueOf(chapter.last()));
            parts.put("retries", chapter.retries());
            parts.put("requests", chapter.requests());
            parts.put("path", chapter.path());
            parts.put("spent", chapter.spent());
            if (upToDate) {
                parts.put("saved", chapter.saved());
            }
        }
        return parts;
    }

    private static String places(Card card) {
        return card.spans().stream()
                .map(span -> span.source().name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + span.partition()
                        + "@" + span.first() + ".." + span.last())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
