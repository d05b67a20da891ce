package dev.storycrew.topology.router;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.CommitPace;
import dev.storycrew.topology.runtime.Inbox;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RoutingErrors;
import dev.storycrew.topology.runtime.Sinks;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The judge-result router. It alone writes outcomes and bibles.
 *
 * <pre>
 * policies (all, in every instance)   -> [policies]
 *                                            |
 * judge-results   -> route-judged -> bible                     accepted
 *                        |        -> plan | write | edit       sent back, with a record on retry-decisions
 *                        |        -> chapters                  exhausted
 *                        |        -> chapters, story-bibles   judged again as it stands, and accepted
 *     [decided, latest, attempts, accepted]
 *                        |
 * bible-results   -> end-accepted -> chapters, story-bibles
 *                        |
 * command-results -> obey-command -> plan | write | edit | judge | bible, chapters, story-bibles, command-results
 * </pre>
 *
 * What it cannot process goes to dead letters.
 */
public final class RouterTopology {
    /** The name on its dead letters and answers. */
    static final String ROUTER = "router";

    static final String DECIDED = "decided";
    static final String LATEST = "latest";
    static final String ATTEMPTS = "attempts";
    static final String ACCEPTED = "accepted";
    static final String POLICIES = "policies";

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final RouterSettings settings;
    private final RoutingErrors errors;
    private final ChapterTracing tracing;
    private final CommitPace pace = new CommitPace();

    private RouterTopology(
            TopicCatalogue topics,
            WireFormat wire,
            RouterSettings settings,
            RoutingErrors errors,
            ChapterTracing tracing) {
        this.errors = errors;
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.settings = settings;
    }

    public static Topology build(TopicCatalogue topics, WireFormat wire, RouterSettings settings) {
        return build(topics, wire, settings, RoutingErrors.unexported(), ChapterTracing.off());
    }

    /**
     * Builds it.
     *
     * @param errors counts what it cannot process
     * @param tracing writes its steps of chapters
     */
    public static Topology build(
            TopicCatalogue topics,
            WireFormat wire,
            RouterSettings settings,
            RoutingErrors errors,
            ChapterTracing tracing) {
        return new RouterTopology(topics, wire, settings, errors, tracing).build();
    }

    private Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(DECIDED, Codecs.decided()));
        builder.addStateStore(store(LATEST, Codecs.chapterEnvelope()));
        builder.addStateStore(store(ATTEMPTS, Codecs.work()));
        builder.addStateStore(store(ACCEPTED, Codecs.chapterEnvelope()));
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(POLICIES), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                topics.policies().name(),
                consumed("policies"),
                () -> new KeepPolicies(POLICIES));

        AcceptedEnding ending = new AcceptedEnding(topics, wire);
        KStream<String, Outgoing> routed = from(builder, topics.judgeResults(), "judge-results")
                .process(
                        () -> new Intake<>(
                                inbox(),
                                topics.judgeResults(),
                                this::state,
                                new RouteJudged(topics, wire, ending, settings, tracing)),
                        Named.as("route-judged"),
                        DECIDED,
                        LATEST,
                        ATTEMPTS,
                        ACCEPTED);
        KStream<String, Outgoing> ended = from(builder, topics.bibleResults(), "bible-results")
                .process(
                        () -> new Intake<>(
                                inbox(),
                                topics.bibleResults(),
                                ChapterStore::of,
                                new CompleteChapter(ending, settings, tracing)),
                        Named.as("end-accepted"),
                        DECIDED,
                        LATEST,
                        ATTEMPTS,
                        ACCEPTED);
        KStream<String, Outgoing> obeyed = from(builder, topics.commandResults(), "command-results")
                .process(
                        () -> new Intake<>(
                                inbox(),
                                topics.commandResults(),
                                this::state,
                                new ObeyCommand(topics, wire, ending, settings, tracing)),
                        Named.as("obey-command"),
                        DECIDED,
                        LATEST,
                        ATTEMPTS,
                        ACCEPTED);

        Sinks sinks = new Sinks(topics);
        KStream<String, Outgoing> sent =
                routed.merge(ended, Named.as("sent-by-stages")).merge(obeyed, Named.as("sent"));
        for (Stage stage : Stage.values()) {
            sinks.send(sent, topics.stage(stage));
        }
        sinks.send(sent, topics.retryDecisions());
        sinks.send(sent, topics.chapters());
        sinks.send(sent, topics.storyBibles());
        sinks.send(sent, topics.commandResults());
        sinks.send(sent, topics.deadLetters());
        return builder.build();
    }

    private RouterState state(ProcessorContext<?, ?> context) {
        return RouterState.of(context, topics, wire, settings);
    }

    private Inbox inbox() {
        return new Inbox(topics, wire, ROUTER, errors, tracing, pace);
    }

    private static KStream<String, byte[]> from(StreamsBuilder builder, Topic<?> topic, String name) {
        return builder.stream(topic.name(), consumed(name));
    }

    private static Consumed<String, byte[]> consumed(String name) {
        return Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-" + name);
    }

    private <T> StoreBuilder<?> store(String name, Codec<T> codec) {
        return Stores.<String, T>keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), wire.state(topics.prefix(), codec));
    }
}
