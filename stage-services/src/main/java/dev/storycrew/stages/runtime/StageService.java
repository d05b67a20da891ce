package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Runs one stage: one consumer that never stops polling, lanes that work, one committer. Whatever order lanes finish
 * in, an input is acknowledged if and only if its output is committed.
 */
public final class StageService implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;
    private static final long COMMIT_STEP_MILLIS = 5;

    private final StageServiceSettings settings;
    private final StageLogic logic;
    private final TopicCatalogue topics;
    private final StageRecords records;
    private final Closing closing = new Closing();
    private final DeliveryQueue queue = new DeliveryQueue();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> starts;
    private final Admin admin;
    private final Committer committer;
    private final Membership membership;
    private final Assignment assignment;
    private final Lane lane;
    private final Feeder feeder;
    private final Thread consumerThread;
    private final List<Thread> lanes = new ArrayList<>();

    private StageService(
            StageServiceSettings settings,
            StageLogic logic,
            TopicCatalogue topics,
            WireFormat wire,
            CommitProbe probe,
            Protections protections) {
        this.settings = settings;
        this.logic = logic;
        this.topics = topics;
        Stage stage = logic.stage();
        this.records = new StageRecords(topics, wire, stage, settings.instance());
        StageClients clients = new StageClients(settings, topics.prefix(), stage);
        this.consumer = clients.consumer();
        this.starts = clients.starts();
        this.admin = Admin.create(Map.copyOf(settings.kafka()));
        Group group = new Group(admin, clients.group());
        this.membership = new Membership(group::has);
        StartHistory history = new StartHistory(clients, topics, wire, stage, closing::hasBegun);
        this.committer = new Committer(
                stage.label() + "-committer",
                clients::transactional,
                this::tooLarge,
                group::committed,
                probe,
                protections);
        this.assignment = new Assignment(
                consumer,
                committer,
                queue,
                history,
                protections,
                closing,
                stage.label(),
                settings.instance(),
                settings.drain());
        this.feeder = new Feeder(
                settings,
                topics,
                stage,
                consumer,
                assignment,
                queue,
                committer,
                this::hand,
                membership,
                history,
                records,
                closing);
        this.consumerThread = new Thread(feeder, stage.label() + "-consumer");
        this.lane = new Lane(logic, records, starts, committer::awaitIdle, this::hand, probe, protections.maxStarts());
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
            Thread thread = new Thread(service::work, service.stage().label() + "-lane-" + lane);
            service.lanes.add(thread);
            thread.start();
        }
        service.consumerThread.start();
        return service;
    }

    /** The stage that it runs. */
    public Stage stage() {
        return logic.stage();
    }

    /** True while its consumer is polling, all its lanes are working and its results are being committed. */
    public boolean alive() {
        return consumerThread.isAlive() && committer.alive() && lanes.stream().allMatch(Thread::isAlive);
    }

    /** How many partitions it has; 0 for a spare, empty before the first assignment. */
    public OptionalInt partitions() {
        return assignment.partitions();
    }

    /** What the broker refuses it for good, so that it can do nothing; empty if nothing. */
    public Optional<Throwable> refusal() {
        return Stream.of(feeder.refusal(), committer.refusal(), lane.refusal())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** How often another process with the same instance id has taken its place in the group. */
    public int fencings() {
        return feeder.fencings();
    }

    /** Takes nothing new, lets calls in hand finish within the bound, commits them and gives the rest back. */
    @Override
    public void close() {
        close(settings.drain());
    }

    /** The same with another bound, after which calls are abandoned. */
    public void close(Duration drain) {
        closing.begin(drain);
        consumer.wakeup();
        try {
            consumerThread.join();
            queue.giveBackAll();
            for (Thread lane : lanes) {
                lane.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(closing.remainingNanos())));
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

    /** What each lane's thread does. */
    private void work() {
        while (!closing.hasBegun() || !queue.isEmpty()) {
            try {
                if (!closing.hasBegun() && !logic.ready()) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                    continue;
                }
                Delivery delivery = queue.poll(LOOK_MILLIS);
                if (delivery != null && !takeUp(delivery)) {
                    queue.giveBack(delivery);
                }
            } catch (InterruptedException | InterruptException e) {
                return;
            }
        }
    }

    private boolean takeUp(Delivery delivery) throws InterruptedException {
        return lane.work(delivery, begun -> {
            // A run that has paid for a call is brought to its end when the process closes, within the bound.
            BooleanSupplier over =
                    () -> (closing.hasBegun() && !begun) || delivery.progress().isLeaving();
            awaitCommits(over);
            // Last, so that nothing that can take long lies between it and the call.
            membership.await(over);
            return !over.getAsBoolean();
        });
    }

    /** No call is paid for while results pile up: what waits for its commit when a process dies is made again. */
    private void awaitCommits(BooleanSupplier calledOff) throws InterruptedException {
        while (!calledOff.getAsBoolean() && committer.pending() >= settings.lanes()) {
            TimeUnit.MILLISECONDS.sleep(COMMIT_STEP_MILLIS);
        }
    }

    private void hand(Finished finished) {
        committer.hand(finished);
        queue.handedOver();
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
}
