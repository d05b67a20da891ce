package dev.storycrew.topology;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.testcluster.TestSystems;
import dev.storycrew.topology.runtime.StreamsService;
import dev.storycrew.topology.runtime.StreamsSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/** A real broker with four partitions, a real registry, and the topologies that a test starts on them. */
final class TestCluster implements AutoCloseable {
    private static final int PARTITIONS = 4;

    final TopicCatalogue topics;
    final WireFormat wire;
    final Map<String, String> kafka;
    final List<StreamsService> services = new ArrayList<>();
    private final Path folder;
    private final TestSystems systems;
    private final KafkaProducer<byte[], byte[]> producer;

    TestCluster(Path folder) {
        this.folder = folder;
        systems = TestSystems.start(folder);
        topics = new TopicCatalogue(systems.prefix(), PARTITIONS);
        wire = new WireFormat(
                new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", systems.registryUrl()))));
        kafka = Map.of(
                "bootstrap.servers",
                systems.bootstrapServers(),
                "max.request.size",
                Integer.toString(TopicCatalogue.MAX_MESSAGE_BYTES));
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            new TopicAdmin(admin, topics).createMissing((short) 1);
        }
        Properties settings = new Properties();
        settings.putAll(kafka);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Starts an instance of a topology. */
    void start(String name, String instance, Topology topology) {
        services.add(StreamsService.start(
                new StreamsSettings(kafka, topics.prefix() + name, folder.resolve(name + instance), (short) 1),
                topology));
    }

    <T> void send(Topic<T> topic, String key, T value) {
        producer.send(
                new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), wire.encode(topic, value)));
    }

    <T> void send(Topic<T> topic, ChapterId id, T value) {
        send(topic, id.toString(), value);
    }

    /** Everything that is committed in a topic. */
    <T> List<T> read(Topic<T> topic) {
        producer.flush();
        List<T> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(wire.decode(topic, found.value())));
            }
        }
        return Collections.unmodifiableList(values);
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        Properties settings = new Properties();
        settings.putAll(kafka);
        settings.setProperty("isolation.level", "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    @Override
    public void close() {
        services.forEach(StreamsService::close);
        producer.close();
        systems.close();
    }
}
