package dev.storycrew.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.avro.ChapterOutcomeRecord;
import dev.storycrew.schemas.serde.RegistryAvroDeserializer;
import dev.storycrew.schemas.serde.RegistryAvroSerializer;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/topics.md tells other programs is so. */
@Tag("long")
class DocumentedTopicsTest {
    private static final Path PAGE = Path.of("..", "docs", "topics.md");

    @TempDir
    private Path folder;

    @Test
    void itsTableIsTheCatalogue() throws Exception {
        List<List<String>> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `storycrew."))
                .map(line -> Stream.of(line.split("\\|"))
                        .map(cell -> cell.replace("`", "").strip())
                        .skip(1)
                        .toList())
                .toList();

        assertThat(rows)
                .map(row -> List.of(row.get(0), row.get(1), row.get(2), row.get(4)))
                .containsExactlyElementsOf(new TopicCatalogue("storycrew.", 4)
                        .all().stream().map(DocumentedTopicsTest::row).toList());
    }

    @Test
    void itsExampleReadsChapters() throws Exception {
        Topic<ChapterOutcome> chapters = new TopicCatalogue("storycrew.", 1).chapters();
        GenericRecord outcome = (GenericRecord) new RandomData(ChapterOutcomeRecord.getClassSchema(), 1)
                .iterator()
                .next();
        outcome.put("explanation", "the judge passed it");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(chapters.name(), 1, (short) 1)))
                    .all()
                    .get();
            try (KafkaProducer<String, GenericRecord> producer = new KafkaProducer<>(Map.of(
                    "bootstrap.servers", broker.bootstrapServers(),
                    "schema.registry.url", registry.url(),
                    "key.serializer", StringSerializer.class.getName(),
                    "value.serializer", RegistryAvroSerializer.class.getName()))) {
                producer.send(new ProducerRecord<>(chapters.name(), "the-lighthouse/1", outcome))
                        .get();
            }
            Path source = Files.writeString(folder.resolve("ReadChapters.java"), example());
            Path output = folder.resolve("output");
            Process reader = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            source.toString(),
                            broker.bootstrapServers(),
                            registry.url(),
                            RegistryAvroDeserializer.class.getName())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(Files.readString(output))
                                .contains("the-lighthouse/1 " + outcome.get("kind") + ": the judge passed it"));
            } finally {
                reader.destroyForcibly().waitFor();
            }
        }
    }

    private static List<String> row(Topic<?> topic) {
        Duration retention = topic.retention();
        return List.of(
                topic.name(),
                topic.codec().schema().getName(),
                topic.subject(),
                retention == null ? "the last of each key" : retention.toDays() + " days");
    }

    private static String example() throws Exception {
        Matcher block = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
