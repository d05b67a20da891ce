package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.stages.metrics.StageMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a lane does with an envelope, on a real broker. */
@Tag("long")
@Tag("containers")
class LaneTest {
    @RegisterExtension
    static final WriteStageBroker broker = new WriteStageBroker();

    @Test
    void anEnvelopeThatIsAnothersByTheTimeItsStartIsRecordedIsNotCalledFor() throws Exception {
        assertThat(runWhile(asked -> asked == 1, new WorkerProcess.LedgerLogic(broker.ledger(), 1)))
                .isFalse();

        assertThat(broker.calls()).isEmpty();
    }

    @Test
    void aCallThatFailedIsNotMadeAgainOnceItsEnvelopeIsAnothers() throws Exception {
        WorkerProcess.LedgerLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 1) {
            @Override
            public StageResult run(ChapterEnvelope envelope, BeforeCallHook start) throws InterruptedException {
                super.run(envelope, start);
                // As if the answer had been an error.
                return super.run(envelope, start);
            }
        };

        assertThat(runWhile(asked -> asked <= 2, logic)).isFalse();

        assertThat(broker.calls()).hasSize(1);
    }

    @Test
    void theGroupIsAskedAgainIfTheStartTookLongerThanItsAnswer() throws Exception {
        Thread lane = Thread.currentThread();
        try (MockProducer<byte[], byte[]> starts =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer())) {
            Thread slow = new Thread(() -> {
                await().until(() -> lane.getState() == Thread.State.WAITING);
                starts.completeNext();
            });
            // The first question is that of its turn; the answer to the second is old once the start is recorded.
            Work work = work(starts, new WorkerProcess.LedgerLogic(broker.ledger(), 1), asked -> {
                if (asked == 2) {
                    slow.start();
                }
                return asked <= 2;
            });

            assertThat(work.begun()).isFalse();
            assertThat(work.asked()).isEqualTo(3);
            assertThat(broker.calls()).isEmpty();
        }
    }

    /** What a lane does with an envelope that stays this process's for so many questions; nothing may come of it. */
    private boolean runWhile(IntPredicate isMine, StageLogic logic) throws Exception {
        try (KafkaProducer<byte[], byte[]> starts = broker.producer()) {
            Work work = work(starts, logic, isMine);

            starts.flush();
            assertThat(broker.read(broker.topics().stageRuns()).stream().map(StageRun::phase))
                    .containsExactly(StageRun.Phase.STARTED, StageRun.Phase.RELEASED);
            return work.begun();
        }
    }

    private record Work(boolean begun, int asked) {}

    private Work work(Producer<byte[], byte[]> starts, StageLogic logic, IntPredicate isMine) throws Exception {
        ChapterEnvelope envelope = WriteStageBroker.planned(new ChapterId("late", 1));
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>(
                broker.write().name(), 0, 0, new byte[0], broker.wire().encode(broker.write(), envelope));
        List<Finished> handed = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        Lane lane = new Lane(
                logic,
                new StageRecords(broker.topics(), broker.wire(), Stage.WRITE, "one"),
                starts,
                () -> {},
                handed::add,
                CommitProbe.NONE,
                StageServiceSettings.MAX_STARTS,
                new Refused("WRITE", Map.of(), new Supervision()),
                new StageMeters(new SimpleMeterRegistry(), Stage.WRITE, 1, () -> 0),
                ChapterTracing.off(),
                new Supervision());

        boolean begun =
                lane.work(new Delivery(source, envelope, new PartitionProgress("topic", 0, ""), 0), new Lane.Mine() {
                    @Override
                    public boolean toTake() {
                        return toCall(false);
                    }

                    @Override
                    public boolean toCall(boolean any) {
                        return isMine.test(asked.incrementAndGet());
                    }
                });

        assertThat(handed).isEmpty();
        return new Work(begun, asked.get());
    }
}
