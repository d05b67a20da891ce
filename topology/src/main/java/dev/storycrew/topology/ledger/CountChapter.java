package dev.storycrew.topology.ledger;

import dev.storycrew.core.kpi.ChapterFact;
import dev.storycrew.core.kpi.ChapterFigures;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
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
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is counted of each chapter, and tells each period what a record changes: what the chapter adds to it now,
 * less what it added before.
 */
final class CountChapter extends ContextualProcessor<String, byte[], String, KpiRollup> {
    /** As long as an outcome is kept, which a second one may correct. */
    private static final Duration KEPT = Duration.ofDays(365);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

    /** So that one that is started anew every night is cleaned too. */
    private static final Duration UNTIL_THE_FIRST = Duration.ofMinutes(1);

    private final Map<String, Topic<?>> topics = new HashMap<>();
    private final WireFormat wire;
    private @Nullable KeyValueStore<String, ChapterFigures> chapters;

    CountChapter(List<Topic<?>> counted, WireFormat wire) {
        counted.forEach(topic -> topics.put(topic.name(), topic));
        this.wire = wire;
    }

    @Override
    public void init(ProcessorContext<String, KpiRollup> given) {
        super.init(given);
        KeyValueStore<String, ChapterFigures> store = given.getStateStore(LedgerTopology.CHAPTER_FIGURES);
        chapters = store;
        given.schedule(
                Instant.ofEpochMilli(given.currentSystemTimeMs()).plus(UNTIL_THE_FIRST),
                BETWEEN_CLEANINGS,
                PunctuationType.WALL_CLOCK_TIME,
                now -> forget(store, now - KEPT.toMillis()));
    }

    @Override
    public void process(Record<String, byte[]> received) {
        KeyValueStore<String, ChapterFigures> store = chapters;
        if (store == null) {
            throw new IllegalStateException("not initialized");
        }
        RecordMetadata from = context().recordMetadata().orElseThrow();
        Topic<?> topic = topics.get(from.topic());
        byte[] value = received.value();
        if (topic == null || value == null) {
            return;
        }
        ChapterFact.OfChapter told;
        try {
            ChapterFact.Place place = new ChapterFact.Place(received.timestamp(), from.offset());
            told = ChapterFact.of(Inbox.patiently(() -> wire.decode(topic, value)), place);
        } catch (UndecodableException e) {
            return; // As where it is sighted.
        }
        if (told == null) {
            return;
        }
        String id = told.chapter().toString();
        ChapterFigures known = store.get(id);
        ChapterFigures before = known == null ? ChapterFigures.none() : known;
        ChapterFigures after = before.after(told.fact());
        if (after.equals(before)) {
            return;
        }
        store.put(id, after);
        // What moves from one day to another changes no total.
        SortedMap<String, KpiRollup> changes = new TreeMap<>();
        for (KpiRollup change : ChapterFigures.changes(before, after)) {
            for (String period : KpiPeriod.containing(change.period())) {
                changes.merge(period, change.in(period), KpiRollup::plus);
            }
        }
        changes.values().removeIf(KpiRollup::isEmpty);
        changes.forEach((period, change) -> context().forward(new Record<>(period, change, received.timestamp())));
    }

    private static void forget(KeyValueStore<String, ChapterFigures> store, long before) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, ChapterFigures> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (entry.value.facts().stream().allMatch(fact -> fact.place().at() < before)) {
                    old.add(entry.key);
                }
            });
        }
        old.forEach(store::delete);
    }
}
