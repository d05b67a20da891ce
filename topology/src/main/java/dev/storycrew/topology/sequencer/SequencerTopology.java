package dev.storycrew.topology.sequencer;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.CommitPace;
import dev.storycrew.topology.runtime.Inbox;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Origin;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RoutingErrors;
import dev.storycrew.topology.runtime.Sinks;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The sequencer: starts the chapters of a book one after the other, each with the bible the one before it left; books
 * run side by side.
 *
 * <pre>
 * chapter-requests  -> by book -> take-request -> plan
 *                                      |
 * chapters          -> by book -> take-outcome -> plan, command-results
 *                                      |
 *                         [books, requests, standings]
 *                                      |
 * operator-commands -> by book -> take-command -> plan, command-results
 *                                      |
 * command-results   -> by book -> take-answer  -> plan, command-results
 * </pre>
 *
 * What it sends to command-results, besides answers, is for the router: commands that it passes on, chapters to look at again,
 * and bibles that were folded anew.
 *
 * What it cannot process goes to dead letters.
 */
public final class SequencerTopology {
    /** The name on its dead letters and answers. */
    static final String SEQUENCER = "sequencer";

    static final String BOOKS = "books";
    static final String REQUESTS = "requests";
    static final String STANDINGS = "standings";

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final OnFailure onFailure;
    private final RoutingErrors errors;
    private final ChapterTracing tracing;
    private final CommitPace pace = new CommitPace();

    private SequencerTopology(
            TopicCatalogue topics, WireFormat wire, OnFailure onFailure, RoutingErrors errors, ChapterTracing tracing) {
        this.errors = errors;
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.onFailure = onFailure;
    }

    public static Topology build(TopicCatalogue topics, WireFormat wire, OnFailure onFailure) {
        return build(topics, wire, onFailure, RoutingErrors.unexported(), ChapterTracing.off());
    }

    /**
     * Builds it.
     *
     * @param errors counts what it cannot process
     * @param tracing writes its steps of chapters
     */
    public static Topology build(
            TopicCatalogue topics, WireFormat wire, OnFailure onFailure, RoutingErrors errors, ChapterTracing tracing) {
        return new SequencerTopology(topics, wire, onFailure, errors, tracing).build();
    }

    private Topology build() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(store(BOOKS, Codecs.bookState()));
        builder.addStateStore(store(REQUESTS, Codecs.chapterRequest()));
        builder.addStateStore(store(STANDINGS, Codecs.chapterStanding()));

        KStream<String, Outgoing> started = byBook(builder, "chapter-requests")
                .process(
                        () -> {
                            TakeRequest take = new TakeRequest(topics, wire, onFailure, tracing);
                            return new Intake<>(inbox(), topics.chapterRequests(), take::begin, take);
                        },
                        Named.as("take-request"),
                        BOOKS,
                        REQUESTS,
                        STANDINGS);
        KStream<String, Outgoing> continued = byBook(builder, "chapters")
                .process(
                        () -> new Intake<>(
                                inbox(), topics.chapters(), this::books, new TakeOutcome(topics, wire, onFailure)),
                        Named.as("take-outcome"),
                        BOOKS,
                        REQUESTS,
                        STANDINGS);

        KStream<String, Outgoing> commanded = byBook(builder, "operator-commands")
                .process(
                        () -> new Intake<>(
                                inbox(), topics.operatorCommands(), this::books, new TakeCommand(topics, wire)),
                        Named.as("take-command"),
                        BOOKS,
                        REQUESTS,
                        STANDINGS);
        KStream<String, Outgoing> answered = byBook(builder, "command-results")
                .process(
                        () -> new Intake<>(inbox(), topics.commandResults(), this::books, new TakeAnswer(onFailure)),
                        Named.as("take-answer"),
                        BOOKS,
                        REQUESTS,
                        STANDINGS);

        Sinks sinks = new Sinks(topics);
        KStream<String, Outgoing> sent = started.merge(continued, Named.as("sent-by-chapters"))
                .merge(commanded.merge(answered, Named.as("sent-by-commands")), Named.as("sent"));
        sinks.send(sent, topics.stage(Stage.first()));
        sinks.send(sent, topics.commandResults());
        sinks.send(sent, topics.deadLetters());
        return builder.build();
    }

    private BookStore books(ProcessorContext<?, ?> context) {
        return BookStore.of(context, topics, wire, tracing);
    }

    private Inbox inbox() {
        return new Inbox(topics, wire, SEQUENCER, errors, tracing, pace);
    }

    private KStream<String, byte[]> byBook(StreamsBuilder builder, String topic) {
        return builder.stream(
                        topics.prefix() + topic,
                        Consumed.with(Serdes.String(), Serdes.ByteArray()).withName("from-" + topic))
                .process(() -> new Origin.ByBook(pace), Named.as(topic + "-book"))
                .repartition(Repartitioned.with(Serdes.String(), Serdes.ByteArray())
                        .withName(topic + "-by-book")
                        .withNumberOfPartitions(topics.partitions()));
    }

    private <T> StoreBuilder<?> store(String name, Codec<T> codec) {
        return Stores.<String, T>keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.String(), wire.state(topics.prefix(), codec));
    }
}
