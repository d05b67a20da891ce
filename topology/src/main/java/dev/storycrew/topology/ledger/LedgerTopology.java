package dev.storycrew.topology.ledger;

import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The ledger: how far every chapter is, a watchdog that reports those that are stuck, and the figures of days, months
 * and all time. No chapter waits for it.
 *
 * <pre>
 * chapter-requests, stage-runs, retry-decisions,
 * chapters, dead-letters, command-results -+-> sight -> by book -> keep-timelines
 *                                          |                            |
 *                                          |         [open, ended, books], every few seconds the watchdog
 *                                          |
 *                                          +-> count-chapter -> by period -> add-up -+-> kpi-daily
 *                                                   |                          |     |
 *                                           [chapter-figures]              [rollups] +-> kpi-monthly
 * </pre>
 */
public final class LedgerTopology {
    static final String OPEN = "open";
    static final String ENDED = "ended";
    static final String BOOKS = "books";
    static final String CHAPTER_FIGURES = "chapter-figures";
    static final String ROLLUPS = "rollups";

    private LedgerTopology() {}

    /** One that tells nobody the counters of all time. */
    public static Topology build(TopicCatalogue topics, WireFormat wire, LedgerSettings settings) {
        return build(topics, wire, settings, total -> {});
    }

    /**
     * Builds it.
     *
     * @param totals is told the counters of all time ({@link KpiPeriod#EXPORTED}) when they are restored and whenever they
     *     change, by the instance that keeps them; what it is told is not yet committed
     */
    public static Topology build(
            TopicCatalogue topics, WireFormat wire, LedgerSettings settings, Consumer<KpiRollup> totals) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(topics, wire, OPEN, Codecs.chapterProgress()));
        builder.addStateStore(store(topics, wire, ENDED, Codecs.chapterProgress()));
        builder.addStateStore(store(topics, wire, BOOKS, Codecs.bookProgress()));
        builder.addStateStore(store(topics, wire, CHAPTER_FIGURES, Codecs.chapterFigures()));
        builder.addStateStore(store(topics, wire, ROLLUPS, Codecs.kpiRollup()));
        List<Topic<?>> watched = watched(topics);
        KStream<String, byte[]> events = builder.stream(
                watched.stream().map(Topic::name).toList(),
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-events"));
        events.process(() -> new ProgressEventExtractor(watched, wire), Named.as("sight"))
                .repartition(Repartitioned.<String, ProgressEvent>with(
                                Serdes.String(), wire.state(topics.prefix(), Codecs.sighting()))
                        .withName("sightings-by-book")
                        .withNumberOfPartitions(topics.partitions()))
                .process(() -> new KeepTimelines(settings), Named.as("keep-timelines"), OPEN, ENDED, BOOKS);
        List<Topic<?>> counted = counted(topics);
        KStream<String, KpiRollup> rollups = events.process(
                        () -> new CountChapter(counted, wire), Named.as("count-chapter"), CHAPTER_FIGURES)
                .repartition(Repartitioned.<String, KpiRollup>with(
                                Serdes.String(), wire.state(topics.prefix(), Codecs.kpiRollup()))
                        .withName("changes-by-period")
                        .withNumberOfPartitions(topics.partitions()))
                .process(() -> new AddUp(totals), Named.as("add-up"), ROLLUPS);
        send(rollups, "days", KpiPeriod::isDay, topics.kpiDaily(), wire);
        send(rollups, "months", KpiPeriod::isMonth, topics.kpiMonthly(), wire);
        return builder.build();
    }

    /** The topics that figures are counted from; the records of a chapter have its id as their key. */
    public static List<Topic<?>> counted(TopicCatalogue topics) {
        return List.of(topics.stageRuns(), topics.retryDecisions(), topics.chapters(), topics.commandResults());
    }

    private static void send(
            KStream<String, KpiRollup> rollups,
            String name,
            Predicate<String> periods,
            Topic<KpiRollup> topic,
            WireFormat wire) {
        rollups.filter((period, rollup) -> periods.test(period), Named.as("only-" + name))
                .mapValues(rollup -> Inbox.patiently(() -> wire.encode(topic, rollup)), Named.as("encode-" + name))
                .to(
                        topic.name(),
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("to-" + name));
    }

    /** The topics that show how far a chapter is. */
    public static List<Topic<?>> watched(TopicCatalogue topics) {
        return List.of(
                topics.chapterRequests(),
                topics.stageRuns(),
                topics.retryDecisions(),
                topics.chapters(),
                topics.deadLetters(),
                topics.commandResults());
    }

    /** With a cache, because every record of a chapter changes the same few entries. */
    private static <T> StoreBuilder<?> store(TopicCatalogue topics, WireFormat wire, String name, Codec<T> codec) {
        return Stores.<String, T>keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), wire.state(topics.prefix(), codec))
                .withCachingEnabled();
    }
}
