package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one stage: one consumer that never stops polling, lanes that work, one committer. Whatever order lanes finish
 * in, an input is acknowledged if and only if its output is committed.
 */
public final class StageService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageService.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long LOOK_MILLIS = 100;
    private static final long COMMIT_STEP_MILLIS = 5;
    private static final long PAUSE_MILLIS = 500;
    private static final int UNKNOWN = -1;

    private final StageServiceSettings settings;
    private final Protections protections;
    private final StageLogic logic;
    private final Stage stage;
    private final TopicCatalogue topics;
    private final StageRecords records;
    private final Committer committer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> starts;
    private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger inHand = new AtomicInteger();
    private final Map<TopicPartition, PartitionProgress> assigned = new ConcurrentHashMap<>();
    private final StartHistory history;
    private final List<Thread> lanes = new ArrayList<>();
    private final Lane lane;
    private final Thread feeder;
    private final Admin admin;
    private final Membership membership;
    private volatile int partitionCount = UNKNOWN;
    /** Written by the feeder alone. */
    private volatile int fencings;

    private boolean rebalancedAfterStart;
    private volatile boolean closing;
    /** When work in hand must have ended once it is closing, in {@link System#nanoTime()}. */
    private volatile long closeBy;

    private StageService(
            StageServiceSettings settings,
            StageLogic logic,
            TopicCatalogue topics,
            WireFormat wire,
            CommitProbe probe,
            Protections protections) {
        this.protections = protections;
        this.settings = settings;
        this.logic = logic;
        this.stage = logic.stage();
        this.topics = topics;
        this.records = new StageRecords(topics, wire, stage, settings.instance());
        StageClients clients = new StageClients(settings, topics.prefix(), stage);
        this.consumer = clients.consumer();
        this.admin = Admin.create(Map.copyOf(settings.kafka()));
        Group group = new Group(admin, clients.group());
        this.membership = new Membership(group::has);
        this.starts = clients.starts();
        this.history = new StartHistory(clients, topics, wire, stage, () -> closing);
        this.committer = new Committer(
                stage.label() + "-committer",
                clients::transactional,
                this::tooLarge,
                group::committed,
                probe,
                protections);
        this.lane = new Lane(logic, records, starts, committer::awaitIdle, this::hand, probe, protections.maxStarts());
        this.feeder = new Thread(this::feed, stage.label() + "-consumer");
    }

    /** Starts consumer, lanes and committer. */
    public static StageService start(
            StageServiceSettings settings, StageLogic logic, TopicCatalogue topics, WireFormat wire) {
        return start(settings, logic, topics, wire, CommitProbe.NONE, Protections.ALL);
    }

    /**
     * Starts them with what a fault campaign plugs in.
     *
     * @param probe notified of each step of a run and its commit
     */
    public static StageService start(
            StageServiceSettings settings,
            StageLogic logic,
            TopicCatalogue topics,
            WireFormat wire,
            CommitProbe probe,
            Protections protections) {
        StageService service = new StageService(settings, logic, topics, wire, probe, protections);
        service.committer.start();
        for (int lane = 1; lane <= settings.lanes(); lane++) {
            Thread thread = new Thread(service::work, service.stage.label() + "-lane-" + lane);
            service.lanes.add(thread);
            thread.start();
        }
        service.feeder.start();
        return service;
    }

    /** The stage that it runs. */
    public Stage stage() {
        return stage;
    }

    /** True while its consumer is polling, all its lanes are working and its results are being committed. */
    public boolean alive() {
        return feeder.isAlive() && committer.alive() && lanes.stream().allMatch(Thread::isAlive);
    }

    /** How many partitions it has; 0 for a spare, empty before the first assignment. */
    public OptionalInt partitions() {
        int told = partitionCount;
        return told == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(told);
    }

    /** How often another process with the same instance id has taken its place in the group. */
    public int fencings() {
        return fencings;
    }

    /** Takes nothing new, lets calls in hand finish within the bound, commits them and gives the rest back. */
    @Override
    public void close() {
        close(settings.drain());
    }

    /** The same with another bound, after which calls are abandoned. */
    public void close(Duration drain) {
        closeBy = System.nanoTime() + drain.toNanos();
        closing = true;
        consumer.wakeup();
        try {
            feeder.join();
            waiting.clear();
            for (Thread lane : lanes) {
                lane.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(closeBy - System.nanoTime())));
                lane.interrupt();
            }
            for (Thread lane : lanes) {
                lane.join();
            }
        } catch (InterruptedException e) {
            lanes.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        committer.close();
        admin.close(Duration.ZERO);
        starts.close(Duration.ofSeconds(2));
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    }

    private void feed() {
        consumer.subscribe(List.of(topics.stage(stage).name()), new Rebalancing());
        while (!closing) {
            try {
                for (ConsumerRecord<byte[], byte[]> source : consumer.poll(POLL)) {
                    take(source);
                }
                ConsumerGroupMetadata metadata = consumer.groupMetadata();
                membership.memberIs(metadata.memberId());
                committer.group(metadata);
                rebalanceOnceAfterStart();
                pauseOrResume();
            } catch (WakeupException | InterruptException e) {
                // close() woke it; the loop's condition ends it.
            } catch (RegistryUnavailableException e) {
                waitForRegistry(e);
            } catch (FencedInstanceIdException e) {
                fencings = fencings + 1;
                LOG.atError()
                        .addKeyValue("event", "instance_taken")
                        .addKeyValue("stage", stage.label())
                        .addKeyValue("instance", settings.instance())
                        .log("Another process of this stage has the same instance id; give each its own");
                rewindAndPause();
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("event", "consumer_failed")
                        .setCause(e)
                        .log("The consumer failed; carrying on");
                rewindAndPause();
            }
        }
    }

    /**
     * If a process dies after being told to give up a partition, and is back within its session, it gets what the last
     * rebalance left it; nobody would reassign the partition, and nobody would own it. So each start asks for one more
     * rebalance, which moves nothing if all is well.
     */
    private void rebalanceOnceAfterStart() {
        if (!rebalancedAfterStart && partitionCount != UNKNOWN) {
            rebalancedAfterStart = true;
            consumer.enforceRebalance("started; a partition may have no owner");
        }
    }

    private void waitForRegistry(RegistryUnavailableException outage) {
        LOG.atWarn()
                .addKeyValue("event", "registry_unavailable")
                .setCause(outage)
                .log("Waiting for the registry");
        rewindAndPause();
    }

    /**
     * What was polled but not taken is fetched again: the position goes back to the first offset not in hand. It pauses
     * first, since what failed would probably fail again at once.
     */
    private void rewindAndPause() {
        assigned.forEach((partition, progress) -> consumer.seek(partition, progress.next()));
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> source) {
        TopicPartition partition = new TopicPartition(source.topic(), source.partition());
        PartitionProgress progress = assigned.get(partition);
        if (progress == null) {
            return;
        }
        try {
            // Whatever may fail comes first: a record in hand but in no queue would wait until the next restart.
            ChapterEnvelope envelope = records.decode(source.value() == null ? new byte[0] : source.value());
            int starts = history.startsBefore(source, envelope);
            if (progress.take(source.offset())) {
                inHand.incrementAndGet();
                waiting.add(new Delivery(source, envelope, progress, starts));
            }
        } catch (UndecodableException e) {
            String message = String.valueOf(e.getMessage());
            var letter = records.deadLetter(source, "UNDECODABLE", message, e, 1);
            if (progress.take(source.offset())) {
                inHand.incrementAndGet();
                LOG.atWarn()
                        .addKeyValue("event", "undecodable")
                        .addKeyValue("topic", source.topic())
                        .addKeyValue("partition", source.partition())
                        .addKeyValue("offset", source.offset())
                        .log("A record cannot be decoded and goes to dead letters");
                hand(new Finished(source, progress, List.of(letter)));
            }
        }
    }

    private void pauseOrResume() {
        boolean full = inHand.get() + committer.pending() >= settings.window();
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        assigned.forEach((partition, progress) -> (full || progress.full() ? pause : resume).add(partition));
        consumer.pause(pause);
        consumer.resume(resume);
    }

    private void work() {
        while (!closing || !waiting.isEmpty()) {
            try {
                if (!closing && !logic.ready()) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                    continue;
                }
                Delivery delivery = waiting.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (delivery != null && !takeUp(delivery)) {
                    delivery.progress().giveBack(delivery.source().offset());
                    inHand.decrementAndGet();
                }
            } catch (InterruptedException | InterruptException e) {
                return;
            }
        }
    }

    /** No call is paid for while results pile up: if the process dies, uncommitted results are made again. */
    private void awaitCommits(BooleanSupplier calledOff) throws InterruptedException {
        while (!calledOff.getAsBoolean() && committer.pending() >= settings.lanes()) {
            TimeUnit.MILLISECONDS.sleep(COMMIT_STEP_MILLIS);
        }
    }

    private boolean takeUp(Delivery delivery) throws InterruptedException {
        return lane.work(delivery, begun -> {
            // A run that has paid for a call may finish, within the bound, when the process closes.
            BooleanSupplier over =
                    () -> (closing && !begun) || delivery.progress().isLeaving();
            awaitCommits(over);
            // Last, so that nothing slow comes between it and the call.
            membership.await(over);
            return !over.getAsBoolean();
        });
    }

    private void hand(Finished finished) {
        committer.hand(finished);
        inHand.decrementAndGet();
    }

    private Finished tooLarge(Finished finished, Throwable cause) {
        boolean evenItsLetter = finished.output().stream()
                .anyMatch(output -> output.topic().equals(topics.deadLetters().name()));
        String message = "the result is larger than the broker accepts: " + cause.getMessage();
        return new Finished(
                finished.source(),
                finished.progress(),
                List.of(
                        evenItsLetter
                                ? records.shortDeadLetter(finished.source(), message, 1)
                                : records.deadLetter(finished.source(), DeadLetter.TOO_LARGE, message, cause, 1)));
    }

    /** Runs on the consumer's thread, inside poll. */
    private final class Rebalancing implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(partitions);
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata offset = committed.get(partition);
                assigned.put(
                        partition,
                        offset == null
                                ? new PartitionProgress(0, "", protections)
                                : new PartitionProgress(offset.offset(), offset.metadata(), protections));
                history.forget(partition);
            }
            committer.group(consumer.groupMetadata());
            tellAssignment();
        }

        /** Logs when this process becomes a spare, and when it has work again. */
        private void tellAssignment() {
            int before = partitionCount;
            int now = assigned.size();
            partitionCount = now;
            if (now == before) {
                return;
            }
            LOG.atInfo()
                    .addKeyValue("event", now == 0 ? "spare" : "partitions_assigned")
                    .addKeyValue("stage", stage.label())
                    .addKeyValue("instance", settings.instance())
                    .addKeyValue("partitions", now)
                    .log(
                            now == 0
                                    ? "Other processes have all the partitions; waiting as a spare"
                                    : "Partitions assigned");
        }

        private Map<TopicPartition, OffsetAndMetadata> committed(Collection<TopicPartition> partitions) {
            while (true) {
                try {
                    return consumer.committed(new HashSet<>(partitions));
                } catch (WakeupException | InterruptException e) {
                    throw e;
                } catch (KafkaException e) {
                    // If it were thrown from here, assigned partitions would be left that nobody works on.
                    LOG.atWarn()
                            .addKeyValue("event", "committed_offsets_unknown")
                            .setCause(e)
                            .log("Committed offsets unknown; asking again");
                    if (closing) {
                        throw e;
                    }
                }
            }
        }

        /** Calls in hand may finish within the bound; the rest is dropped and delivered to the new owner. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            committer.group(consumer.groupMetadata());
            partitions.stream().map(assigned::get).filter(Objects::nonNull).forEach(PartitionProgress::leave);
            for (Delivery delivery : waiting) {
                // A lane may be taking it at this moment: whoever removes it from the queue gives it back.
                if (partitions.contains(delivery.partition()) && waiting.remove(delivery)) {
                    delivery.progress().giveBack(delivery.source().offset());
                    inHand.decrementAndGet();
                }
            }
            long deadline = System.nanoTime() + settings.drain().toNanos();
            while (!isOver(deadline) && !idle(partitions)) {
                try {
                    TimeUnit.MILLISECONDS.sleep(10);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                PartitionProgress progress = assigned.remove(partition);
                if (progress != null) {
                    int dropped = progress.drop();
                    LOG.atInfo()
                            .addKeyValue("event", "partition_gone")
                            .addKeyValue("partition", partition.toString())
                            .addKeyValue("dropped", dropped)
                            .log("A partition was taken away");
                }
            }
        }

        /** A process that closes while giving up partitions has the shorter of the two bounds. */
        private boolean isOver(long deadline) {
            long now = System.nanoTime();
            return now - deadline >= 0 || (closing && now - closeBy >= 0);
        }

        private boolean idle(Collection<TopicPartition> partitions) {
            return partitions.stream().map(assigned::get).allMatch(progress -> progress == null || progress.idle());
        }
    }
}
