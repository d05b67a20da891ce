package dev.storycrew.topology.runtime;

import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.schemas.access.BrokerRefusal;
import dev.storycrew.schemas.topic.TopicCatalogue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Runs a topology exactly-once. */
public final class StreamsService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsService.class);
    /**
     * What has not stopped by then is left to the end of the process, as if it were killed: transactions see to it that
     * nothing is lost.
     */
    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(1500);

    private static final String CACHE_BYTES = Integer.toString(4 * 1024 * 1024);
    private static final long PAUSE_MILLIS = 1000;
    private static final Duration LONGEST_POLL = Duration.ofMillis(200);
    /** How soon metrics that appear later, such as those of a task, are seen. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final CountDownLatch closing;
    private final RestoreProgress restoring;
    private final Runnable exportsNoMore;

    private StreamsService(
            KafkaStreams streams, CountDownLatch closing, RestoreProgress restoring, MeterRegistry meters) {
        this.streams = streams;
        this.closing = closing;
        this.restoring = restoring;
        this.exportsNoMore = export(streams, meters);
    }

    /**
     * Exports Kafka's own metrics, unless nobody reads them: a short run should not pay for hundreds of them.
     *
     * @return what ends it
     */
    private static Runnable export(KafkaStreams streams, MeterRegistry meters) {
        if (meters instanceof CompositeMeterRegistry all && all.getRegistries().isEmpty()) {
            return () -> {};
        }
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kafka-streams-metrics");
            thread.setDaemon(true);
            return thread;
        });
        KafkaStreamsMetrics exported = new KafkaStreamsMetrics(streams, List.of(), looking, BETWEEN_LOOKS);
        exported.bindTo(meters);
        return () -> {
            looking.shutdownNow();
            exported.close();
        };
    }

    /** The same with nobody to tell when it stops for good. */
    public static StreamsService start(StreamsSettings settings, Topology topology) {
        return start(settings, topology, new Supervision());
    }

    /** The same with its metrics kept to itself. */
    public static StreamsService start(StreamsSettings settings, Topology topology, Supervision supervision) {
        return start(settings, topology, supervision, new CompositeMeterRegistry(), RoutingErrors.unexported());
    }

    /**
     * Starts; it is running a few moments later.
     *
     * @param supervision is told when it stops for good
     * @param meters has Kafka's own metrics of it until it is closed
     * @param errors counts threads that fail for a reason that nobody foresaw
     */
    public static StreamsService start(
            StreamsSettings settings,
            Topology topology,
            Supervision supervision,
            MeterRegistry meters,
            RoutingErrors errors) {
        KafkaStreams streams = new KafkaStreams(topology, properties(settings));
        CountDownLatch closing = new CountDownLatch(1);
        String name = "the service " + settings.applicationId();
        Replacements replacements = new Replacements(System::nanoTime);
        streams.setUncaughtExceptionHandler(exception -> {
            // Streams lets a failed thread end by the same exception, which is dealt with here.
            Thread.currentThread().setUncaughtExceptionHandler((thread, cause) -> {});
            errors.threadFailed(exception);
            return BrokerRefusal.sentence(exception, settings.kafka())
                    .map(sentence -> stop(exception, sentence, settings, supervision))
                    .orElseGet(() -> replaceOrStop(exception, settings, name, replacements, closing, supervision));
        });
        AtomicReference<Supervision.@Nullable Waiting> waiting =
                new AtomicReference<>(supervision.waitingFor(name + " to start"));
        streams.setStateListener((now, before) -> {
            boolean works = now == KafkaStreams.State.RUNNING || !now.isRunningOrRebalancing();
            Supervision.Waiting over =
                    waiting.getAndSet(works ? null : supervision.waitingFor(name + " to get its partitions"));
            if (over != null) {
                over.close();
            }
            if (now == KafkaStreams.State.ERROR) {
                supervision.failed(name + " stopped for good; the log says why");
            }
        });
        RestoreProgress restoring = new RestoreProgress();
        streams.setGlobalStateRestoreListener(restoring);
        streams.setStandbyUpdateListener(restoring);
        streams.start();
        return new StreamsService(streams, closing, restoring, meters);
    }

    /** What the broker refuses to one thread, it refuses to the next. */
    private static StreamThreadExceptionResponse stop(
            Throwable exception, String sentence, StreamsSettings settings, Supervision supervision) {
        LOG.atError()
                .addKeyValue("event", "refused")
                .addKeyValue("application", settings.applicationId())
                .setCause(exception)
                .log("The broker refuses this service; it stops");
        supervision.failed(sentence);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static StreamThreadExceptionResponse replaceOrStop(
            Throwable exception,
            StreamsSettings settings,
            String name,
            Replacements replacements,
            CountDownLatch closing,
            Supervision supervision) {
        boolean replaced = replacements.mayReplace(exception);
        LOG.atLevel(replaced ? Level.WARN : Level.ERROR)
                .addKeyValue("event", "streams_thread_failed")
                .addKeyValue("application", settings.applicationId())
                .addKeyValue("replaced", replaced)
                .setCause(exception)
                .log(
                        replaced
                                ? "A stream thread failed and is being replaced; the new one resumes at the last commit"
                                : "Stream threads keep failing; the service stops");
        if (!replaced) {
            supervision.failed(name, exception);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        try {
            // What failed at once would fail again at once. Whoever closes does not wait for this.
            if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** True once its partitions are assigned and its state is restored. */
    public boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** True while it runs or is about to; false after an error it cannot recover from. */
    public boolean alive() {
        return streams.state().isValidTransition(KafkaStreams.State.PENDING_SHUTDOWN);
    }

    /** What it restores now, and the copies of others' state that it keeps. */
    public StreamsState state() {
        long standbys = streams.state().isRunningOrRebalancing()
                ? streams.metadataForLocalThreads().stream()
                        .mapToLong(thread -> thread.standbyTasks().size())
                        .sum()
                : 0;
        return restoring.state((int) standbys);
    }

    /**
     * The largest, over all tasks, of one of Kafka's own metrics, or of one that a processor has added.
     *
     * @return 0 while there is none with a value
     */
    public double largest(String group, String name) {
        return values(group, name).max().orElse(0);
    }

    /** The same, added up. */
    public double sum(String group, String name) {
        return values(group, name).sum();
    }

    private DoubleStream values(String group, String name) {
        return streams.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(group)
                        && metric.metricName().name().equals(name)
                        && metric.metricValue() instanceof Double)
                .mapToDouble(metric -> (Double) metric.metricValue())
                .filter(value -> !Double.isNaN(value) && !Double.isInfinite(value));
    }

    /** Stops and leaves the group, so that the next start need not wait for the session to time out. */
    @Override
    public void close() {
        closing.countDown();
        streams.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                .withTimeout(CLOSE_TIMEOUT));
        exportsNoMore.run();
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
        // For stores with caching, which write to their changelog what a commit finds, not each change before it.
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallRocksDb.class);
        // Records end a wait for records; what it delays is a commit by the clock, the first assignment and the
        // watchdog.
        properties.put(
                StreamsConfig.POLL_MS_CONFIG,
                Long.toString(Math.min(settings.commitInterval().toMillis(), LONGEST_POLL.toMillis())));
        // How often it looks whether internal topics that it has created are there yet, which it does several times.
        properties.putIfAbsent(StreamsConfig.adminClientPrefix(AdminClientConfig.RETRY_BACKOFF_MS_CONFIG), "20");
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "10000");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), "2000");
        // A store that is to be restored waits until the fetch for those before it has come back: half a second by
        // default,
        // even if all are empty.
        properties.putIfAbsent(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), "50");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), "5");
        // With more in flight, the second batch of a transaction can overtake the first while that is refused with
        // CONCURRENT_TRANSACTIONS. The broker then reports OutOfOrderSequenceException ("no existing state").
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), "1");
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, "true");
        // Streams makes a second configuration of what the consumer is given, and warns for that as well.
        properties.put(
                StreamsConfig.consumerPrefix(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG), "true");
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
