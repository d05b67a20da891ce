package dev.storycrew.topology.runtime;

import dev.storycrew.schemas.access.BrokerRefusal;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a topology exactly-once. */
public final class StreamsService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final AtomicReference<@Nullable Throwable> refusal;

    private StreamsService(KafkaStreams streams, AtomicReference<@Nullable Throwable> refusal) {
        this.streams = streams;
        this.refusal = refusal;
    }

    /** Starts; it is running a few moments later. */
    public static StreamsService start(StreamsSettings settings, Topology topology) {
        KafkaStreams streams = new KafkaStreams(topology, properties(settings));
        AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
        streams.setUncaughtExceptionHandler(exception -> {
            if (BrokerRefusal.isMeantBy(exception)) {
                refusal.compareAndSet(null, exception);
                LOG.atError()
                        .addKeyValue("event", "refused")
                        .addKeyValue("application", settings.applicationId())
                        .setCause(exception)
                        .log("The broker refuses this service; it stops");
                return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            LOG.atError()
                    .addKeyValue("event", "streams_thread_failed")
                    .addKeyValue("application", settings.applicationId())
                    .setCause(exception)
                    .log("A stream thread failed and is being replaced; the new one resumes at the last commit");
            return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
        return new StreamsService(streams, refusal);
    }

    /** True once its partitions are assigned and its state is restored. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** What the broker refuses it for good, and why it has stopped; empty if nothing. */
    public Optional<Throwable> refusal() {
        return Optional.ofNullable(refusal.get());
    }

    /** True while it runs or is about to; false after an error it cannot recover from. */
    public boolean alive() {
        return streams.state().isValidTransition(KafkaStreams.State.PENDING_SHUTDOWN);
    }

    /** Stops and leaves the group, so that the next start need not wait for the session to time out. */
    @Override
    public void close() {
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
    }

    /** The settings, for tests as well. */
    static Properties properties(StreamsSettings settings) {
        Properties properties = new Properties();
        properties.putAll(settings.kafka());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Long.toString(settings.commitInterval().toMillis()));
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "1");
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, Short.toString(settings.replicationFactor()));
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "0");
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        properties.put(StreamsConfig.POLL_MS_CONFIG, "20");
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "10000");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "2000");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), "5");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), "10000");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                Integer.toString(TopicCatalogue.MAX_DEAD_LETTER_BYTES));
        // Changelogs and repartition topics carry what the catalogue's topics carry, plus a little.
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Integer.toString(TopicCatalogue.MAX_DEAD_LETTER_BYTES));
        return properties;
    }
}
