package dev.storycrew.stages.runtime;

import static dev.storycrew.stages.runtime.WriteStageBroker.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the committer commits, on a real broker. */
@Tag("long")
@Tag("containers")
class CommitterTest {
    @RegisterExtension
    static final WriteStageBroker broker = new WriteStageBroker();

    /** The smaller one is refused by the broker, the larger one by the client. */
    @ParameterizedTest
    @ValueSource(ints = {3_000_000, 5_000_000})
    void aResultThatIsTooLargeTakesNoOtherWithIt(int bytes) throws Exception {
        PartitionProgress progress = new PartitionProgress("topic", 0, "");
        Random noise = new Random(1);
        List<Finished> finished = IntStream.range(0, 12)
                .mapToObj(number -> {
                    progress.take(number);
                    byte[] value = new byte[number == 3 ? bytes : 2000];
                    noise.nextBytes(value);
                    return new Finished(
                            new ConsumerRecord<>(broker.write().name(), 0, number, new byte[0], new byte[0]),
                            progress,
                            List.of(
                                    new ProducerRecord<>(
                                            broker.topics().stage(Stage.EDIT).name(),
                                            0,
                                            ("large/" + number).getBytes(StandardCharsets.UTF_8),
                                            value),
                                    new ProducerRecord<>(
                                            broker.topics().stageRuns().name(), 0, new byte[0], new byte[0])));
                })
                .toList();
        StageServiceSettings settings = broker.settings("one");
        List<Long> tooLarge = new ArrayList<>();
        try (Committer committer = new Committer(
                "committer",
                new StageClients(settings, broker.topics().prefix(), Stage.WRITE)::transactional,
                (guilty, cause) -> {
                    tooLarge.add(guilty.source().offset());
                    return new Finished(guilty.source(), guilty.progress(), List.of());
                },
                partitions -> Map.of(),
                CommitProbe.NONE,
                Protections.ALL,
                new Refused("WRITE", Map.of(), new Supervision()),
                new Supervision())) {
            committer.group(new ConsumerGroupMetadata("whoever"));
            finished.forEach(committer::hand);
            committer.start();
            await().atMost(PATIENCE).until(() -> committer.pending() == 0);
        }

        assertThat(tooLarge).containsExactly(3L);
        assertThat(broker.raw(broker.topics().stage(Stage.EDIT)).stream()
                        .map(found -> new String(found.key(), StandardCharsets.UTF_8)))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12)
                        .filter(number -> number != 3)
                        .mapToObj(number -> "large/" + number)
                        .toList());
    }
}
