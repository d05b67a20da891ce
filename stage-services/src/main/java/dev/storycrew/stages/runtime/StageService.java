package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.stages.metrics.ClientMeters;
import dev.storycrew.stages.metrics.StageMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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
    private static final long CONSUMER_PATIENCE_MILLIS = 500;
    private static final Duration CLIENTS_CLOSE = Duration.ofSeconds(1);
    private static final Duration CONSUMER_CLOSES = Duration.ofMillis(200);

    private final StageServiceSettings settings;
    private final StageLogic logic;
    private final TopicCatalogue topics;
    private final Supervision supervision;
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
    private final AtomicInteger working = new AtomicInteger();
    private final StageMeters runs;
    private final ClientMeters ofClients;

    private StageService(
            StageServiceSettings settings,
            StageLogic logic,
            TopicCatalogue topics,
            WireFormat wire,
            CommitProbe probe,
            Protections protections,
            Supervision supervision,
            MeterRegistry meters,
            ChapterTracing tracing) {
        this.settings = settings;
        this.logic = logic;
        this.topics = topics;
        this.supervision = supervision;
        Stage stage = logic.stage();
        this.records = new StageRecords(topics, wire, stage, settings.instance());
        Refused writes = new Refused("WRITE", settings.kafka(), supervision);
        StageClients clients = new StageClients(settings, topics.prefix(), stage);
        this.runs = new StageMeters(meters, stage, settings.lanes(), working::get);
        this.ofClients = new ClientMeters(meters);
        this.consumer = ofClients.watch("consumer", clients.consumer());
        this.starts = ofClients.watch("starts", clients.starts());
        this.admin = Admin.create(Map.copyOf(settings.kafka()));
        Group group = new Group(admin, clients.group());
        this.membership = new Membership(group::has);
        StartHistory history = new StartHistory(clients, topics, wire, stage, closing::hasBegun);
        this.committer = new Committer(
                stage.label() + "-committer",
                () -> ofClients.watch("committer", clients.transactional()),
                this::tooLarge,
                group::committed,
                probe,
                protections,
                writes,
                supervision);
        this.assignment = new Assignment(
                consumer,
                committer,
                group::topicId,
                queue,
                history,
                protections,
                closing,
                stage.label(),
                settings.instance(),
                settings.drain(),
                supervision);
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
                closing,
                new Refused("READ", settings.kafka(), supervision),
                supervision);
        this.consumerThread = thread(feeder, "consumer");
        this.lane = new Lane(
                logic,
                records,
                starts,
                committer::awaitIdle,
                this::hand,
                probe,
                protections.maxStarts(),
                writes,
                runs,
                tracing,
                supervision);
    }

    /** Starts consumer, lanes and committer. */
    public static StageService start(
            StageServiceSettings settings, StageLogic logic, TopicCatalogue topics, WireFormat wire) {
        return start(settings, logic, topics, wire, CommitProbe.NONE, Protections.ALL);
    }

    /** Starts them with what a fault campaign plugs in, and nobody to tell when they stop for good. */
    public static StageService start(
            StageServiceSettings settings,
            StageLogic logic,
            TopicCatalogue topics,
            WireFormat wire,
            CommitProbe probe,
            Protections protections) {
        return start(
                settings,
                logic,
                topics,
                wire,
                probe,
                protections,
                new Supervision(),
                new CompositeMeterRegistry(),
                ChapterTracing.off());
    }

    /**
     * Starts them with what a fault campaign plugs in.
     *
     * @param probe notified of each step of a run and its commit
     * @param supervision is told when one of its threads stops for good, and what they wait for
     * @param meters has its metrics until it is closed
     * @param tracing writes its steps of chapters
     */
    public static StageService start(
            StageServiceSettings settings,
            StageLogic logic,
            TopicCatalogue topics,
            WireFormat wire,
            CommitProbe probe,
            Protections protections,
            Supervision supervision,
            MeterRegistry meters,
            ChapterTracing tracing) {
        StageService service =
                new StageService(settings, logic, topics, wire, probe, protections, supervision, meters, tracing);
        service.committer.start();
        for (int lane = 1; lane <= settings.lanes(); lane++) {
            Thread thread = service.thread(service::work, "lane-" + lane);
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

    /** How often another process with the same instance id has taken its place in the group. */
    public int fencings() {
        return feeder.fencings();
    }

    /** A thread of the service; if it ends by an exception, the service has stopped for good. */
    private Thread thread(Runnable work, String role) {
        String name = stage().label() + "-" + role;
        return new Thread(supervision.guarded("the thread " + name, work), name);
    }

    /** How many envelopes lanes are working on, and how many results wait for their commit. */
    public int inHand() {
        return working.get() + committer.pending();
    }

    /** Takes nothing new, lets calls in hand finish within the bound, commits them and gives the rest back. */
    @Override
    public void close() {
        close(settings.drain());
    }

    /** The same with another bound, after which calls are abandoned. */
    public void close(Duration drain) {
        closing.begin(drain);
        queue.end();
        consumer.wakeup();
        try {
            endConsumer();
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
        starts.close(CLIENTS_CLOSE);
        // A static member does not leave, and its offsets are committed by another client. What is left to wait for is
        // the
        // answer to a fetch of which nobody wants the records, and rarely one of the coordinator, which comes sooner.
        consumer.close(CloseOptions.timeout(CONSUMER_CLOSES));
        ofClients.close();
        runs.close();
    }

    /** It may be waiting for a broker that does not answer; with calls in hand, it waits for them, and may. */
    private void endConsumer() throws InterruptedException {
        consumerThread.join(CONSUMER_PATIENCE_MILLIS);
        while (consumerThread.isAlive()) {
            if (inHand() == 0 || closing.isOverdue()) {
                consumerThread.interrupt();
            }
            consumerThread.join(LOOK_MILLIS);
        }
    }

    /** What each lane's thread does. */
    private void work() {
        while (!closing.hasBegun() || !queue.isEmpty()) {
            try {
                queue.awaitSome();
                if (!closing.hasBegun() && !logic.ready()) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                    continue;
                }
                Delivery delivery = queue.poll();
                if (delivery != null) {
                    workOn(delivery);
                }
            } catch (InterruptedException | InterruptException e) {
                return;
            }
        }
    }

    private void workOn(Delivery delivery) throws InterruptedException {
        working.incrementAndGet();
        try {
            if (!takeUp(delivery)) {
                queue.giveBack(delivery);
            }
        } finally {
            working.decrementAndGet();
        }
    }

    private boolean takeUp(Delivery delivery) throws InterruptedException {
        return lane.work(delivery, new Lane.Mine() {
            @Override
            public boolean toTake() throws InterruptedException {
                awaitCommits(over(false));
                return !over(false).getAsBoolean();
            }

            @Override
            public boolean toCall(boolean begun) throws InterruptedException {
                awaitCommits(over(begun));
                // Last, so that nothing that can take long lies between it and the call.
                membership.await(over(begun));
                return !over(begun).getAsBoolean();
            }

            /**
             * A run that has paid for a call is brought to its end when the process closes or the partition goes, if there
             * is time: it may need another call, and whoever made the run again would pay for the first one too.
             */
            private BooleanSupplier over(boolean begun) {
                PartitionProgress progress = delivery.progress();
                return () -> begun ? progress.isTooLateToCall() : closing.hasBegun() || progress.isLeaving();
            }
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
