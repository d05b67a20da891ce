package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back on their topics, each at most once. The record and the mark that it was redriven are written
 * in one Kafka transaction, so that no interruption can separate them. All redrives share one transactional id, so that
 * only the one started last can write, and it starts by waiting for the pending transaction of the one before.
 */
public final class Redrive implements AutoCloseable {
    private static final String BY = "dead-letters";

    private final Connection connection;
    private final Producer<byte[], byte[]> producer;
    private final LetterBox box;
    private final Map<Integer, Long> startsFrom;

    private Redrive(
            Connection connection, Producer<byte[], byte[]> producer, LetterBox box, Map<Integer, Long> startsFrom) {
        this.connection = connection;
        this.producer = producer;
        this.box = box;
        this.startsFrom = startsFrom;
    }

    /**
     * Begins: from here on no other redrive can write, and everything they wrote is visible.
     *
     * @throws KafkaException when the broker is out of reach
     */
    public static Redrive begin(Connection connection) {
        return begin(
                connection,
                settings -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** @param producers makes the producer from its settings */
    static Redrive begin(Connection connection, Function<Properties, Producer<byte[], byte[]>> producers) {
        Producer<byte[], byte[]> producer = producers.apply(settings(connection));
        try {
            producer.initTransactions();
            LetterBox box = LetterBox.read(connection);
            return new Redrive(connection, producer, box, endsOfStageRuns(connection));
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** The dead letters as they stood when it began. */
    public List<Letter> letters() {
        return box.letters();
    }

    /**
     * Puts one back.
     *
     * @param who the operator
     * @param note the operator's words, or null
     * @throws IllegalArgumentException if it cannot be put back
     * @throws RefusedByTopicException if its topic rejects it; the next one can still be put back
     * @throws SupersededException if another redrive has begun since
     * @throws KafkaException if it is unknown whether it was put back; a new redrive finds out
     */
    public void put(Letter letter, String who, @Nullable String note) {
        if (letter.state() != Letter.State.OPEN) {
            throw new IllegalArgumentException(letter.letter().id() + ": " + letter.objection());
        }
        try {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> each : records(letter.letter(), who, note)) {
                sent.add(producer.send(each));
            }
            producer.flush();
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
            producer.commitTransaction();
        } catch (ExecutionException e) {
            throw failed(letter, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(letter, e);
        } catch (KafkaException e) {
            throw failed(letter, e);
        }
    }

    private RuntimeException failed(Letter letter, Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof RecordTooLargeException) {
                // Any of the three sends may report it.
                return refused(letter, each);
            }
            // The broker answers with the third if the start of the other redrive aborted our transaction.
            if (each instanceof ProducerFencedException
                    || each instanceof InvalidProducerEpochException
                    || each instanceof InvalidTxnStateException) {
                return new SupersededException(cause);
            }
        }
        return new KafkaException(
                letter.letter().id() + " may or may not have been redriven: " + cause.getMessage()
                        + "; run the same command again; nothing is redriven twice",
                cause);
    }

    private RuntimeException refused(Letter letter, Throwable cause) {
        try {
            producer.abortTransaction();
            return new RefusedByTopicException(letter.letter(), cause);
        } catch (KafkaException e) {
            return failed(letter, e);
        }
    }

    private List<ProducerRecord<byte[], byte[]>> records(DeadLetter letter, String who, @Nullable String note) {
        TopicCatalogue topics = connection.topics();
        byte[] key = Objects.requireNonNull(letter.key());
        String target = new String(key, StandardCharsets.UTF_8);
        long now = System.currentTimeMillis();
        OperatorCommand command =
                OperatorCommand.of(letter.redriveId(), OperatorCommand.Kind.REDRIVE, target, note, who, now);
        CommandResult done = new CommandResult(
                command,
                CommandResult.Verdict.DONE,
                BY,
                "put back on " + letter.topic() + " after " + Counted.of(letter.deliveries(), "delivery", "deliveries"),
                0,
                null,
                now);
        Redriven redriven =
                new Redriven(letter.id(), letter.deliveries(), startsFrom.getOrDefault(letter.partition(), 0L));
        return List.of(
                new ProducerRecord<>(
                        letter.topic(), letter.partition(), key, letter.value(), redriven.onto(letter.headers())),
                mark(topics.operatorCommands(), key, command),
                mark(topics.commandResults(), key, done));
    }

    private <T> ProducerRecord<byte[], byte[]> mark(Topic<T> topic, byte[] key, T value) {
        return new ProducerRecord<>(topic.name(), key, connection.wire().encode(topic, value));
    }

    /** The end offsets of {@code stage-runs}: all earlier starts of the letters read are before them. */
    private static Map<Integer, Long> endsOfStageRuns(Connection connection) {
        String topic = connection.topics().stageRuns().name();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < connection.topics().partitions(); partition++) {
            wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        Map<Integer, Long> ends = new HashMap<>();
        try (Admin admin = connection.admin()) {
            admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "the end offsets of " + topic + " cannot be read: " + SystemReason.of(e), e.getCause());
        }
    }

    private static Properties settings(Connection connection) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("acks", "all");
        settings.setProperty("compression.type", "zstd");
        settings.setProperty("transactional.id", connection.topics().prefix() + "redrive");
        settings.setProperty("transaction.timeout.ms", "10000");
        settings.setProperty("delivery.timeout.ms", "8000");
        settings.setProperty("request.timeout.ms", "5000");
        settings.setProperty("max.block.ms", "30000");
        settings.setProperty("retry.backoff.ms", "5");
        settings.setProperty("max.in.flight.requests.per.connection", "1");
        settings.setProperty("max.request.size", Integer.toString(TopicCatalogue.MAX_DEAD_LETTER_BYTES));
        return settings;
    }

    /** Aborts a pending transaction. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
