package dev.storycrew.topology.runtime;

import java.nio.file.Path;
import java.util.Map;

/**
 * How a topology runs.
 *
 * @param kafka Kafka's own client settings, {@code bootstrap.servers} among them
 * @param applicationId the same in every process of the topology
 * @param stateDir where state stores are kept; one folder per process
 * @param replicationFactor of internal topics; -1 for the broker's default
 */
public record StreamsSettings(Map<String, String> kafka, String applicationId, Path stateDir, short replicationFactor) {
    public StreamsSettings {
        kafka = Map.copyOf(kafka);
    }
}
