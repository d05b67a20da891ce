package dev.storycrew.stages.runtime;

import static dev.storycrew.stages.runtime.WriteStageBroker.PARTITIONS;
import static dev.storycrew.stages.runtime.WriteStageBroker.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.llm.call.StageFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stage's service in this process, on a real broker. */
@Tag("long")
@Tag("containers")
class StageServiceTest {
    @RegisterExtension
    static final WriteStageBroker broker = new WriteStageBroker();

    @Test
    void aCommitWhoseAnswerIsLostIsNotMadeAgain() throws Exception {
        List<ChapterId> chapters = broker.publish("unanswered", 24);
        AtomicInteger lost = new AtomicInteger();
        CommitProbe probe = step -> {
            if (step == CommitProbe.Step.AFTER_COMMIT && lost.incrementAndGet() <= 3) {
                throw new TimeoutException("the answer to the commit did not come");
            }
        };
        StageServiceSettings settings = broker.settings("one");
        StageLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 20);
        try (StageService service =
                StageService.start(settings, logic, broker.topics(), broker.wire(), probe, Protections.ALL)) {
            await().atMost(PATIENCE)
                    .until(() -> lost.get() > 3 && broker.outputs().size() >= chapters.size());
            assertThat(service.alive()).isTrue();
        }

        broker.awaitOneOutputEach(chapters);
        assertThat(broker.calls()).as("every call was made once").hasSize(chapters.size());
    }

    @Test
    void ofTwoProcessesWithOneInstanceIdOneSaysSoAndWaitsUntilTheOtherIsGone() throws Exception {
        List<ChapterId> chapters = new ArrayList<>(broker.publish("twins", 24));
        StageServiceSettings settings = broker.settings("one");
        StageLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 20);
        try (StageService first = StageService.start(settings, logic, broker.topics(), broker.wire())) {
            await().atMost(PATIENCE).until(() -> first.partitions().orElse(0) == PARTITIONS);
            try (StageService twin = StageService.start(settings, logic, broker.topics(), broker.wire())) {
                await().atMost(PATIENCE)
                        .until(() -> first.fencings() > 0 && twin.partitions().orElse(0) == PARTITIONS);
                broker.awaitOneOutputEach(chapters);
                assertThat(twin.fencings()).isZero();
            }

            chapters.addAll(broker.publish("alone-again", 24));
            broker.awaitOneOutputEach(chapters);
            assertThat(first.alive()).isTrue();
        }
    }

    @Test
    void aProcessThatClosesWhileItGivesPartitionsUpLetsItsCallsEnd() throws Exception {
        StageLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 8000);
        List<ChapterId> chapters = broker.publishOneToEachPartition("rolled");
        StageService first = StageService.start(broker.settings("one"), logic, broker.topics(), broker.wire());
        await().atMost(PATIENCE).until(() -> broker.calls().size() == PARTITIONS);
        try (StageService second = StageService.start(broker.settings("two"), logic, broker.topics(), broker.wire())) {
            await().atMost(PATIENCE).until(StageServiceTest::partitionsAreBeingGivenUp);

            first.close();

            broker.awaitOneOutputEach(chapters);
            assertThat(second.alive()).isTrue();
            assertThat(broker.calls()).as("every call was made once").hasSize(chapters.size());
        }
    }

    /** An editor looks at his own work and may ask again; what he has paid for is lost if somebody else takes over between. */
    @Test
    void aRunThatNeedsAnotherCallMakesItThoughItsPartitionIsGivenUp() throws Exception {
        StageLogic second = new WorkerProcess.LedgerLogic(broker.ledger(), 1);
        AtomicInteger firstCalls = new AtomicInteger();
        CountDownLatch givingUp = new CountDownLatch(1);
        StageLogic twice = new StageLogic() {
            @Override
            public Stage stage() {
                return second.stage();
            }

            @Override
            public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
                return second.scenes(envelope);
            }

            @Override
            public StageResult run(ChapterEnvelope envelope, BeforeCallHook start)
                    throws StageFailure, ChapterStoppedException, InterruptedException {
                start.beforeCall();
                firstCalls.incrementAndGet();
                givingUp.await();
                return second.run(envelope, start);
            }
        };
        List<ChapterId> chapters = broker.publishOneToEachPartition("twice");
        try (StageService one = StageService.start(broker.settings("one"), twice, broker.topics(), broker.wire())) {
            await().atMost(PATIENCE).until(() -> firstCalls.get() == PARTITIONS);
            try (StageService two = StageService.start(broker.settings("two"), twice, broker.topics(), broker.wire())) {
                await().atMost(PATIENCE).until(StageServiceTest::partitionsAreBeingGivenUp);

                givingUp.countDown();

                broker.awaitOneOutputEach(chapters);
                assertThat(one.alive() && two.alive()).isTrue();
            }
        }
        assertThat(firstCalls).as("every first call was made once").hasValue(chapters.size());
        assertThat(broker.calls()).as("every second call was made once").hasSize(chapters.size());
    }

    /** A callback of the consumer waits for calls in hand; nothing but its thread shows it. */
    private static boolean partitionsAreBeingGivenUp() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getMethodName().equals("onPartitionsRevoked")
                        && frame.getClassName().equals(Assignment.class.getName()));
    }

    /** With what waits for a lane still in hand, its partitions would never become idle, and the whole drain would pass. */
    @Test
    void whatWaitsForALaneIsGivenBackWhenTheServiceStops() throws Exception {
        List<ChapterId> chapters = broker.publish("stopped", 40);
        StageServiceSettings usual = broker.settings("one");
        StageServiceSettings patient = new StageServiceSettings(
                usual.kafka(), usual.instance(), usual.lanes(), usual.sessionTimeout(), Duration.ofMinutes(10));
        StageLogic slow = new WorkerProcess.LedgerLogic(broker.ledger(), 2000);
        StageService first = StageService.start(patient, slow, broker.topics(), broker.wire());
        await().atMost(PATIENCE).until(() -> broker.calls().size() >= usual.lanes());

        Thread stopping = new Thread(first::close, "stopping");
        stopping.start();
        await().atMost(PATIENCE).until(() -> !stopping.isAlive());

        StageLogic quick = new WorkerProcess.LedgerLogic(broker.ledger(), 1);
        try (StageService second = StageService.start(usual, quick, broker.topics(), broker.wire())) {
            broker.awaitOneOutputEach(chapters);
            assertThat(second.alive()).isTrue();
        }
        assertThat(broker.calls()).as("every call was made once").hasSize(chapters.size());
    }

    @Test
    void whatIsTooLargeForADeadLetterIsToldOfByOneWithoutItsBytes() {
        Properties settings = new Properties();
        settings.putAll(broker.kafka());
        settings.setProperty("compression.type", "zstd");
        settings.setProperty("max.request.size", "20000000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(broker.write().name(), new byte[10_000_000]));
        }
        List<ChapterId> chapters = broker.publish("small", 12);
        StageLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 5);
        try (StageService service = StageService.start(broker.settings("one"), logic, broker.topics(), broker.wire())) {
            broker.awaitOneOutputEach(chapters);
            await().atMost(PATIENCE).until(() -> !broker.deadLetters().isEmpty());
            assertThat(broker.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.reason()).isEqualTo(DeadLetter.TOO_LARGE);
                assertThat(letter.message()).contains("UNDECODABLE", letter.id());
                assertThat(letter.value()).isNull();
            });
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void aDeadLetterThatItsTopicDoesNotTakeGoesOutWithoutTheBytes() throws Exception {
        ConfigResource letters = new ConfigResource(
                ConfigResource.Type.TOPIC, broker.topics().deadLetters().name());
        try (Admin admin = Admin.create(Map.copyOf(broker.kafka()))) {
            admin.incrementalAlterConfigs(Map.of(
                            letters,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "4000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            // The controller has it now; the broker that takes the letters hears of it later.
            await().atMost(PATIENCE)
                    .until(() -> Objects.requireNonNull(admin.describeConfigs(List.of(letters))
                                    .all()
                                    .get()
                                    .get(letters))
                            .get("max.message.bytes")
                            .value()
                            .equals("4000"));
        }
        byte[] noise = new byte[10_000];
        new Random(1).nextBytes(noise);
        broker.send(broker.write().name(), "noise/1", noise);
        StageLogic logic = new WorkerProcess.LedgerLogic(broker.ledger(), 5);
        try (StageService service = StageService.start(broker.settings("one"), logic, broker.topics(), broker.wire())) {
            await().atMost(PATIENCE).until(() -> !broker.deadLetters().isEmpty());
            assertThat(broker.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.isShortened()).isTrue();
                assertThat(letter.keyText()).isEqualTo("noise/1");
            });
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void whileItsModelDoesNotWorkAStageTakesNothingUp() {
        List<ChapterId> chapters = broker.publish("unready", 6);
        AtomicBoolean ready = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        StageLogic logic = new StageLogic() {
            @Override
            public Stage stage() {
                return Stage.WRITE;
            }

            @Override
            public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
                return envelope.work().missing(Part.DRAFT);
            }

            @Override
            public boolean ready() {
                asked.incrementAndGet();
                return ready.get();
            }

            @Override
            public StageResult run(ChapterEnvelope envelope, BeforeCallHook start) throws ChapterStoppedException {
                runs.incrementAndGet();
                throw new ChapterStoppedException("budget", RunFacts.none());
            }
        };
        StageServiceSettings settings = broker.settings("one");
        try (StageService service = StageService.start(settings, logic, broker.topics(), broker.wire())) {
            await().atMost(PATIENCE).until(() -> asked.get() > 100);
            assertThat(runs).hasValue(0);
            ready.set(true);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(broker.read(broker.topics().judgeResults()))
                            .hasSize(chapters.size())
                            .allMatch(envelope -> "budget".equals(envelope.stopReason())));
            assertThat(service.alive()).isTrue();
        }
    }
}
