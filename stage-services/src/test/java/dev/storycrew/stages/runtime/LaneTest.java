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
        assertThat(runWhile(begun -> false, new WorkerProcess.LedgerLogic(broker.ledger(), 1)))
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

        assertThat(runWhile(begun -> !begun, logic)).isFalse();

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
            AtomicInteger asked = new AtomicInteger();
            // Its answer is old once the start is recorded.
            boolean begun = work(starts, new WorkerProcess.LedgerLogic(broker.ledger(), 1), any -> {
                if (asked.incrementAndGet() == 1) {
                    slow.start();
                    return true;
                }
                return false;
            });

            assertThat(begun).isFalse();
            assertThat(asked).hasValue(2);
            assertThat(broker.calls()).isEmpty();
        }
    }

    /** Says whether an envelope is still this process's, for a run that has begun or has not. */
    private interface MineToCall {
        boolean is(boolean begun);
    }

    /** What a lane does with an envelope that it may take, and in the end not call for; nothing may come of it. */
    private boolean runWhile(MineToCall isMine, StageLogic logic) throws Exception {
        try (KafkaProducer<byte[], byte[]> starts = broker.producer()) {
            boolean begun = work(starts, logic, isMine);

            starts.flush();
            assertThat(broker.read(broker.topics().stageRuns()).stream().map(StageRun::phase))
                    .containsExactly(StageRun.Phase.STARTED, StageRun.Phase.RELEASED);
            return begun;
        }
    }

    private boolean work(Producer<byte[], byte[]> starts, StageLogic logic, MineToCall isMine) throws Exception {
        ChapterEnvelope envelope = WriteStageBroker.planned(new ChapterId("late", 1));
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>(
                broker.write().name(), 0, 0, new byte[0], broker.wire().encode(broker.write(), envelope));
        List<Finished> handed = new ArrayList<>();
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
                        return true;
                    }

                    @Override
                    public boolean toCall(boolean begun) {
                        return isMine.is(begun);
                    }
                });

        assertThat(handed).isEmpty();
        return begun;
    }
}
