package dev.storycrew.topology.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How a topology runs.
 *
 * @param kafka Kafka's own client settings, {@code bootstrap.servers} among them
 * @param applicationId the same in every process of the topology
 * @param stateDir where state stores are kept; one folder per process
 * @param replicationFactor of internal topics; -1 for the broker's default
 * @param commitInterval how long a chapter may wait at each processor, since only committed records are visible
 */
public record StreamsSettings(
        Map<String, String> kafka,
        String applicationId,
        Path stateDir,
        short replicationFactor,
        Duration commitInterval) {
    private static final Duration IN_THE_CHAPTERS_WAY = Duration.ofMillis(100);

    public StreamsSettings {
        kafka = Map.copyOf(kafka);
    }

    /** For a topology that chapters pass through. */
    public StreamsSettings(Map<String, String> kafka, String applicationId, Path stateDir, short replicationFactor) {
        this(kafka, applicationId, stateDir, replicationFactor, IN_THE_CHAPTERS_WAY);
    }

    /** The keys that Kafka Streams knows, with what their values may be. */
    public static ConfigDef keys() {
        return StreamsConfig.configDef();
    }

    /** The same with another commit interval. */
    public StreamsSettings committingEvery(Duration interval) {
        return new StreamsSettings(kafka, applicationId, stateDir, replicationFactor, interval);
    }
}
