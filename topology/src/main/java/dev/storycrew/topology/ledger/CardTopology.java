package dev.storycrew.topology.ledger;

import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox;
import java.util.Map;
import java.util.function.IntPredicate;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's cards. They have an application and a group of their own: whatever that group has committed is in the
 * cards, so a cluster whose ledger is older than its cards gets them from its whole history, and a reader knows from
 * where on to read the topics itself.
 *
 * <pre>
 * chapter-requests, stage-runs, retry-decisions,
 * chapters, dead-letters, command-results -> keep-card -> chapter-cards
 *                                                |
 *                                             [cards]
 * </pre>
 */
public final class CardTopology {
    static final String CARDS = "cards";

    private CardTopology() {}

    /** Builds it. */
    public static Topology build(TopicCatalogue topics, WireFormat wire) {
        return build(topics, wire, partition -> false);
    }

    /**
     * Builds it so that cards whose topic was deleted and made anew are written out again.
     *
     * @param empty whether a partition of the cards' topic has never had a record; asked when its task starts
     */
    public static Topology build(TopicCatalogue topics, WireFormat wire, IntPredicate empty) {
        Map<CardSource, Topic<?>> read = CardSources.of(topics);
        Topic<Card> written = topics.chapterCards();
        StreamsBuilder builder = new StreamsBuilder();
        // With a cache, because every record of a chapter changes its card.
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(CARDS),
                        Serdes.String(),
                        wire.state(topics.prefix(), Codecs.keptCard()))
                .withCachingEnabled());
        builder.stream(
                        read.values().stream().map(Topic::name).toList(),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-events"))
                .process(() -> new KeepCard(read, wire, empty), Named.as("keep-card"), CARDS)
                .mapValues(card -> encoded(written, card, wire), Named.as("encode-cards"))
                .to(
                        written.name(),
                        Produced.with(Serdes.String(), Serdes.ByteArray()).withName("to-chapter-cards"));
        return builder.build();
    }

    private static byte @Nullable [] encoded(Topic<Card> topic, @Nullable Card card, WireFormat wire) {
        return card == null ? null : Inbox.patiently(() -> wire.encode(topic, card));
    }
}
