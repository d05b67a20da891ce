package dev.storycrew.stages.runtime;

import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Commits everything finished in one Kafka transaction: outgoing records and the input's offsets, under the consumer's
 * group metadata. A failed commit is tried again with the results in hand; if its answer was lost, the committed
 * offsets are looked up first. Results for lost partitions are dropped: the new owner makes them again.
 */
final class Committer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final long STEP_MILLIS = 5;
    private static final long LOOK_MILLIS = 1000;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 100;
    /** More might not be sent within the transaction's timeout. */
    private static final int MAX_TOGETHER = 50;

    private static final int MAX_FAILURES_TOGETHER = 3;

    private final BlockingQueue<Finished> queue = new LinkedBlockingQueue<>();
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final BiFunction<Finished, Throwable, Finished> tooLarge;
    private final Function<Set<TopicPartition>, Map<TopicPartition, OffsetAndMetadata>> committed;
    private final CommitProbe probe;
    private final Protections protections;
    private final String name;
    private final Supervision supervision;
    private final Thread thread;
    private final Refused refused;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile @Nullable ConsumerGroupMetadata group;
    private volatile boolean closing;
    private @Nullable Producer<byte[], byte[]> producer;
    /** True while nobody knows whether the last commit happened. */
    private boolean inDoubt;

    /**
     * @param producers makes a transactional producer, not yet initialized
     * @param tooLarge makes a dead letter of a result that the broker rejects
     * @param committed looks up what the group has committed, once pending transactions have ended
     * @param protections whether commits carry the consumer's generation
     * @param refused looks at what fails at the broker
     * @param supervision is told when its thread stops for good, and what it waits for
     */
    Committer(
            String name,
            Supplier<Producer<byte[], byte[]>> producers,
            BiFunction<Finished, Throwable, Finished> tooLarge,
            Function<Set<TopicPartition>, Map<TopicPartition, OffsetAndMetadata>> committed,
            CommitProbe probe,
            Protections protections,
            Refused refused,
            Supervision supervision) {
        this.producers = producers;
        this.tooLarge = tooLarge;
        this.committed = committed;
        this.probe = probe;
        this.protections = protections;
        this.name = name;
        this.refused = refused;
        this.supervision = supervision;
        this.thread = new Thread(supervision.guarded("the thread " + name, this::run), name);
    }

    void start() {
        thread.start();
    }

    void hand(Finished finished) {
        pending.incrementAndGet();
        queue.add(finished);
    }

    /** How many results are waiting to be committed. */
    int pending() {
        return pending.get();
    }

    /** Waits until everything handed over is committed or dropped. */
    void awaitIdle() throws InterruptedException {
        while (pending.get() > 0) {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
    }

    /** The consumer's current group metadata; only its own thread may ask for it. */
    void group(ConsumerGroupMetadata metadata) {
        group = metadata;
    }

    /** Commits what it was handed, then stops. */
    @Override
    public void close() {
        closing = true;
        try {
            if (pending.get() == 0) {
                // It may be waiting for a transaction coordinator, for nothing.
                thread.interrupt();
            }
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeProducer();
    }

    /** True while it is working. */
    boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        endWhatADeadPredecessorLeftOpen();
        while (!closing || !queue.isEmpty()) {
            try {
                // Whoever closes interrupts this; should a client swallow that, the next look sees it.
                Finished first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<Finished> batch = new ArrayList<>(List.of(first));
                    queue.drainTo(batch, MAX_TOGETHER - 1);
                    try (Supervision.Waiting waiting = supervision.waitingFor(name + " to commit results")) {
                        commit(batch);
                    }
                    pending.addAndGet(-batch.size());
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /**
     * If this instance died in a transaction, that holds up all readers until it times out or the next producer starts.
     */
    private void endWhatADeadPredecessorLeftOpen() {
        try {
            producer();
        } catch (KafkaException e) {
            refused.note(e);
            LOG.atLevel(closing ? Level.INFO : Level.WARN)
                    .addKeyValue("event", "producer_not_ready")
                    .setCause(e)
                    .log("The producer is not ready; trying again at the first commit");
            closeProducer();
        }
    }

    private void commit(List<Finished> batch) throws InterruptedException {
        List<Finished> open = batch;
        TooLarge refused = null;
        int failures = 0;
        while (true) {
            // Taken before checking what is dropped: under a later generation a partition may have another owner.
            ConsumerGroupMetadata metadata = group;
            open = new ArrayList<>(open);
            open.removeIf(finished -> finished.progress().isDropped());
            if (open.isEmpty()) {
                return;
            }
            try {
                if (inDoubt) {
                    open = settled(open);
                    continue;
                }
                // If one record is too large, the client fails all that it had not sent yet: sending each by itself
                // shows which it is. A batch that keeps failing may also be too much for one transaction's timeout.
                if (open.size() > 1 && (refused != null || failures >= MAX_FAILURES_TOGETHER)) {
                    for (Finished each : open) {
                        commit(List.of(each));
                    }
                    return;
                }
                if (refused != null) {
                    open.set(0, tooLarge.apply(open.get(0), refused));
                    refused = null;
                }
                tryCommit(open, metadata);
                return;
            } catch (TooLarge e) {
                abort();
                if (open.size() == 1) {
                    failures++;
                    TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
                }
                refused = e;
            } catch (CommitFailedException e) {
                abort();
                // The generation is old: the consumer's thread will find out what is still ours.
                LOG.atWarn()
                        .addKeyValue("event", "commit_stale")
                        .log("A commit was refused; waiting for the group, then trying again");
                // While closing, nobody renews the generation.
                failures = closing ? failures + 1 : failures;
                TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
            } catch (KafkaException | IllegalStateException | RegistryUnavailableException e) {
                this.refused.note(e);
                LOG.atWarn().addKeyValue("event", "commit_failed").setCause(e).log("Commit failed; trying again");
                failures++;
                closeProducer();
                TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS * Math.min(failures, 50));
            }
            if (closing && failures > 3) {
                return; // The process is stopping; what could not be committed is delivered again.
            }
        }
    }

    private void tryCommit(List<Finished> batch, @Nullable ConsumerGroupMetadata metadata) throws InterruptedException {
        if (metadata == null) {
            throw new CommitFailedException("not in the group yet");
        }
        Producer<byte[], byte[]> transactional = producer();
        probe.reached(CommitProbe.Step.BEFORE);
        transactional.beginTransaction();
        send(batch, transactional);
        probe.reached(CommitProbe.Step.AFTER_SENDS);
        Map<PartitionProgress, List<Long>> done = new IdentityHashMap<>();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Finished finished : batch) {
            List<Long> ofPartition = done.computeIfAbsent(finished.progress(), progress -> new ArrayList<>());
            ofPartition.add(finished.source().offset());
            PartitionProgress.Position position = finished.progress().positionAfter(ofPartition);
            offsets.put(finished.partition(), new OffsetAndMetadata(position.offset(), position.metadata()));
        }
        transactional.sendOffsetsToTransaction(offsets, protections.committingAs(metadata));
        probe.reached(CommitProbe.Step.AFTER_OFFSETS);
        inDoubt = true;
        transactional.commitTransaction();
        probe.reached(CommitProbe.Step.AFTER_COMMIT);
        inDoubt = false;
        done.forEach(PartitionProgress::committed);
    }

    /**
     * What is still to be committed after a commit without an answer. A new producer of this instance has ended that
     * transaction one way or the other, and the offsets show which.
     */
    private List<Finished> settled(List<Finished> batch) {
        producer();
        Map<TopicPartition, OffsetAndMetadata> offsets =
                committed.apply(batch.stream().map(Finished::partition).collect(Collectors.toSet()));
        List<Finished> open = new ArrayList<>();
        for (Finished finished : batch) {
            OffsetAndMetadata position = offsets.get(finished.partition());
            if (position != null
                    && finished.progress().isFinished(finished.source().offset(), position)) {
                finished.progress().committed(List.of(finished.source().offset()));
            } else {
                open.add(finished);
            }
        }
        LOG.atWarn()
                .addKeyValue("event", "commit_settled")
                .addKeyValue("committed", batch.size() - open.size())
                .addKeyValue("open", open.size())
                .log("The answer to a commit was lost; the offsets show what was committed");
        inDoubt = false;
        return open;
    }

    /** A record that is too large fails its own future, or whatever is called next. */
    private static void send(List<Finished> batch, Producer<byte[], byte[]> transactional) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (Finished finished : batch) {
                for (ProducerRecord<byte[], byte[]> output : finished.output()) {
                    sent.add(transactional.send(output));
                }
            }
            transactional.flush();
            for (Future<RecordMetadata> future : sent) {
                future.get();
            }
        } catch (ExecutionException | KafkaException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof RecordTooLargeException tooLarge) {
                    throw new TooLarge(tooLarge);
                }
            }
            throw e instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> current = producer;
        if (current == null) {
            current = producers.get();
            producer = current;
            current.initTransactions();
        }
        return current;
    }

    private void abort() {
        try {
            producer().abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            closeProducer();
        }
    }

    private void closeProducer() {
        Producer<byte[], byte[]> current = producer;
        producer = null;
        if (current != null) {
            current.close(Duration.ofSeconds(2));
        }
    }

    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge(RecordTooLargeException cause) {
            super(cause);
        }
    }
}
