package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer's thread: takes records in hand as long as there is room, and never stops polling, so that slow models never
 * cause a rebalance.
 */
final class Feeder implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);
    private static final Duration POLL = Duration.ofMillis(20);
    /** With nothing in hand and no trouble there is nothing to see to but records and the end, which both end a poll. */
    private static final Duration IDLE_POLL = Duration.ofSeconds(5);

    private static final long PAUSE_MILLIS = 500;
    /** More than this many in a row, a minute of them, are no passing trouble. */
    private static final int MOST_FAILURES = 120;

    private final StageServiceSettings settings;
    private final TopicCatalogue topics;
    private final Stage stage;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Assignment assignment;
    private final DeliveryQueue queue;
    private final Committer committer;
    private final Consumer<Finished> hand;
    private final Membership membership;
    private final StartHistory history;
    private final StageRecords records;
    private final Closing closing;
    private final Supervision supervision;
    private final Refused refused;
    private volatile int fencings;
    private boolean rebalancedAfterStart;
    /** In a row. */
    private int failures;
    /** What it waits for since it last went well; null while all is well. */
    private Supervision.@Nullable Waiting trouble;

    /**
     * @param hand takes what needs no lane
     * @param refused looks at what fails at the broker
     * @param supervision is told what it waits for
     */
    Feeder(
            StageServiceSettings settings,
            TopicCatalogue topics,
            Stage stage,
            KafkaConsumer<byte[], byte[]> consumer,
            Assignment assignment,
            DeliveryQueue queue,
            Committer committer,
            Consumer<Finished> hand,
            Membership membership,
            StartHistory history,
            StageRecords records,
            Closing closing,
            Refused refused,
            Supervision supervision) {
        this.settings = settings;
        this.topics = topics;
        this.stage = stage;
        this.consumer = consumer;
        this.assignment = assignment;
        this.queue = queue;
        this.committer = committer;
        this.hand = hand;
        this.membership = membership;
        this.history = history;
        this.records = records;
        this.closing = closing;
        this.refused = refused;
        this.supervision = supervision;
    }

    /** How often another process with the same instance id has taken this one's place in the group. */
    int fencings() {
        return fencings;
    }

    @Override
    public void run() {
        consumer.subscribe(List.of(topics.stage(stage).name()), assignment);
        while (!closing.hasBegun()) {
            try {
                for (ConsumerRecord<byte[], byte[]> source : consumer.poll(idle() ? IDLE_POLL : POLL)) {
                    take(source);
                }
                renewGeneration();
                rebalanceOnceAfterStart();
                pauseOrResume();
                recovered();
            } catch (WakeupException | InterruptException e) {
                // The one who closes woke it; the loop's condition ends it.
            } catch (RegistryUnavailableException e) {
                LOG.atWarn()
                        .addKeyValue("event", "registry_unavailable")
                        .setCause(e)
                        .log("Waiting for the registry");
                rewindAndPause("the schema registry");
            } catch (FencedInstanceIdException e) {
                fencings = fencings + 1;
                LOG.atError()
                        .addKeyValue("event", "instance_taken")
                        .addKeyValue("stage", stage.label())
                        .addKeyValue("instance", settings.instance())
                        .log("Another process of this stage has the same instance id; give each its own");
                rewindAndPause("the instance id " + settings.instance() + ", which another process has");
            } catch (RetriableException e) {
                LOG.atWarn()
                        .addKeyValue("event", "broker_unavailable")
                        .setCause(e)
                        .log("Waiting for the broker");
                rewindAndPause("the broker");
            } catch (RuntimeException e) {
                refused.note(e);
                failures = failures + 1;
                if (failures > MOST_FAILURES) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("event", "consumer_failed")
                        .setCause(e)
                        .log("The consumer failed; trying again");
                rewindAndPause("the consumer of stage " + stage.label() + " to recover");
            }
        }
        followRebalances();
    }

    /**
     * While closing, what is in hand is still to be committed, under a generation that lasts only as long as this process
     * takes part in rebalances.
     */
    private void followRebalances() {
        while (!closing.isOverdue() && queue.inHand() + committer.pending() > 0) {
            try {
                queue.giveBackAll();
                consumer.pause(consumer.assignment());
                // What is fetched nevertheless is left to the next owner.
                consumer.poll(POLL);
                renewGeneration();
            } catch (WakeupException e) {
                // The one who closes woke it.
            } catch (RuntimeException e) {
                LOG.atInfo()
                        .addKeyValue("event", "group_left_early")
                        .setCause(e)
                        .log("The group was left early; what was not committed is delivered again");
                return;
            }
        }
    }

    /** A partition that is paused is to be resumed soon. */
    private boolean idle() {
        return rebalancedAfterStart
                && trouble == null
                && queue.inHand() + committer.pending() == 0
                && consumer.paused().isEmpty();
    }

    private void renewGeneration() {
        ConsumerGroupMetadata metadata = consumer.groupMetadata();
        membership.memberIs(metadata.memberId());
        committer.group(metadata);
    }

    /**
     * If a process dies after being told to give up a partition, and is back within its session, it gets what the last
     * rebalance left it; nobody would reassign the partition, and nobody would own it. So each start asks for one more
     * rebalance, which moves nothing if all is well.
     */
    private void rebalanceOnceAfterStart() {
        if (!rebalancedAfterStart && assignment.partitions().isPresent()) {
            rebalancedAfterStart = true;
            consumer.enforceRebalance("started; a partition may have no owner");
        }
    }

    /**
     * What was polled but not taken is fetched again: the position goes back to the first offset not in hand. It pauses
     * first, since what failed would probably fail again at once.
     */
    private void rewindAndPause(String awaited) {
        assignment.forEach((partition, progress) -> consumer.seek(partition, progress.next()));
        if (trouble == null) {
            trouble = supervision.waitingFor(awaited);
        }
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void recovered() {
        failures = 0;
        if (trouble != null) {
            trouble.close();
            trouble = null;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> source) {
        PartitionProgress progress = assignment.progress(new TopicPartition(source.topic(), source.partition()));
        if (progress == null) {
            return;
        }
        try {
            // Whatever may fail comes first: a record in hand but in no queue would wait until the next restart.
            ChapterEnvelope envelope = records.decode(source.value() == null ? new byte[0] : source.value());
            int starts = history.startsBefore(source, envelope);
            if (progress.take(source.offset())) {
                queue.add(new Delivery(source, envelope, progress, starts));
            }
        } catch (UndecodableException e) {
            String message = String.valueOf(e.getMessage());
            var letter = records.deadLetter(source, "UNDECODABLE", message, e, 1);
            if (progress.take(source.offset())) {
                queue.addUnqueued();
                LOG.atWarn()
                        .addKeyValue("event", "undecodable")
                        .addKeyValue("topic", source.topic())
                        .addKeyValue("partition", source.partition())
                        .addKeyValue("offset", source.offset())
                        .log("A record cannot be decoded and goes to dead letters");
                hand.accept(new Finished(source, progress, List.of(letter)));
            }
        }
    }

    private void pauseOrResume() {
        boolean full = queue.inHand() + committer.pending() >= settings.window();
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        assignment.forEach((partition, progress) -> (full || progress.full() ? pause : resume).add(partition));
        consumer.pause(pause);
        consumer.resume(resume);
    }
}
