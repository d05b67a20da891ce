package dev.storycrew.topology.runtime;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.schemas.registry.InvalidValueException;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.DeadLetterRecord;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.schemas.trace.TraceHeaders;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a record in: decodes it, and turns what cannot be processed into a dead letter instead of a dead thread. */
public final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final long PAUSE_MILLIS = 500;
    private static final int MAX_PAUSES = 120;

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final String consumer;
    private final RoutingErrors errors;
    private final ChapterTracing tracing;
    private final CommitPace pace;

    /** @param consumer {@code router} or {@code sequencer} */
    public Inbox(
            TopicCatalogue topics,
            WireFormat wire,
            String consumer,
            RoutingErrors errors,
            ChapterTracing tracing,
            CommitPace pace) {
        this.pace = pace;
        this.errors = errors;
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.consumer = consumer;
    }

    CommitPace pace() {
        return pace;
    }

    /**
     * A record to send, made from the one received.
     *
     * @param traceparent the header of that name; null if it is to be the received record's
     */
    public record Sent(
            String key, Outgoing outgoing, @Nullable String traceparent) {
        /** With the received record's headers. */
        public Sent(String key, Outgoing outgoing) {
            this(key, outgoing, null);
        }

        /** The same, sent by a step of its chapter. */
        public Sent by(ChapterStep step) {
            return new Sent(key, outgoing, step.traceparent());
        }

        /** The same with what is no record of another's. */
        public static List<Sent> by(ChapterStep step, List<Sent> all) {
            return all.stream()
                    .map(sent -> sent.traceparent == null ? sent.by(step) : sent)
                    .toList();
        }

        /** The record, with these headers and its own. */
        public Record<String, Outgoing> record(long timestamp, Headers headers) {
            Headers own = new RecordHeaders(headers);
            TraceHeaders.put(own, traceparent);
            return new Record<>(key, outgoing, timestamp, own);
        }
    }

    /** The record that follows another: with the same time, and the headers that may be passed on. */
    static Record<String, Outgoing> following(Record<String, byte[]> received, Sent sent) {
        return sent.record(received.timestamp(), Origin.without(Redriven.without(received.headers())));
    }

    /**
     * Processes a record.
     *
     * @param work what to do with its value; a {@link RejectedException} sends the record to dead letters
     */
    <T> List<Sent> take(
            Topic<T> topic,
            Record<String, byte[]> received,
            ProcessorContext<?, ?> context,
            Function<T, List<Sent>> work) {
        Origin origin = Origin.of(received, context);
        return patiently(() -> {
            try (ChapterTracing.Taken taken =
                    tracing.take(received.headers(), origin.topic(), origin.partition(), origin.offset())) {
                origin.requireWhole();
                byte[] value = received.value();
                return work.apply(wire.decode(topic, value == null ? new byte[0] : value));
            } catch (UndecodableException e) {
                String reason = e instanceof InvalidValueException ? DeadLetter.INVALID_VALUE : DeadLetter.UNDECODABLE;
                errors.count(RoutingErrors.Reason.UNREADABLE);
                return List.of(deadLetter(received, context, reason, e));
            } catch (RejectedException e) {
                errors.count(RoutingErrors.Reason.REJECTED);
                return List.of(deadLetter(received, context, e.reason(), e));
            } catch (RegistryUnavailableException | KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                errors.count(RoutingErrors.Reason.UNKNOWN);
                return List.of(deadLetter(received, context, "FAILED", e));
            }
        });
    }

    /** A registry that is out of reach is an outage: wait a minute, then let Streams resume at the last commit. */
    public static <T> T patiently(Supplier<T> work) {
        for (int pauses = 0; ; pauses++) {
            try {
                return work.get();
            } catch (RegistryUnavailableException e) {
                if (pauses == MAX_PAUSES) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("event", "registry_unavailable")
                        .addKeyValue("cause", e.getMessage())
                        .log("Waiting for the registry");
                try {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
            }
        }
    }

    private Sent deadLetter(
            Record<String, byte[]> received, ProcessorContext<?, ?> context, String reason, RuntimeException cause) {
        Origin origin = Origin.of(received, context);
        String id = DeadLetter.id(origin.topic(), origin.partition(), origin.offset());
        String key = origin.key();
        LOG.atWarn()
                .addKeyValue("event", "dead_letter")
                .addKeyValue("topic", origin.topic())
                .addKeyValue("partition", origin.partition())
                .addKeyValue("offset", origin.offset())
                .addKeyValue("reason", reason)
                .log("A record cannot be processed and goes to dead letters");
        DeadLetter letter = new DeadLetter(
                id,
                origin.topic(),
                origin.partition(),
                origin.offset(),
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                received.value(),
                consumer,
                reason,
                String.valueOf(cause.getMessage()),
                stack(cause),
                Redriven.deliveriesBefore(received.headers()) + 1,
                context.currentSystemTimeMs(),
                Redriven.original(Origin.without(received.headers())));
        DeadLetterRecord fitting = DeadLetterRecord.of(letter, topics, wire);
        return new Sent(fitting.key(), new Outgoing(topics.deadLetters().name(), fitting.value()));
    }

    private static @Nullable String stack(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
