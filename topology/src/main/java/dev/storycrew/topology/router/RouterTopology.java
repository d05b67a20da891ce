package dev.storycrew.topology.router;

import dev.storycrew.core.event.Decided;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.serde.StateSerde;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.Sinks;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The judge-result router. It alone writes outcomes and bibles.
 *
 * <pre>
 * judge-results -> route-judged -> bible                       accepted
 *                      |        -> plan | write | edit         sent back, with a record on retry-decisions
 *                      |        -> chapters                    exhausted
 *                 [decided]
 *                      |
 * bible-results -> end-accepted -> chapters, story-bibles
 * </pre>
 */
public final class RouterTopology {
    static final String DECIDED = "decided";

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final Supplier<RetryPolicy> policy;
    private final boolean selectiveRetryEnabled;
    private final boolean deduplicates;

    private RouterTopology(
            TopicCatalogue topics,
            WireFormat wire,
            Supplier<RetryPolicy> policy,
            boolean selectiveRetryEnabled,
            boolean deduplicates) {
        this.topics = topics;
        this.wire = wire;
        this.policy = policy;
        this.selectiveRetryEnabled = selectiveRetryEnabled;
        this.deduplicates = deduplicates;
    }

    /**
     * Builds it.
     *
     * @param policy asked at each decision
     * @param selectiveRetryEnabled what the environment's {@code ENABLE_SELECTIVE_RETRY} says; true unless it is false
     */
    public static Topology build(
            TopicCatalogue topics, WireFormat wire, Supplier<RetryPolicy> policy, boolean selectiveRetryEnabled) {
        return new RouterTopology(topics, wire, policy, selectiveRetryEnabled, true).build();
    }

    /** The same router, but it takes second results for first ones: a fault campaign proves with it that somebody would notice. */
    public static Topology buildWithoutDeduplication(
            TopicCatalogue topics, WireFormat wire, Supplier<RetryPolicy> policy, boolean selectiveRetryEnabled) {
        return new RouterTopology(topics, wire, policy, selectiveRetryEnabled, false).build();
    }

    private Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(decided());

        KStream<String, Outgoing> routed = from(builder, topics.judgeResults(), "judge-results")
                .process(
                        () -> new RouteJudged(topics, wire, policy, selectiveRetryEnabled, deduplicates),
                        Named.as("route-judged"),
                        DECIDED);
        KStream<String, Outgoing> ended = from(builder, topics.bibleResults(), "bible-results")
                .process(() -> new EndAccepted(topics, wire, deduplicates), Named.as("end-accepted"), DECIDED);

        Sinks sinks = new Sinks(topics);
        KStream<String, Outgoing> sent = routed.merge(ended, Named.as("sent"));
        for (Stage stage : new Stage[] {Stage.PLAN, Stage.WRITE, Stage.EDIT, Stage.JUDGE, Stage.BIBLE}) {
            sinks.send(sent, topics.stage(stage));
        }
        sinks.send(sent, topics.retryDecisions());
        sinks.send(sent, topics.chapters());
        sinks.send(sent, topics.storyBibles());
        sinks.send(sent, topics.deadLetters());
        return builder.build();
    }

    private static KStream<String, byte[]> from(StreamsBuilder builder, Topic<?> topic, String name) {
        return builder.stream(
                topic.name(), Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-" + name));
    }

    private static StoreBuilder<?> decided() {
        return Stores.<String, Decided>keyValueStoreBuilder(
                Stores.persistentKeyValueStore(DECIDED), Serdes.String(), StateSerde.of(Codecs.decided()));
    }
}
