package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes records that nobody can process, and duplicates. */
final class RecordFaults implements FaultFamily {
    private static final int LOOK_BACK = 20;
    private static final String POISON = "poison";
    private static final String FOREIGN_KEY = "foreign";
    private static final String FOREIGN = "{\"type\":\"record\",\"name\":\"ChapterEnvelope\",\"namespace\":"
            + "\"dev.storycrew.schemas.avro\",\"fields\":[{\"name\":\"requestId\",\"type\":\"long\"}]}";

    private final Connection connection;
    private final Publisher publisher;
    private final CampaignProgress progress;
    private final CampaignEvents events;

    RecordFaults(Connection connection, Publisher publisher, CampaignProgress progress, CampaignEvents events) {
        this.connection = connection;
        this.publisher = publisher;
        this.progress = progress;
        this.events = events;
    }

    @Override
    public Set<FaultKind> kinds() {
        return EnumSet.of(
                FaultKind.POISON,
                FaultKind.INCOMPATIBLE_SCHEMA,
                FaultKind.DUPLICATE_RESULT,
                FaultKind.DUPLICATE_REQUEST);
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException {
        try {
            return switch (kind) {
                case POISON -> poison(dice);
                case INCOMPATIBLE_SCHEMA -> incompatible(dice);
                case DUPLICATE_RESULT -> duplicate(dice);
                case DUPLICATE_REQUEST -> {
                    if (!publisher.again(dice.nextLong())) {
                        throw new SkippedException("nothing was published yet");
                    }
                    yield "a whole book again";
                }
                default -> throw new IllegalArgumentException("not mine: " + kind);
            };
        } catch (KafkaException | RegistryUnavailableException e) {
            throw new SkippedException("the cluster rejects it: " + e.getMessage());
        }
    }

    private String poison(Random dice) throws InterruptedException {
        List<String> topics = inputs();
        String topic = topics.get(dice.nextInt(topics.size()));
        byte[] noise = new byte[1 + dice.nextInt(200)];
        dice.nextBytes(noise);
        byte @Nullable [] value = switch (dice.nextInt(4)) {
            case 0 -> noise;
            case 1 -> null;
            case 2 -> ByteBuffer.allocate(20).put((byte) 0).putInt(99_999).array();
            default -> "no avro at all".getBytes(StandardCharsets.UTF_8);
        };
        String place = place(send(new ProducerRecord<>(topic, key(POISON, dice), value)));
        events.add(CampaignEvent.Kind.POISONED, "", place, "");
        return place;
    }

    /** The registry must refuse the schema; records written with it anyway must go to dead letters. */
    private String incompatible(Random dice) throws InterruptedException {
        RegistryClient registry = new RegistryClient(RegistrySettings.of(connection.registry()));
        Schema foreign = new Schema.Parser().parse(FOREIGN);
        String topic = connection
                .topics()
                .stage(Stage.values()[dice.nextInt(Stage.values().length)])
                .name();
        try {
            registry.register(topic + "-value", foreign);
            throw new IllegalStateException("the registry took an incompatible schema for " + topic);
        } catch (SchemaRefusedException refused) {
            int id = registry.register("foreign-value", foreign);
            byte[] value =
                    ByteBuffer.allocate(16).put((byte) 0).putInt(id).putInt(7).array();
            String place = place(send(new ProducerRecord<>(topic, key(FOREIGN_KEY, dice), value)));
            events.add(CampaignEvent.Kind.POISONED, "", place, "");
            return place;
        }
    }

    /** A key by which the campaign recognises its dead letter. */
    private byte[] key(String book, Random dice) {
        ChapterId id = new ChapterId(book + "-" + dice.nextInt(Integer.MAX_VALUE), 1);
        progress.published(id);
        return id.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<String> inputs() {
        List<String> topics = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            topics.add(connection.topics().stage(stage).name());
        }
        topics.add(connection.topics().judgeResults().name());
        topics.add(connection.topics().bibleResults().name());
        topics.add(connection.topics().chapterRequests().name());
        return topics;
    }

    private String duplicate(Random dice) throws InterruptedException, SkippedException {
        String topic = (dice.nextInt(3) > 0
                        ? connection.topics().judgeResults()
                        : connection.topics().bibleResults())
                .name();
        int partitions = connection.topics().partitions();
        TopicPartition partition = new TopicPartition(topic, dice.nextInt(partitions));
        List<ConsumerRecord<byte[], byte[]>> last = last(partition);
        for (int others = 1; last.isEmpty() && others < partitions; others++) {
            partition = new TopicPartition(topic, (partition.partition() + 1) % partitions);
            last = last(partition);
        }
        if (last.isEmpty()) {
            throw new SkippedException(topic + " is empty");
        }
        ConsumerRecord<byte[], byte[]> original = last.get(dice.nextInt(last.size()));
        String place =
                place(send(new ProducerRecord<>(topic, partition.partition(), original.key(), original.value())));
        events.add(CampaignEvent.Kind.DUPLICATED, "", place, "");
        return place + " is " + partition + "@" + original.offset();
    }

    private List<ConsumerRecord<byte[], byte[]>> last(TopicPartition partition) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("default.api.timeout.ms", "10000");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> one = List.of(partition);
            consumer.assign(one);
            long end = consumer.endOffsets(one).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(0, end - LOOK_BACK));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).records(partition).stream()
                        .filter(RecordFaults::isOurs)
                        .forEach(found::add);
            }
            return found;
        }
    }

    private static boolean isOurs(ConsumerRecord<byte[], byte[]> found) {
        String key = found.key() == null ? POISON : new String(found.key(), StandardCharsets.UTF_8);
        return !key.startsWith(POISON) && !key.startsWith(FOREIGN_KEY);
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> what) throws InterruptedException {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("max.request.size", "4194304");
        settings.setProperty("max.block.ms", "10000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(what).get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    private static String place(RecordMetadata at) {
        return at.topic() + "-" + at.partition() + "@" + at.offset();
    }
}
