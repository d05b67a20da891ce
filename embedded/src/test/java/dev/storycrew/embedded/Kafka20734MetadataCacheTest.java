package dev.storycrew.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kafka.coordinator.transaction.PendingCompleteTxn;
import kafka.coordinator.transaction.TransactionConfig;
import kafka.coordinator.transaction.TransactionMarkerChannelManager;
import kafka.coordinator.transaction.TransactionStateManager;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.DirectoryId;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.metadata.RemoveTopicRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.requests.TransactionResult;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.coordinator.transaction.TransactionMetadata;
import org.apache.kafka.coordinator.transaction.TransactionState;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.server.common.KRaftVersion;
import org.apache.kafka.server.common.TransactionVersion;
import org.apache.kafka.server.util.KafkaScheduler;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Set;

class Kafka20734MetadataCacheTest {
    private static final ListenerName LISTENER = new ListenerName("PLAINTEXT");
    private static final int NOBODY = -1;
    private static final int BROKER = 1;
    private static final short EPOCH = 0;

    private final KRaftMetadataCache ours =
            seen(new Kafka20734MetadataCache(BROKER, () -> KRaftVersion.KRAFT_VERSION_0));

    @Test
    void aPartitionWithoutALeaderExists() {
        assertThat(ours.getPartitionLeaderEndpoint("judge-results", 0, LISTENER))
                .contains(Node.noNode());
    }

    @Test
    void theTransactionsOfAPartitionWithoutALeaderWaitForOne() {
        assertThat(markersWaitingForALeader(ours, new TopicPartition("judge-results", 0)))
                .isEqualTo(1);
    }

    @Test
    void aPartitionWithALeaderIsWhereItsLeaderIs() {
        assertThat(ours.getPartitionLeaderEndpoint("judge-results", 1, LISTENER))
                .hasValueSatisfying(node -> assertThat(node.port()).isEqualTo(9092));
    }

    @Test
    void aDeletedTopicIsGoneAndNoTransactionWaitsForIt() {
        assertThat(ours.getPartitionLeaderEndpoint("deleted", 0, LISTENER)).isEmpty();
        assertThat(markersWaitingForALeader(ours, new TopicPartition("deleted", 0)))
                .isZero();
    }

    @Test
    void aPartitionThatNeverWasDoesNotExist() {
        assertThat(ours.getPartitionLeaderEndpoint("judge-results", 2, LISTENER))
                .isEmpty();
        assertThat(ours.getPartitionLeaderEndpoint("nobody's", 0, LISTENER)).isEmpty();
    }

    /** KAFKA-20734. When this fails, Kafka has mended it, and the class can go. */
    @Test
    void kafkaItselfTakesALeaderlessPartitionForDeleted() {
        KRaftMetadataCache kafkas = seen(new KRaftMetadataCache(BROKER, () -> KRaftVersion.KRAFT_VERSION_0));

        assertThat(kafkas.getPartitionLeaderEndpoint("judge-results", 0, LISTENER))
                .isEmpty();
        assertThat(markersWaitingForALeader(kafkas, new TopicPartition("judge-results", 0)))
                .isZero();
    }

    /** What the transaction coordinator does with the marker of a transaction that ends: how many it keeps for later. */
    private static int markersWaitingForALeader(KRaftMetadataCache cache, TopicPartition partition) {
        TransactionStateManager transactions = new TransactionStateManager(
                BROKER,
                new KafkaScheduler(1),
                null,
                cache,
                new TransactionConfig(1, 1, 1, (short) 1, 1, 1, 1, 1, 1, false, 1),
                Time.SYSTEM,
                new Metrics());
        transactions.startup(() -> 1, false);
        TransactionMarkerChannelManager markers =
                new TransactionMarkerChannelManager(
                        new KafkaConfig(Map.of(
                                "process.roles", "broker",
                                "node.id", BROKER,
                                "controller.listener.names", "CONTROLLER",
                                "controller.quorum.voters", "2@127.0.0.1:9093",
                                "log.dirs", "unused")),
                        cache,
                        null,
                        transactions,
                        Time.SYSTEM) {
                    @Override
                    public void wakeup() {
                        // Nothing is sent: there is no network.
                    }
                };
        TransactionMetadata transaction = new TransactionMetadata(
                "writer",
                7,
                -1,
                -1,
                EPOCH,
                EPOCH,
                60_000,
                TransactionState.PREPARE_ABORT,
                java.util.Set.of(partition),
                0,
                0,
                TransactionVersion.TV_2);
        markers.addTxnMarkersToBrokerQueue(
                7,
                EPOCH,
                TransactionResult.ABORT,
                new PendingCompleteTxn("writer", 1, transaction, null),
                new Set.Set1<>(partition));
        return markers.queueForUnknownBroker().totalNumMarkers();
    }

    private static KRaftMetadataCache seen(KRaftMetadataCache cache) {
        Uuid topic = Uuid.randomUuid();
        MetadataDelta delta =
                new MetadataDelta.Builder().setImage(MetadataImage.EMPTY).build();
        delta.replay(new RegisterBrokerRecord()
                .setBrokerId(BROKER)
                .setIncarnationId(Uuid.randomUuid())
                .setBrokerEpoch(1)
                .setFenced(false)
                .setEndPoints(new RegisterBrokerRecord.BrokerEndpointCollection(
                        List.of(new RegisterBrokerRecord.BrokerEndpoint()
                                        .setName(LISTENER.value())
                                        .setHost("127.0.0.1")
                                        .setPort(9092))
                                .iterator())));
        delta.replay(new TopicRecord().setName("judge-results").setTopicId(topic));
        delta.replay(partition(topic, 0, NOBODY));
        delta.replay(partition(topic, 1, BROKER));
        Uuid deleted = Uuid.randomUuid();
        delta.replay(new TopicRecord().setName("deleted").setTopicId(deleted));
        delta.replay(partition(deleted, 0, NOBODY));
        MetadataImage before = delta.apply(MetadataProvenance.EMPTY);
        MetadataDelta removal = new MetadataDelta.Builder().setImage(before).build();
        removal.replay(new RemoveTopicRecord().setTopicId(deleted));
        cache.setImage(before);
        cache.setImage(removal.apply(MetadataProvenance.EMPTY));
        return cache;
    }

    private static PartitionRecord partition(Uuid topic, int number, int leader) {
        return new PartitionRecord()
                .setTopicId(topic)
                .setPartitionId(number)
                .setReplicas(List.of(BROKER))
                .setDirectories(List.of(DirectoryId.MIGRATING))
                .setIsr(leader == NOBODY ? List.of() : List.of(BROKER))
                .setLeader(leader)
                .setLeaderEpoch(7)
                .setPartitionEpoch(7);
    }
}
