package dev.storycrew.stages.runtime;

import java.time.Duration;
import java.util.Map;

/**
 * How a stage service runs.
 *
 * @param kafka Kafka's own client settings, {@code bootstrap.servers} among them
 * @param instance identifies this process among those of the stage and stays the same across restarts
 * @param lanes how many envelopes are processed at a time
 * @param sessionTimeout after this long without a sign of life the process counts as dead
 * @param drain how long calls in hand may take to finish when partitions are lost or the process stops
 */
public record StageServiceSettings(
        Map<String, String> kafka, String instance, int lanes, Duration sessionTimeout, Duration drain) {
    public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(10);
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(60);

    public static final int DEFAULT_LANES = 8;

    /** An envelope started this often without finishing goes to dead letters. */
    static final int MAX_STARTS = 10;

    /** With this many earlier starts, an envelope is processed alone, so that it takes no other down with it. */
    static final int STARTS_BEFORE_ALONE = 2;

    public StageServiceSettings {
        kafka = Map.copyOf(kafka);
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes must be at least 1, but are " + lanes);
        }
    }

    /** The usual settings for a process against a cluster. */
    public static StageServiceSettings of(Map<String, String> kafka, String instance, int lanes) {
        return new StageServiceSettings(kafka, instance, lanes, DEFAULT_SESSION_TIMEOUT, DEFAULT_DRAIN);
    }

    /** How many envelopes a process takes in hand: one per lane and as many waiting. */
    int window() {
        return 2 * lanes;
    }
}
