package dev.storycrew.bench.faults;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign does.
 *
 * @param seed of schedule, books and answers
 * @param faults how many
 * @param chapters at least this many; more are published while faults are left
 * @param minutes after which no fault is started
 * @param brokers 1, or 3 with three replicas
 * @param data an empty or new folder
 * @param without a protection to remove, or empty
 * @param kinds only these kinds of faults; empty for all
 * @param policy the file of the policy that routers decide by; null for the default one
 */
public record CampaignSettings(
        long seed,
        int faults,
        int chapters,
        int minutes,
        int brokers,
        Path data,
        String without,
        Set<FaultKind> kinds,
        @Nullable Path policy) {
    /** As many as a campaign's topics have. */
    static final int PARTITIONS = 4;

    static final int LANES = 4;

    /** The most a chapter may cost. */
    public static final double BUDGET_USD = 1.0;

    static final long SESSION_MILLIS = 6000;
    static final long DRAIN_MILLIS = 3000;

    public CampaignSettings {
        kinds = Set.copyOf(kinds);
        if (brokers != 1 && brokers != 3) {
            throw new IllegalArgumentException("brokers must be 1 or 3, but is " + brokers);
        }
        if (faults < 0 || chapters < 1 || minutes < 1) {
            throw new IllegalArgumentException("faults, chapters and minutes must be positive");
        }
    }

    /** A campaign under the default policy. */
    CampaignSettings(
            long seed,
            int faults,
            int chapters,
            int minutes,
            int brokers,
            Path data,
            String without,
            Set<FaultKind> kinds) {
        this(seed, faults, chapters, minutes, brokers, data, without, kinds, null);
    }

    /** True when a kind of fault is among those wanted. */
    boolean mayBe(FaultKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }
}
