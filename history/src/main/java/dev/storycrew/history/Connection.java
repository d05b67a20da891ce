package dev.storycrew.history;

import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A connection to a cluster.
 *
 * @param kafka Kafka's own client settings
 * @param registry the registry's settings, by Confluent's key names
 * @param createsTopics whether missing topics are created; otherwise somebody else must
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

    /** An admin client that gives up after 10 s and shows itself in no bean; the caller closes it. */
    public Admin admin() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("default.api.timeout.ms", "10000");
        settings.put("request.timeout.ms", "5000");
        settings.put("metric.reporters", "");
        // Nor does it live long enough for a broker to collect its figures; to get ready for that loads protobuf.
        settings.putIfAbsent("enable.metrics.push", "false");
        return Admin.create(settings);
    }
}
