package dev.storycrew.bench.faults;

import java.nio.file.Path;
import java.util.Set;

/**
 * What a campaign is to do.
 *
 * @param seed of schedule, books and answers
 * @param faults how many
 * @param chapters at least this many; more are published while faults are left
 * @param minutes after which no more faults are begun
 * @param brokers 1, or 3 with three copies of each record
 * @param data an empty or new folder
 * @param without a protection to do without, or empty
 * @param kinds only these kinds of faults; empty for all
 */
public record CampaignSettings(
        long seed,
        int faults,
        int chapters,
        int minutes,
        int brokers,
        Path data,
        String without,
        Set<FaultKind> kinds) {
    /** As many as a campaign's topics have. */
    static final int PARTITIONS = 4;

    static final int LANES = 4;

    /** Most of what a chapter may cost. */
    public static final double BUDGET_USD = 1.0;

    static final long SESSION_MILLIS = 6000;
    static final long DRAIN_MILLIS = 3000;

    public CampaignSettings {
        kinds = Set.copyOf(kinds);
        if (brokers != 1 && brokers != 3) {
            throw new IllegalArgumentException("brokers must be 1 or 3, but is " + brokers);
        }
        if (faults < 0 || chapters < 1 || minutes < 1) {
            throw new IllegalArgumentException("faults, chapters and minutes are positive");
        }
    }

    /** True when a kind of fault is among those wanted. */
    boolean mayBe(FaultKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }
}
