package dev.storycrew.stages.runtime;

import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka clients of a stage process.
 *
 * @param prefix of topics, group and transactional id
 */
record StageClients(StageServiceSettings settings, String prefix, Stage stage) {
    /** The consumer group that all processes of the stage are in. */
    String group() {
        return prefix + stage.label();
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Makes the producer for start records, outside transactions. */
    Producer<byte[], byte[]> starts() {
        Properties properties = producerSettings();
        // A call waits for each of them.
        properties.putIfAbsent("linger.ms", "0");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The settings of a consumer in the stage's group. */
    Properties consumerSettings() {
        Properties properties = new Properties();
        properties.putAll(settings.kafka());
        properties.setProperty("group.id", group());
        properties.setProperty("group.instance.id", settings.instance() + "-" + stage.label());
        properties.setProperty("enable.auto.commit", "false");
        properties.setProperty("auto.offset.reset", "earliest");
        properties.setProperty("isolation.level", "read_committed");
        properties.setProperty("max.poll.records", Integer.toString(settings.lanes()));
        properties.setProperty("max.partition.fetch.bytes", Integer.toString(TopicCatalogue.MAX_MESSAGE_BYTES));
        properties.setProperty(
                "session.timeout.ms", Long.toString(settings.sessionTimeout().toMillis()));
        properties.setProperty(
                "heartbeat.interval.ms", Long.toString(settings.sessionTimeout().toMillis() / 5));
        properties.setProperty(
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        return properties;
    }

    private Properties producerSettings() {
        Properties properties = new Properties();
        properties.putAll(settings.kafka());
        properties.setProperty("acks", "all");
        properties.setProperty("compression.type", "zstd");
        properties.setProperty("max.request.size", Integer.toString(TopicCatalogue.MAX_DEAD_LETTER_BYTES));
        properties.setProperty("retry.backoff.ms", "5");
        // With more in flight, a partition's second batch of a transaction can overtake its first: the broker refuses
        // it with OutOfOrderSequenceException (seen with 4.3.1, transactions v2), and the client sends both again.
        properties.setProperty("max.in.flight.requests.per.connection", "1");
        return properties;
    }

    /**
     * Makes a producer that commits; its id survives restarts of the instance, so that a new one ends what the last
     * left open.
     */
    Producer<byte[], byte[]> transactional() {
        Properties properties = producerSettings();
        properties.setProperty("transactional.id", group() + "-" + settings.instance());
        properties.setProperty("transaction.timeout.ms", "3000");
        properties.setProperty("max.block.ms", "10000");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
