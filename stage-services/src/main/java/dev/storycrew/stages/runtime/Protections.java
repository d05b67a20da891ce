package dev.storycrew.stages.runtime;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * What keeps work from being lost, repeated or duplicated. A fault campaign can weaken each one to prove that its
 * checker notices. The defaults are required; a service uses {@link #ALL}.
 */
public interface Protections {
    /** All in place. */
    Protections ALL = new Protections() {};

    /** What was finished beyond an unfinished offset was committed with it, and is not repeated. */
    default String finishedBeyond(String committedMetadata) {
        return committedMetadata;
    }

    /** Commits carry the member's generation, so that Kafka refuses those of a process that lost its place. */
    default ConsumerGroupMetadata committingAs(ConsumerGroupMetadata member) {
        return member;
    }

    /** Results for partitions that now belong to another process are dropped. */
    default boolean dropsRevoked() {
        return true;
    }

    /** An envelope started this often without finishing goes to dead letters. */
    default int maxStarts() {
        return StageServiceSettings.MAX_STARTS;
    }
}
