package dev.storycrew.embedded;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.server.common.KRaftVersion;

/**
 * A broker's view of the cluster that distinguishes a partition without a leader from one that does not exist. Kafka
 * 4.3 and 4.4 do
 * not (<a href="https://issues.apache.org/jira/browse/KAFKA-20734">KAFKA-20734</a>): the transaction coordinator takes
 * such a partition for deleted and ends its transactions there without a marker, so that records of an aborted
 * transaction become visible, and those of a committed one may never do. A single broker has partitions without a
 * leader whenever it restarts after being killed.
 */
final class Kafka20734MetadataCache extends KRaftMetadataCache {
    Kafka20734MetadataCache(int brokerId, Supplier<KRaftVersion> version) {
        super(brokerId, version);
    }

    /** Where a partition's leader is; {@link Node#noNode()} while it has none; empty if there is no such partition. */
    @Override
    public Optional<Node> getPartitionLeaderEndpoint(String topic, int partition, ListenerName listener) {
        Optional<Node> leader = super.getPartitionLeaderEndpoint(topic, partition, listener);
        return leader.isPresent() || !exists(topic, partition) ? leader : Optional.of(Node.noNode());
    }

    private boolean exists(String topic, int partition) {
        var image = currentImage().topics().getTopic(topic);
        return image != null && image.partitions().containsKey(partition);
    }
}
