package dev.storycrew.stages.runtime;

import static dev.storycrew.stages.runtime.WriteStageBroker.PARTITIONS;
import static dev.storycrew.stages.runtime.WriteStageBroker.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.Redriven;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How often an envelope was started without an end, read from a real broker. */
@Tag("long")
@Tag("containers")
class StartCountsTest {
    private static final byte[] TRACE = "00-ab-cd-01".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final WriteStageBroker broker = new WriteStageBroker();

    @Test
    void startsAreFoundThoughTheEnvelopesClockWasAnHourAhead() {
        ChapterEnvelope envelope = WriteStageBroker.planned(new ChapterId("clock", 1));
        StageRecords records = new StageRecords(broker.topics(), broker.wire(), Stage.WRITE, "one");
        broker.send(records.started(envelope, new TreeSet<>(Set.of(1, 2))));
        String stageRuns = broker.topics().stageRuns().name();
        // What others put there counts nothing, and keeps nobody from counting.
        for (byte[] foreign : new byte[][] {null, {}, {1, 2, 3}}) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                broker.send(new ProducerRecord<>(stageRuns, partition, null, foreign));
            }
        }
        Properties settings = new Properties();
        settings.putAll(broker.kafka());
        StartCounts counts = new StartCounts(() -> false);
        long ahead = System.currentTimeMillis() + Duration.ofHours(1).toMillis();

        for (int partition = 0; partition < PARTITIONS; partition++) {
            counts.read(settings, broker.topics(), broker.wire(), partition, ahead);
        }

        assertThat(counts.of(envelope, Stage.WRITE)).isEqualTo(1);
    }

    @Test
    void aReadBackThatIsCalledOffEnds() {
        ChapterEnvelope envelope = WriteStageBroker.planned(new ChapterId("closing", 1));
        StageRecords records = new StageRecords(broker.topics(), broker.wire(), Stage.WRITE, "one");
        String stageRuns = broker.topics().stageRuns().name();
        broker.send(new ProducerRecord<>(
                stageRuns,
                0,
                new byte[0],
                records.started(envelope, new TreeSet<>()).value()));
        Properties settings = new Properties();
        settings.putAll(broker.kafka());
        StartCounts counts = new StartCounts(() -> true);

        assertThatThrownBy(() -> counts.read(settings, broker.topics(), broker.wire(), 0, System.currentTimeMillis()))
                .isInstanceOf(WakeupException.class);
    }

    @Test
    void anEnvelopeThatWasStartedTooOftenGetsNewStartsWhenItIsRedrivenAndKeepsItsCount() {
        ChapterEnvelope envelope = WriteStageBroker.planned(new ChapterId("book", 1));
        tenStarts(envelope);
        broker.send(original(envelope));
        StageLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 1);
        try (StageService service = StageService.start(broker.settings("one"), logic, broker.topics(), broker.wire())) {
            assertThat(service.alive()).isTrue();
            DeadLetter first = letters(1).get(0);
            assertThat(first.reason()).isEqualTo("STARTED_TOO_OFTEN");
            assertThat(first.deliveries()).isEqualTo(10);
            assertThat(first.headers())
                    .singleElement()
                    .satisfies(header -> assertThat(header.value()).isEqualTo(TRACE));

            tenStarts(envelope);
            broker.send(redriven(first, 10));
            DeadLetter second = letters(2).get(1);
            assertThat(second.deliveries())
                    .as("ten before the redrive and ten after it")
                    .isEqualTo(20);
            assertThat(second.headers()).hasSize(1);
            assertThat(second.value()).isEqualTo(first.value());

            broker.send(redriven(second, 20));
            broker.awaitOutputs(1);
            assertThat(broker.raw(broker.topics().stage(Stage.EDIT)))
                    .singleElement()
                    .satisfies(made -> assertThat(Redriven.of(made.headers())).isNull());
        }
    }

    private ProducerRecord<byte[], byte[]> original(ChapterEnvelope envelope) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", TRACE);
        return new ProducerRecord<>(
                broker.write().name(),
                null,
                envelope.id().toString().getBytes(StandardCharsets.UTF_8),
                broker.wire().encode(broker.write(), envelope),
                headers);
    }

    private static ProducerRecord<byte[], byte[]> redriven(DeadLetter letter, long startsFrom) {
        return new ProducerRecord<>(
                letter.topic(),
                letter.partition(),
                letter.key(),
                letter.value(),
                new Redriven(letter.id(), letter.deliveries(), startsFrom).onto(letter.headers()));
    }

    /** Ten starts without an end. */
    private void tenStarts(ChapterEnvelope envelope) {
        StageRecords records = new StageRecords(broker.topics(), broker.wire(), Stage.WRITE, "one");
        for (int start = 0; start < 10; start++) {
            broker.send(records.started(envelope, new TreeSet<>()));
        }
    }

    private List<DeadLetter> letters(int count) {
        await().atMost(PATIENCE).until(() -> broker.deadLetters().size() == count);
        return broker.deadLetters();
    }
}
