package dev.storycrew.topology.runtime;

import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.runtime.Inbox.Sent;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A processor for one topic: each record is decoded and processed with the state of its task, and the result is sent
 * on.
 *
 * @param <T> the type of the topic's values
 * @param <S> the state of the task, in the stores connected to the processor
 */
public final class Intake<T, S> implements Processor<String, byte[], String, Outgoing> {
    private final Inbox inbox;
    private final Topic<T> topic;
    private final Function<ProcessorContext<String, Outgoing>, S> begin;
    private final Work<T, S> work;
    private @Nullable ProcessorContext<String, Outgoing> context;
    private @Nullable S state;

    /**
     * @param begin makes the state from the stores
     * @param work what is done with each value
     */
    public Intake(Inbox inbox, Topic<T> topic, Function<ProcessorContext<String, Outgoing>, S> begin, Work<T, S> work) {
        this.inbox = inbox;
        this.topic = topic;
        this.begin = begin;
        this.work = work;
    }

    /** What a processor does. */
    @FunctionalInterface
    public interface Work<T, S> {
        /**
         * Processes a value. It may be called again with the same value if the registry was away, so state changes
         * last.
         *
         * @param key the one that the record's producer gave it; null when it has none
         * @param now in milliseconds since the epoch
         * @throws RejectedException when the record must go to dead letters
         */
        List<Sent> on(@Nullable String key, T value, S state, long now);
    }

    @Override
    public void init(ProcessorContext<String, Outgoing> given) {
        context = given;
        state = begin.apply(given);
    }

    @Override
    public void process(Record<String, byte[]> received) {
        ProcessorContext<String, Outgoing> out = context;
        S task = state;
        if (out == null || task == null) {
            throw new IllegalStateException("not initialized");
        }
        List<Sent> following = inbox.take(
                topic,
                received,
                out,
                value -> work.on(Origin.of(received, out).key(), value, task, out.currentSystemTimeMs()));
        for (Sent sent : following) {
            out.forward(Inbox.following(received, sent));
        }
        if (!following.isEmpty() && inbox.pace().take(out.currentSystemTimeMs())) {
            out.commit();
        }
    }
}
