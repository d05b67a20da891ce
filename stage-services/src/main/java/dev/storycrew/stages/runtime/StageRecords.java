package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.schemas.serde.DeadLetterRecord;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes the records that a stage writes. */
final class StageRecords {
    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final Stage stage;
    private final String instance;

    StageRecords(TopicCatalogue topics, WireFormat wire, Stage stage, String instance) {
        this.topics = topics;
        this.wire = wire;
        this.stage = stage;
        this.instance = instance;
    }

    ChapterEnvelope decode(byte[] value) {
        return wire.decode(topics.stage(stage), value);
    }

    ProducerRecord<byte[], byte[]> started(ChapterEnvelope envelope, SortedSet<Integer> scenes) {
        return run(envelope, StageRun.Phase.STARTED, RunFacts.of(scenes), 0, null);
    }

    /**
     * A started run was given back when its process shut down; the start does not count.
     *
     * @param facts what was paid for anyway
     */
    ProducerRecord<byte[], byte[]> released(ChapterEnvelope envelope, RunFacts facts) {
        return run(envelope, StageRun.Phase.RELEASED, facts, 0, null);
    }

    /** What goes out when a stage has made its part. */
    List<ProducerRecord<byte[], byte[]>> finished(StageResult result, long millis) {
        ChapterEnvelope envelope = result.envelope();
        return List.of(envelope(envelope), run(envelope, StageRun.Phase.FINISHED, result.facts(), millis, null));
    }

    /** Sends an envelope that this stage has nothing to do for where it belongs. */
    ProducerRecord<byte[], byte[]> forwarded(ChapterEnvelope envelope) {
        return entry(destination(envelope), envelope.id().toString(), envelope);
    }

    List<ProducerRecord<byte[], byte[]>> failed(
            ConsumerRecord<byte[], byte[]> source,
            ChapterEnvelope envelope,
            StageFailure failure,
            int deliveries,
            long millis) {
        return List.of(
                deadLetter(source, failure.reason(), String.valueOf(failure.getMessage()), failure, deliveries),
                run(
                        envelope,
                        StageRun.Phase.FAILED,
                        failure.facts(),
                        millis,
                        failure.reason() + ": " + failure.getMessage()));
    }

    /** @param deliveries how often it was delivered since it was produced; the count before a redrive is added */
    ProducerRecord<byte[], byte[]> deadLetter(
            ConsumerRecord<byte[], byte[]> source,
            String reason,
            String message,
            @Nullable Throwable cause,
            int deliveries) {
        return entry(letter(source, reason, message, cause, deliveries));
    }

    /** One without the record's bytes, if the broker rejected the dead letter too. */
    ProducerRecord<byte[], byte[]> shortDeadLetter(
            ConsumerRecord<byte[], byte[]> source, String message, int deliveries) {
        return entry(
                letter(source, DeadLetter.TOO_LARGE, message, null, deliveries).shortened());
    }

    private DeadLetter letter(
            ConsumerRecord<byte[], byte[]> source,
            String reason,
            String message,
            @Nullable Throwable cause,
            int deliveries) {
        return new DeadLetter(
                DeadLetter.id(source.topic(), source.partition(), source.offset()),
                source.topic(),
                source.partition(),
                source.offset(),
                source.key(),
                source.value(),
                stage.label(),
                reason,
                message,
                cause == null ? null : stack(cause),
                Redriven.deliveriesBefore(source.headers()) + deliveries,
                System.currentTimeMillis(),
                Redriven.original(source.headers()));
    }

    private ProducerRecord<byte[], byte[]> entry(DeadLetter letter) {
        DeadLetterRecord fitting = DeadLetterRecord.of(letter, topics, wire);
        return new ProducerRecord<>(
                topics.deadLetters().name(), fitting.key().getBytes(StandardCharsets.UTF_8), fitting.value());
    }

    private ProducerRecord<byte[], byte[]> envelope(ChapterEnvelope envelope) {
        return entry(destination(envelope), envelope.id().toString(), envelope);
    }

    /** Only the router sends a judged chapter on: an envelope with a report and no end goes there, whoever holds it. */
    private Topic<ChapterEnvelope> destination(ChapterEnvelope envelope) {
        if (stage.followsAcceptance() && envelope.bibleChanges() != null) {
            return topics.bibleResults();
        }
        if (envelope.stopReason() != null) {
            return topics.judgeResults();
        }
        Stage next = envelope.nextStage();
        return next.followsAcceptance() ? topics.judgeResults() : topics.stage(next);
    }

    private ProducerRecord<byte[], byte[]> run(
            ChapterEnvelope envelope, StageRun.Phase phase, RunFacts facts, long millis, @Nullable String detail) {
        StageRun run = new StageRun(
                envelope.id(),
                envelope.requestId(),
                envelope.run(),
                envelope.attempt(),
                stage,
                phase,
                facts.scenes(),
                facts.provider(),
                facts.model(),
                facts.promptVersion(),
                facts.promptDigest(),
                facts.responseDigest(),
                facts.usage(),
                facts.notionalPrice(),
                millis,
                instance,
                detail,
                System.currentTimeMillis(),
                facts.lookedAgain(),
                facts.partialReview(),
                phase == StageRun.Phase.STARTED ? null : facts.answer(),
                facts.bibleLeftOut(),
                facts.warnings(),
                facts.compared());
        return entry(topics.stageRuns(), envelope.id().toString(), run);
    }

    private <T> ProducerRecord<byte[], byte[]> entry(Topic<T> topic, String key, T value) {
        return new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), wire.encode(topic, value));
    }

    private static String stack(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
