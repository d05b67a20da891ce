package dev.storycrew.audit.kpi;

import dev.storycrew.core.kpi.ChapterFact;
import dev.storycrew.core.kpi.ChapterFigures;
import dev.storycrew.core.kpi.KpiFold;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The figures as the topics tell them now. A topic whose beginning is deleted tells only part of what came before its
 * oldest record, so a day is known only if it is later than that, and every chapter that adds to it began later.
 */
final class CountedFigures {
    private final WireFormat wire;
    private final String requests;
    private final KpiFold fold = new KpiFold();
    private final Map<String, Long> requestedAt = new HashMap<>();
    /** The oldest record of each partition, by topic. */
    private final Map<String, Map<Integer, Long>> oldest = new HashMap<>();

    private long records;
    private long unreadable;
    private long wholeSince = Long.MIN_VALUE;

    private CountedFigures(Connection connection) {
        this.wire = connection.wire();
        this.requests = connection.topics().chapterRequests().name();
    }

    /** Reads the topics and counts. */
    static CountedFigures read(Connection connection) {
        TopicCatalogue topics = connection.topics();
        List<Topic<?>> read = List.of(
                topics.chapters(),
                topics.chapterRequests(),
                topics.commandResults(),
                topics.retryDecisions(),
                topics.stageRuns());
        CountedFigures counted = new CountedFigures(connection);
        TopicReader reader = TopicReader.open(connection, ReadPlan.all(read));
        reader.forEach(counted::take);
        for (Topic<?> topic : read) {
            if (!reader.isWhole(topic)) {
                counted.oldest
                        .getOrDefault(topic.name(), Map.of())
                        .values()
                        .forEach(at -> counted.wholeSince = Math.max(counted.wholeSince, at));
            }
        }
        return counted;
    }

    private void take(TopicRecord read) {
        oldest.computeIfAbsent(read.topic().name(), topic -> new HashMap<>())
                .putIfAbsent(read.partition(), read.timestamp());
        byte[] value = read.value();
        if (value == null) {
            return;
        }
        if (read.topic().name().equals(requests)) {
            if (read.key() != null) {
                requestedAt.putIfAbsent(read.key(), read.timestamp());
            }
            return;
        }
        records++;
        ChapterFact.OfChapter told = told(read, value);
        if (told != null) {
            fold.take(told);
        }
    }

    private ChapterFact.@Nullable OfChapter told(TopicRecord read, byte[] value) {
        try {
            return ChapterFact.of(
                    wire.decode(read.topic(), value), new ChapterFact.Place(read.timestamp(), read.offset()));
        } catch (UndecodableException e) {
            unreadable++;
            return null;
        }
    }

    /** The figures of each day in which anything was counted. */
    SortedMap<String, KpiRollup> days() {
        SortedMap<String, KpiRollup> days = new TreeMap<>();
        fold.periods().forEach((period, rollup) -> {
            if (KpiPeriod.isDay(period)) {
                days.put(period, rollup);
            }
        });
        return days;
    }

    /** True for a day whose figures can be known. */
    boolean isKnown(String day) {
        return wholeSince == Long.MIN_VALUE || day.compareTo(KpiPeriod.dayOf(wholeSince)) > 0;
    }

    /** Days to which a chapter adds whose beginning is deleted. */
    SortedSet<String> inPart() {
        SortedSet<String> days = new TreeSet<>();
        if (wholeSince != Long.MIN_VALUE) {
            for (Map.Entry<ChapterId, ChapterFigures> chapter : fold.chapters().entrySet()) {
                Long requested = requestedAt.get(chapter.getKey().toString());
                if (requested == null || requested < wholeSince) {
                    days.addAll(chapter.getValue().byDay().keySet());
                }
            }
        }
        return days;
    }

    int chapters() {
        return fold.chapters().size();
    }

    long records() {
        return records;
    }

    long unreadable() {
        return unreadable;
    }
}
