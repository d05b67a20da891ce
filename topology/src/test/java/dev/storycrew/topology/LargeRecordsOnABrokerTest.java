package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are little compressed, and more than a producer sends uncompressed. */
@Tag("long")
@Tag("containers")
class LargeRecordsOnABrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TEN_MEGABYTES = 10_000_000;

    @TempDir
    private Path folder;

    @Test
    void theyGoToDeadLettersWithoutTheirBytesAndNobodyWaitsForThem() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            cluster.start(
                    "router", "one", RouterTopology.build(cluster.topics, cluster.wire, RouterSettings.defaults()));
            cluster.start("sequencer", "one", SequencerTopology.build(cluster.topics, cluster.wire, OnFailure.HOLD));
            for (Topic<?> topic : List.of(cluster.topics.chapterRequests(), cluster.topics.judgeResults())) {
                sendZeros(cluster, topic, "large/1");
                sendZeros(cluster, topic, "k".repeat(1_500_000) + "/1");
                sendZeros(cluster, topic, null);
            }
            cluster.send(cluster.topics.chapterRequests(), "book/1", SampleChapters.request("book", 1));
            cluster.send(
                    cluster.topics.judgeResults(),
                    "else/1",
                    SampleChapters.judged(SampleChapters.start("else", 1), List.of()));

            await().atMost(PATIENCE)
                    .until(() -> cluster.read(cluster.topics.deadLetters()).size() == 6);
            await().atMost(PATIENCE)
                    .until(() -> cluster.read(cluster.topics.stage(Stage.PLAN)).size() == 1
                            && cluster.read(cluster.topics.stage(Stage.BIBLE)).size() == 1);
            assertThat(cluster.read(cluster.topics.deadLetters()))
                    .allSatisfy(letter -> {
                        assertThat(letter.reason()).isEqualTo(DeadLetter.TOO_LARGE);
                        assertThat(letter.value()).isNull();
                    })
                    .extracting(DeadLetter::topic)
                    .containsOnly(
                            cluster.topics.chapterRequests().name(),
                            cluster.topics.judgeResults().name());
        }
    }

    private static void sendZeros(TestCluster cluster, Topic<?> topic, String key) {
        Properties settings = new Properties();
        settings.putAll(cluster.kafka);
        settings.setProperty("compression.type", "zstd");
        settings.setProperty("max.request.size", Integer.toString(2 * TEN_MEGABYTES));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    topic.name(), key == null ? null : key.getBytes(StandardCharsets.UTF_8), new byte[TEN_MEGABYTES]));
        }
    }
}
