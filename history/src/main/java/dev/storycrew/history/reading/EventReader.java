package dev.storycrew.history.reading;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The auditors' reader: decoded values of any topics, from any offset or time, merged by time, up to the end as of when
 * reading starts. It joins no group, so running services never notice it.
 *
 * <pre>{@code
 * Connection connection = RealCluster.connect(ConfigFile.load(Path.of("storycrew.yaml"), System.getenv()));
 * TopicCatalogue topics = connection.topics();
 * ReadPlan plan = new ReadPlan(List.of(topics.retryDecisions(), topics.chapters()), Start.parse("2026-11-24"), null,
 * null);
 * EventReader.open(connection, plan).forEach(event -> {
 *     if (event.value() instanceof RetryDecision decision) {
 *         System.out.println(event.position() + ": " + decision.explanation());
 *     }
 * });
 * }</pre>
 */
public final class EventReader {
    private final TopicReader reader;
    private final WireFormat wire;

    private EventReader(TopicReader reader, WireFormat wire) {
        this.reader = reader;
        this.wire = wire;
    }

    /**
     * Looks up what there is to read.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker is out of reach
     */
    public static EventReader open(Connection connection, ReadPlan plan) {
        return new EventReader(TopicReader.open(connection, plan), connection.wire());
    }

    /**
     * Reads all of it; the first record that cannot be decoded ends the reading.
     *
     * @throws UndecodableException naming topic, partition and offset
     */
    public void forEach(Consumer<Event<?>> sink) {
        forEach(sink, (undecodable, why) -> {
            throw new UndecodableException(undecodable.position() + ": " + why.getMessage(), why);
        });
    }

    /** Reads all of it, handing undecodable records to {@code undecodable}. */
    public void forEach(Consumer<Event<?>> sink, Undecodable undecodable) {
        reader.forEach(each -> decode(each, sink, undecodable));
    }

    /** Continues from there until the thread is interrupted. */
    public void follow(Consumer<Event<?>> sink, Undecodable undecodable) {
        reader.follow(each -> decode(each, sink, undecodable));
    }

    /** Takes records that cannot be decoded. */
    public interface Undecodable {
        void take(TopicRecord undecodable, UndecodableException why);
    }

    private void decode(TopicRecord read, Consumer<Event<?>> sink, Undecodable undecodable) {
        if (read.value() == null) {
            return;
        }
        Event<?> event;
        try {
            event = event(read.topic(), read, read.value());
        } catch (UndecodableException e) {
            undecodable.take(read, e);
            return;
        }
        sink.accept(event);
    }

    private <T> Event<T> event(Topic<T> topic, TopicRecord read, byte[] value) {
        return new Event<>(
                topic, read.position(), Instant.ofEpochMilli(read.timestamp()), read.key(), wire.decode(topic, value));
    }
}
