package dev.storycrew.stages.runtime;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.core.text.Counted;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.llm.call.RunInterruptedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.stages.metrics.StageMeters;
import dev.storycrew.stages.metrics.StageMeters.RunOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What a lane does with a delivery: runs the stage on it and hands on the result. Shared by many lanes. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final double MILLIS = 1000.0;
    private static final long PAUSE_MILLIS = 500;
    private static final String OUTCOME = "storycrew.outcome";
    private static final String STARTED_TOO_OFTEN = "STARTED_TOO_OFTEN";

    private final StageLogic logic;
    private final Stage stage;
    private final StageRecords records;
    private final Producer<byte[], byte[]> starts;
    private final BrokerClock clock = new BrokerClock();
    private final Commits commits;
    private final Consumer<Finished> hand;
    private final CommitProbe probe;
    private final int maxStarts;
    private final Supervision supervision;
    private final Refused refused;
    private final StageMeters meters;
    private final ChapterTracing tracing;
    /** Shared by healthy envelopes, exclusive for one that may have killed its process before. */
    private final ReentrantReadWriteLock alone = new ReentrantReadWriteLock(true);

    /** Waits until everything handed over is committed or dropped. */
    interface Commits {
        void awaitIdle() throws InterruptedException;
    }

    /** Whether a delivery is still this process's. Both questions may wait. */
    interface Mine {
        /** Asked when its turn comes; by what this process knows. */
        boolean toTake() throws InterruptedException;

        /**
         * Asked right before each call; by what the group says.
         *
         * @param begun true if its run has already made a call
         */
        boolean toCall(boolean begun) throws InterruptedException;
    }

    Lane(
            StageLogic logic,
            StageRecords records,
            Producer<byte[], byte[]> starts,
            Commits commits,
            Consumer<Finished> hand,
            CommitProbe probe,
            int maxStarts,
            Refused refused,
            StageMeters meters,
            ChapterTracing tracing,
            Supervision supervision) {
        this.logic = logic;
        this.stage = logic.stage();
        this.records = records;
        this.starts = starts;
        this.commits = commits;
        this.hand = hand;
        this.probe = probe;
        this.maxStarts = maxStarts;
        this.refused = refused;
        this.meters = meters;
        this.tracing = tracing;
        this.supervision = supervision;
    }

    /**
     * Works on a delivery.
     *
     * @return false if it was not begun; the caller still has the delivery
     */
    boolean work(Delivery delivery, Mine mine) throws InterruptedException {
        boolean suspect = delivery.starts() >= StageServiceSettings.STARTS_BEFORE_ALONE;
        var lock = suspect ? alone.writeLock() : alone.readLock();
        lock.lockInterruptibly();
        try {
            if (!mine.toTake()) {
                return false;
            }
            if (suspect) {
                runAlone(delivery, mine);
            } else {
                run(delivery, mine);
            }
            return true;
        } catch (PartitionLostException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs it with nothing else in hand, not even an uncommitted result: if it kills the process, it takes nothing down
     * with it, and its own result is safe before the next suspect begins.
     */
    private void runAlone(Delivery delivery, Mine mine) throws InterruptedException {
        commits.awaitIdle();
        run(delivery, mine);
        commits.awaitIdle();
    }

    private void run(Delivery delivery, Mine mine) throws InterruptedException {
        ConsumerRecord<byte[], byte[]> source = delivery.source();
        try (ChapterTracing.Taken taken =
                        tracing.take(source.headers(), source.topic(), source.partition(), source.offset());
                ChapterStep step = tracing.step(stage.label(), delivery.envelope())) {
            step.note("storycrew.stage", stage.label());
            if (delivery.starts() > 0) {
                step.note("storycrew.earlier_starts", delivery.starts());
            }
            try {
                run(delivery, mine, step);
            } catch (InterruptedException e) {
                step.note(OUTCOME, label(RunOutcome.RELEASED));
                throw e;
            } catch (RuntimeException | Error e) {
                step.note(OUTCOME, label(RunOutcome.FAILED)).failed(e.getClass().getName());
                throw e;
            }
        }
    }

    private void run(Delivery delivery, Mine mine, ChapterStep step) throws InterruptedException {
        ChapterEnvelope envelope = delivery.envelope();
        if (envelope.nextStage() != stage || envelope.stopReason() != null) {
            step.note(OUTCOME, "forwarded");
            forward(delivery, step);
            return;
        }
        if (delivery.starts() >= maxStarts) {
            String message = "started " + Counted.of(delivery.starts(), "time") + " without finishing";
            meters.ended(RunOutcome.FAILED);
            step.note(OUTCOME, label(RunOutcome.FAILED)).failed(STARTED_TOO_OFTEN);
            give(
                    delivery,
                    step,
                    patiently(() -> List.of(records.deadLetter(
                            delivery.source(), STARTED_TOO_OFTEN, message, null, delivery.starts()))));
            return;
        }
        RetryOrder order = envelope.order();
        if (order != null) {
            String level =
                    order.level().toLowerCase(Locale.ROOT).replace("_retry", "").replace('_', '-');
            log(envelope, "retry_running").log("Running {} retry, attempt {}", level, envelope.attempt());
        }
        long began = System.nanoTime();
        try {
            StageResult result = run(envelope, mine);
            probe.reached(CommitProbe.Step.AFTER_ANSWER);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            RunOutcome outcome = result.envelope().stopReason() == null ? RunOutcome.FINISHED : RunOutcome.STOPPED;
            ended(outcome, millis);
            used(step.note(OUTCOME, label(outcome)), result.facts());
            give(delivery, step, patiently(() -> records.finished(result, millis)));
            log(envelope, "stage_finished")
                    .addKeyValue("duration_seconds", millis / MILLIS)
                    .addKeyValue("tokens_used", result.facts().usage().totalTokens())
                    .addKeyValue("estimated_cost", result.facts().usage().cost().usd())
                    .addKeyValue("success", true)
                    .log("Stage finished");
        } catch (StageFailure e) {
            fail(delivery, step, e, began);
        } catch (RuntimeException | StackOverflowError e) {
            fail(delivery, step, new StageFailure("FAILED", String.valueOf(e), RunFacts.none(), e), began);
        }
    }

    private StageResult run(ChapterEnvelope envelope, Mine mine) throws StageFailure, InterruptedException {
        RecordedStart start = new RecordedStart(envelope, mine);
        try {
            return logic.run(envelope, start);
        } catch (ChapterStoppedException e) {
            StageCost cost = new StageCost(envelope.attempt(), stage, e.facts().usage());
            return new StageResult(envelope.stopped(e.reason(), cost), e.facts());
        } catch (InterruptedException e) {
            if (start.recorded) {
                meters.ended(RunOutcome.RELEASED);
                RunFacts facts = e instanceof RunInterruptedException paid ? paid.facts() : RunFacts.none();
                starts.send(records.released(envelope, facts));
            }
            throw start.gone ? new PartitionLostException() : e;
        }
    }

    private void forward(Delivery delivery, ChapterStep step) throws InterruptedException {
        ChapterEnvelope envelope = delivery.envelope();
        if (envelope.nextStage() == Stage.first()) {
            log(envelope, "scene_list_unreadable").log("Scene list parsing failed, falling back to full retry");
        }
        give(delivery, step, patiently(() -> List.of(records.forwarded(envelope))));
    }

    private void fail(Delivery delivery, ChapterStep step, StageFailure failure, long began)
            throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        ended(RunOutcome.FAILED, millis);
        used(step.note(OUTCOME, label(RunOutcome.FAILED)).failed(failure.reason()), failure.facts());
        log(delivery.envelope(), "stage_failed")
                .addKeyValue("success", false)
                .addKeyValue("reason", failure.reason())
                .addKeyValue("duration_seconds", millis / MILLIS)
                .log("Stage failed; the envelope goes to dead letters");
        give(
                delivery,
                step,
                patiently(() -> records.failed(
                        delivery.source(), delivery.envelope(), failure, delivery.starts() + 1, millis)));
    }

    /** A registry that is out of reach is an outage: the result waits for it in hand. */
    private <T> T patiently(Supplier<T> encoding) throws InterruptedException {
        try (Supervision.Waiting waiting = supervision.waitingFor("the schema registry")) {
            while (true) {
                try {
                    return encoding.get();
                } catch (RegistryUnavailableException e) {
                    LOG.atWarn()
                            .addKeyValue("event", "registry_unavailable")
                            .addKeyValue("cause", e.getMessage())
                            .log("Waiting for the registry");
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        }
    }

    private void ended(RunOutcome outcome, long millis) {
        meters.ended(outcome);
        meters.took(Duration.ofMillis(millis));
    }

    /** Not by the names that calls have: a viewer that adds those up would count each call twice. */
    private static void used(ChapterStep step, RunFacts facts) {
        Usage usage = facts.usage();
        step.numbers("storycrew.scenes", facts.scenes())
                .note("storycrew.calls", usage.calls())
                .note("storycrew.input_tokens", usage.inputTokens())
                .note("storycrew.output_tokens", usage.outputTokens())
                .note("storycrew.cost.usd", usage.cost().usd());
    }

    private static String label(RunOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private void give(Delivery delivery, ChapterStep step, List<ProducerRecord<byte[], byte[]>> output) {
        output.forEach(record -> step.mark(record.headers()));
        hand.accept(new Finished(delivery.source(), delivery.progress(), output));
    }

    private LoggingEventBuilder log(ChapterEnvelope envelope, String event) {
        RetryOrder order = envelope.order();
        return LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("stage", stage.label())
                .addKeyValue("book", envelope.id().bookId())
                .addKeyValue("chapter_number", envelope.id().number())
                .addKeyValue("retry_level", order == null ? "" : order.level())
                .addKeyValue("retry_attempt", envelope.attempt());
    }

    /** The start of one run, recorded once; before each call it checks that the run still belongs to this process. */
    private final class RecordedStart implements BeforeCallHook {
        private final ChapterEnvelope envelope;
        private final Mine mine;
        private boolean recorded;
        private boolean called;
        private boolean gone;

        RecordedStart(ChapterEnvelope envelope, Mine mine) {
            this.envelope = envelope;
            this.mine = mine;
        }

        @Override
        public void beforeCall() throws InterruptedException {
            boolean isMine = recorded ? mine.toCall(called) : recordAndAsk();
            if (!isMine) {
                gone = true;
                throw new PartitionLostException();
            }
            called = true;
            probe.reached(CommitProbe.Step.BEFORE_CALL);
        }

        /** Both go to the broker, and neither needs the other's answer. */
        private boolean recordAndAsk() throws InterruptedException {
            while (true) {
                try (Supervision.Waiting waiting =
                        supervision.waitingFor("the broker to take the start of a call of stage " + stage.label())) {
                    ProducerRecord<byte[], byte[]> start =
                            patiently(() -> records.started(envelope, logic.scenes(envelope)));
                    long sent = System.currentTimeMillis();
                    Future<RecordMetadata> taken = starts.send(start);
                    boolean isMine = mine.toCall(false);
                    boolean takenBefore = taken.isDone();
                    clock.compare(sent, taken.get().timestamp(), System.currentTimeMillis());
                    recorded = true;
                    // Nothing that can take long may lie between the answer and the call.
                    return isMine && (takenBefore || mine.toCall(false));
                } catch (ExecutionException | KafkaException e) {
                    refused.note(e);
                    LOG.atWarn()
                            .addKeyValue("event", "start_not_recorded")
                            .setCause(e)
                            .log("The start of a call could not be recorded; trying again");
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        }
    }
}
