package dev.storycrew.stages.runtime;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * What keeps work from being lost, repeated or doubled, where a fault campaign can put something weaker in its place to
 * prove that its checker would notice. The defaults are what must be; a service has {@link #ALL}.
 */
public interface Protections {
    /** As it must be. */
    Protections ALL = new Protections() {};

    /** What was finished beyond an unfinished offset was committed with it, and is not made again. */
    default String finishedBeyond(String committedMetadata) {
        return committedMetadata;
    }

    /** Commits carry the member's generation, so that Kafka refuses those of a process that lost its place. */
    default ConsumerGroupMetadata committingAs(ConsumerGroupMetadata member) {
        return member;
    }

    /** Results for partitions that belong to another process now are dropped. */
    default boolean dropsRevoked() {
        return true;
    }

    /** An envelope started this often without an end goes to dead letters. */
    default int maxStarts() {
        return StageServiceSettings.MAX_STARTS;
    }
}
