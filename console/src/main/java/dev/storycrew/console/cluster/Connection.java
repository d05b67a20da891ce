package dev.storycrew.console.cluster;

import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.Map;

/**
 * A way to a cluster.
 *
 * @param kafka Kafka's own client settings
 * @param registry the registry's settings, by Confluent's key names
 * @param createsTopics whether topics that are missing are made; otherwise somebody else must
 */
public record Connection(
        Map<String, String> kafka,
        Map<String, String> registry,
        TopicCatalogue topics,
        short replicationFactor,
        boolean createsTopics,
        WireFormat wire) {
    public Connection {
        kafka = Map.copyOf(kafka);
        registry = Map.copyOf(registry);
    }
}
