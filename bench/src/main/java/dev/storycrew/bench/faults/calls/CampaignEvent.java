package dev.storycrew.bench.faults.calls;

/**
 * Something that happened to the fleet.
 *
 * @param at milliseconds since the epoch, by the campaign's clock
 * @param fault the number of the fault that it belongs to; 0 for none
 * @param member whom it happened to; empty for the campaign itself
 * @param subject what it is about: the kind of an INJECTED or SKIPPED fault; the place of a DUPLICATED or POISONED
 *     record, {@code topic-partition@offset}; how many milliseconds a CLOCK is off; else empty
 * @param detail more of it, for people
 */
public record CampaignEvent(long at, int fault, Kind kind, String member, String subject, String detail) {
    /** What happened. */
    public enum Kind {
        /** The schedule's fault was carried out. */
        INJECTED,
        /** The schedule's fault could not be carried out here, or its moment did not come. */
        SKIPPED,
        /** A process was started. */
        STARTED,
        /** A process reported that it serves. */
        SERVING,
        /** A process was told to stop (SIGTERM), which may take a while. */
        TERMINATED,
        /** A process ended, for whatever reason. */
        DIED,
        /** A process was stopped (SIGSTOP). */
        STOPPED,
        /** A stopped process was continued. */
        CONTINUED,
        /** A process was cut off from the network. */
        CUT_OFF,
        /** It was connected again. */
        CONNECTED,
        /** A process started with a clock that is off. */
        CLOCK,
        /** The campaign published a second copy of a result. */
        DUPLICATED,
        /** The campaign published a record that nobody can process. */
        POISONED,
        /** The campaign published a book. */
        PUBLISHED
    }
}
