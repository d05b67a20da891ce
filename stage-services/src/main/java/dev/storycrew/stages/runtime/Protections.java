package dev.storycrew.stages.runtime;

/**
 * What keeps work from being lost, repeated or doubled. All of it is always on; a fault campaign switches one off at a time
 * to prove that its checker would notice.
 *
 * @param bitmap what was finished beyond an unfinished offset is committed with it
 * @param fencing commits carry the consumer's group metadata, so that Kafka refuses those of a process that lost its place
 * @param revocation results for partitions that are another's now are dropped
 * @param starts starts without an end are counted and limited
 */
public record Protections(boolean bitmap, boolean fencing, boolean revocation, boolean starts) {
    /** As it must be. */
    public static final Protections ALL = new Protections(true, true, true, true);
}
