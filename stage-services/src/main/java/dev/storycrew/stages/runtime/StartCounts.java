package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How often runs were started without finishing, read back from {@code stage-runs}: a count that must survive kill -9
 * has to be a record written before the call. It is read when a process takes over partitions with work, from the time
 * of the oldest of that work; all stage topics and {@code stage-runs} have the same partitions and keys.
 */
final class StartCounts {
    /** Envelope and start carry times of two machines, each of which may be an hour off. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(130);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<Run, Integer> open = new HashMap<>();
    private final BooleanSupplier calledOff;

    private record Run(ChapterId chapter, String request, int run, int attempt, Stage stage) {}

    /** @param calledOff true when reading must stop, however far it got */
    StartCounts(BooleanSupplier calledOff) {
        this.calledOff = calledOff;
    }

    int of(ChapterEnvelope envelope, Stage stage) {
        return open.getOrDefault(
                new Run(envelope.id(), envelope.requestId(), envelope.run(), envelope.attempt(), stage), 0);
    }

    /**
     * Reads the starts since a time.
     *
     * @param since milliseconds since the epoch, by the clock of the oldest envelope's writer
     * @throws WakeupException if it is called off
     * @throws TimeoutException if nothing comes for half a minute
     */
    void read(Properties consumerSettings, TopicCatalogue topics, WireFormat wire, int partition, long since) {
        read(consumerSettings, topics, wire, partition, (consumer, source, end) -> {
            Map<TopicPartition, OffsetAndTimestamp> found =
                    consumer.offsetsForTimes(Map.of(source, Math.max(0, since - CLOCKS_DIFFER.toMillis())));
            OffsetAndTimestamp start = found.get(source);
            return start == null ? end : start.offset();
        });
    }

    /** Reads the starts since an envelope was put back on its topic; earlier ones do not count. */
    void readSinceRedrive(
            Properties consumerSettings, TopicCatalogue topics, WireFormat wire, int partition, Redriven redriven) {
        read(
                consumerSettings,
                topics,
                wire,
                partition,
                (consumer, source, end) -> Math.min(redriven.startsFrom(), end));
    }

    private interface Beginning {
        long of(KafkaConsumer<byte[], byte[]> consumer, TopicPartition source, long end);
    }

    private void read(
            Properties consumerSettings, TopicCatalogue topics, WireFormat wire, int partition, Beginning beginning) {
        TopicPartition source = new TopicPartition(topics.stageRuns().name(), partition);
        Properties settings = new Properties();
        settings.putAll(consumerSettings);
        settings.remove("group.id");
        settings.remove("group.instance.id");
        settings.setProperty("isolation.level", "read_uncommitted");
        // All records to be read are there already. The fetch beyond the last one would be waited for at the next seek,
        // and in close().
        settings.setProperty("fetch.max.wait.ms", "1");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(source));
            long end = consumer.endOffsets(List.of(source)).getOrDefault(source, 0L);
            consumer.seek(source, beginning.of(consumer, source, end));
            long progress = System.nanoTime();
            while (consumer.position(source) < end) {
                if (calledOff.getAsBoolean()) {
                    throw new WakeupException();
                }
                long before = consumer.position(source);
                consumer.poll(Duration.ofMillis(200)).forEach(found -> count(found, topics, wire));
                if (consumer.position(source) > before) {
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > PATIENCE.toNanos()) {
                    throw new TimeoutException("no more records of " + source + " arrive after offset " + before);
                }
            }
        }
    }

    private void count(ConsumerRecord<byte[], byte[]> found, TopicCatalogue topics, WireFormat wire) {
        StageRun stageRun;
        try {
            stageRun = wire.decode(topics.stageRuns(), found.value() == null ? new byte[0] : found.value());
        } catch (UndecodableException e) {
            return; // A record that cannot be read is not one of our starts; other readers of stage-runs report it.
        }
        Run run =
                new Run(stageRun.chapter(), stageRun.requestId(), stageRun.run(), stageRun.attempt(), stageRun.stage());
        if (stageRun.phase() == StageRun.Phase.STARTED) {
            open.merge(run, 1, Integer::sum);
        } else if (stageRun.phase() == StageRun.Phase.RELEASED) {
            open.merge(run, -1, Integer::sum);
        }
    }
}
