package dev.storycrew.topology.ledger;

import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The ledger: how far every chapter is, and a watchdog that reports those that are stuck. It only reads; no chapter
 * waits for it.
 *
 * <pre>
 * chapter-requests, stage-runs, retry-decisions,
 * chapters, dead-letters, command-results -> sight -> by book -> keep-timelines
 *                                                                     |
 *                                                  [open, ended, books], every few seconds the watchdog
 * </pre>
 */
public final class LedgerTopology {
    static final String OPEN = "open";
    static final String ENDED = "ended";
    static final String BOOKS = "books";

    private LedgerTopology() {}

    public static Topology build(TopicCatalogue topics, WireFormat wire, LedgerSettings settings) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(topics, wire, OPEN, Codecs.chapterProgress()));
        builder.addStateStore(store(topics, wire, ENDED, Codecs.chapterProgress()));
        builder.addStateStore(store(topics, wire, BOOKS, Codecs.bookProgress()));
        List<Topic<?>> watched = watched(topics);
        builder.stream(
                        watched.stream().map(Topic::name).toList(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-events"))
                .process(() -> new ProgressEventExtractor(watched, wire), Named.as("sight"))
                .repartition(Repartitioned.<String, ProgressEvent>with(
                                Serdes.String(), wire.state(topics.prefix(), Codecs.sighting()))
                        .withName("sightings-by-book")
                        .withNumberOfPartitions(topics.partitions()))
                .process(() -> new KeepTimelines(settings), Named.as("keep-timelines"), OPEN, ENDED, BOOKS);
        return builder.build();
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

    private static <T> StoreBuilder<?> store(TopicCatalogue topics, WireFormat wire, String name, Codec<T> codec) {
        return Stores.<String, T>keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), wire.state(topics.prefix(), codec));
    }
}
