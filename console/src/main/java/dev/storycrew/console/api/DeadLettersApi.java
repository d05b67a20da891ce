package dev.storycrew.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.LetterIndex;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.EventJson;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.reading.PositionReader;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/dead-letters}: the last first. */
public final class DeadLettersApi implements Endpoints {
    private static final int LONGEST_FIELD = 4000;

    private final Connection connection;
    private final LetterIndex letters;
    private final CardDesk desk;
    private final PositionReader positions;

    record Row(
            String id,
            @Nullable String chapter,
            String consumer,
            String reason,
            String message,
            long at,
            int deliveries,
            String origin,
            boolean redriven,
            int bytes,
            boolean canRedrive,
            @Nullable String whyNot) {}

    record Detail(
            String id,
            @Nullable String chapter,
            String consumer,
            String reason,
            String message,
            long at,
            int deliveries,
            String origin,
            boolean redriven,
            int bytes,
            boolean canRedrive,
            @Nullable String whyNot,
            @Nullable String stack,
            @Nullable Map<String, String> fields,
            @Nullable String unreadable) {}

    record Letters(
            List<Row> items,
            @Nullable String next,
            int total,
            int open,
            Map<String, Long> byReason,
            Map<String, Long> byConsumer) {}

    public DeadLettersApi(Connection connection, LetterIndex letters, CardDesk desk, PositionReader positions) {
        this.connection = connection;
        this.letters = letters;
        this.desk = desk;
        this.positions = positions;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/dead-letters", this::list);
        routes.get("/api/dead-letters/{id}", asked -> detail(asked.part("id"), asked.byOperator()));
    }

    private Letters list(Asked asked) {
        String consumer = asked.parameter("consumer").orElse(null);
        String reason = asked.parameter("reason").orElse(null);
        String question = "dead-letters " + consumer + " " + reason;
        int limit = asked.limit();
        String after = PageCursor.read(question, asked.after());
        List<LetterIndex.Entry> all = letters.all();
        Collections.reverse(all);
        List<LetterIndex.Entry> wanted = all.stream()
                .filter(entry ->
                        consumer == null || consumer.equals(entry.letter().consumer()))
                .filter(entry -> reason == null || reason.equals(entry.letter().reason()))
                .toList();
        int from = 0;
        if (after != null) {
            while (from < wanted.size() && !wanted.get(from).letter().id().equals(after)) {
                from++;
            }
            from = Math.min(wanted.size(), from + 1);
        }
        List<LetterIndex.Entry> page = wanted.subList(from, Math.min(wanted.size(), from + limit));
        boolean more = from + limit < wanted.size();
        return new Letters(
                page.stream().map(this::row).toList(),
                more
                        ? PageCursor.of(
                                question, page.get(page.size() - 1).letter().id())
                        : null,
                wanted.size(),
                open(letters, desk.cards()),
                counted(all, DeadLetter::reason),
                counted(all, DeadLetter::consumer));
    }

    /** How many wait for somebody. */
    static int open(LetterIndex letters, @Nullable Cards cards) {
        return (int) letters.all().stream()
                .filter(entry -> letters.isOpen(entry, () -> progress(cards, entry)))
                .count();
    }

    private static Map<String, Long> counted(List<LetterIndex.Entry> all, Function<DeadLetter, String> by) {
        return all.stream()
                .collect(Collectors.groupingBy(entry -> by.apply(entry.letter()), TreeMap::new, Collectors.counting()));
    }

    private Row row(LetterIndex.Entry entry) {
        DeadLetter letter = entry.letter();
        String whyNot = letters.objectionTo(entry, () -> progress(desk.cards(), entry));
        return new Row(
                letter.id(),
                letter.chapter() == null ? null : String.valueOf(letter.chapter()),
                letter.consumer(),
                letter.reason(),
                letter.message(),
                letter.at(),
                letter.deliveries(),
                letter.topic() + ", partition " + letter.partition() + ", offset " + letter.offset(),
                letters.isRedriven(letter),
                entry.bytes(),
                whyNot == null,
                whyNot);
    }

    /** How far a letter's chapter is; null if unknown. */
    static @Nullable ChapterProgress progress(@Nullable Cards cards, LetterIndex.Entry entry) {
        ChapterId chapter = entry.letter().chapter();
        return cards != null && chapter != null && cards.card(chapter.toString()) instanceof ChapterCard card
                ? card.progress()
                : null;
    }

    private Detail detail(String id, boolean byOperator) {
        LetterIndex.Entry entry = letters.find(id);
        if (entry == null) {
            throw ProblemException.of(ProblemException.NOT_THERE, "there is no such dead letter");
        }
        Row row = row(entry);
        DeadLetter whole = positions
                .read(
                        connection.topics().deadLetters(),
                        entry.position().partition(),
                        entry.position().offset())
                .map(event -> event.value())
                .orElse(null);
        Map<String, String> fields = null;
        String unreadable = null;
        byte[] value = whole == null ? null : whole.value();
        if (whole == null || value == null) {
            unreadable = "its bytes are missing";
        } else {
            Topic<?> topic = connection.topics().all().stream()
                    .filter(one -> one.name().equals(whole.topic()))
                    .findFirst()
                    .orElse(null);
            try {
                fields = topic == null ? null : fields(topic, value, byOperator);
                unreadable = topic == null ? whole.topic() + " is not one of this configuration's topics" : null;
            } catch (UndecodableException e) {
                unreadable = e.getMessage();
            }
        }
        return new Detail(
                row.id,
                row.chapter,
                row.consumer,
                row.reason,
                row.message,
                row.at,
                row.deliveries,
                row.origin,
                row.redriven,
                row.bytes,
                row.canRedrive,
                row.whyNot,
                whole == null ? null : whole.stack(),
                fields,
                unreadable);
    }

    private <T> Map<String, String> fields(Topic<T> topic, byte[] value, boolean byOperator) {
        T decoded = connection.wire().decode(topic, value);
        ObjectNode record = new EventJson(true)
                .toJson(new Event<>(topic, new Position(topic.name(), 0, 0), Instant.EPOCH, null, decoded));
        Map<String, String> fields = new LinkedHashMap<>();
        record.path("value").fields().forEachRemaining(field -> {
            if (!byOperator) {
                withoutTruth(field.getValue());
            }
            String text = field.getValue().isTextual()
                    ? field.getValue().asText()
                    : field.getValue().toString();
            fields.put(field.getKey(), text.length() > LONGEST_FIELD ? text.substring(0, LONGEST_FIELD) + " .." : text);
        });
        return fields;
    }

    private static void withoutTruth(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("truthCard");
        }
        node.forEach(DeadLettersApi::withoutTruth);
    }
}
