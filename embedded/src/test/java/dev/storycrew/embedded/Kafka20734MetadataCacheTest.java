package dev.storycrew.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.DirectoryId;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionRecord;
import org.apache.kafka.common.metadata.RegisterBrokerRecord;
import org.apache.kafka.common.metadata.TopicRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.MetadataProvenance;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.server.common.KRaftVersion;
import org.junit.jupiter.api.Test;

class Kafka20734MetadataCacheTest {
    private static final ListenerName LISTENER = new ListenerName("PLAINTEXT");
    private static final int NOBODY = -1;
    private static final int BROKER = 1;

    private final KRaftMetadataCache ours =
            seen(new Kafka20734MetadataCache(BROKER, () -> KRaftVersion.KRAFT_VERSION_0));

    @Test
    void aPartitionWithoutALeaderIsThereAndItsTransactionsWaitForOne() {
        assertThat(ours.getPartitionLeaderEndpoint("judge-results", 0, LISTENER))
                .contains(Node.noNode());
    }

    @Test
    void aPartitionWithALeaderIsWhereItsLeaderIs() {
        assertThat(ours.getPartitionLeaderEndpoint("judge-results", 1, LISTENER))
                .hasValueSatisfying(node -> assertThat(node.port()).isEqualTo(9092));
    }

    @Test
    void whatWasDeletedIsGone() {
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
        cache.setImage(delta.apply(MetadataProvenance.EMPTY));
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
