package dev.storycrew.topology.ledger;

import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.KeptCard;
import dev.storycrew.schemas.codec.CardFold;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.runtime.Inbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the card of each chapter and book, and sends on each that a record changes; null for one that is forgotten. */
final class KeepCard extends ContextualProcessor<String, byte[], String, @Nullable Card> {
    private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

    /** So that one that is started anew every night is cleaned too. */
    private static final Duration UNTIL_THE_FIRST = Duration.ofMinutes(1);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Map<String, Topic<?>> topics = new HashMap<>();
    private final Map<String, CardSource> sources = new HashMap<>();
    private final WireFormat wire;
    private final IntPredicate empty;
    private @Nullable KeyValueStore<String, KeptCard> cards;
    private @Nullable Cancellable writingOut;

    /** @param empty whether a partition of the cards' topic has never had a record */
    KeepCard(Map<CardSource, Topic<?>> read, WireFormat wire, IntPredicate empty) {
        read.forEach((source, topic) -> {
            topics.put(topic.name(), topic);
            sources.put(topic.name(), source);
        });
        this.wire = wire;
        this.empty = empty;
    }

    @Override
    public void init(ProcessorContext<String, @Nullable Card> given) {
        super.init(given);
        KeyValueStore<String, KeptCard> store = given.getStateStore(CardTopology.CARDS);
        cards = store;
        given.schedule(
                Instant.ofEpochMilli(given.currentSystemTimeMs()).plus(UNTIL_THE_FIRST),
                BETWEEN_CLEANINGS,
                PunctuationType.WALL_CLOCK_TIME,
                now -> forget(store, now));
        if (empty.test(given.taskId().partition())) {
            writingOut = given.schedule(AT_ONCE, PunctuationType.WALL_CLOCK_TIME, now -> writeOut(store));
        }
    }

    @Override
    public void process(Record<String, byte[]> received) {
        KeyValueStore<String, KeptCard> store = cards;
        if (store == null) {
            throw new IllegalStateException("not initialized");
        }
        RecordMetadata from = context().recordMetadata().orElseThrow();
        Topic<?> topic = topics.get(from.topic());
        CardSource source = sources.get(from.topic());
        byte[] value = received.value();
        Card blank = CardFold.blank(received.key());
        if (topic == null || source == null || value == null || blank == null) {
            return;
        }
        Object decoded;
        try {
            decoded = Inbox.patiently(() -> wire.decode(topic, value));
        } catch (UndecodableException e) {
            return; // As where it is sighted.
        }
        CardPlace place = new CardPlace(source, from.partition(), from.offset(), received.timestamp());
        KeptCard known = store.get(blank.key());
        KeptCard before = known == null ? KeptCard.of(blank) : known;
        KeptCard after = before.after(CardFold.taken(received.key(), decoded), place);
        if (after.equals(before)) {
            return;
        }
        store.put(blank.key(), after);
        context().forward(new Record<>(blank.key(), after.card(), received.timestamp()));
    }

    /** Sends every card: the topic that had them was deleted and made anew. */
    private void writeOut(KeyValueStore<String, KeptCard> store) {
        Cancellable once = writingOut;
        if (once != null) {
            once.cancel();
            writingOut = null;
        }
        try (KeyValueIterator<String, KeptCard> all = store.all()) {
            all.forEachRemaining(entry -> {
                Card card = entry.value.card();
                context().forward(new Record<>(entry.key, card, card.changedAt()));
            });
        }
    }

    private void forget(KeyValueStore<String, KeptCard> store, long now) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, KeptCard> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (entry.value.card().isOld(now)) {
                    old.add(entry.key);
                }
            });
        }
        old.forEach(key -> {
            store.delete(key);
            context().forward(new Record<>(key, null, now));
        });
    }
}
