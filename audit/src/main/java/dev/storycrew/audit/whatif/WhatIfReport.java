package dev.storycrew.audit.whatif;

import dev.storycrew.core.cost.Money;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate policy would have decided.
 *
 * @param candidate {@code name@version}
 * @param records how many records were looked at
 * @param chapters how many ended chapters were among them
 * @param decisions how many recorded decisions were recomputed, including acceptances and ends
 * @param differing how many come out differently
 * @param firstOfTheirChapter how many of those are the first of their chapter; the others were made on texts that the
 *     candidate would not have led to
 * @param underEmergencyStop how many were made while {@code ENABLE_SELECTIVE_RETRY} was false, which no policy can
 *     change
 * @param withoutReason how many records do not say so, because they were written before there was a field for it
 * @param lines the differences, the most frequent first
 * @param measured what attempts took on average, by kind of retry
 */
public record WhatIfReport(
        String candidate,
        long records,
        long chapters,
        long decisions,
        long differing,
        long firstOfTheirChapter,
        long underEmergencyStop,
        long withoutReason,
        List<Line> lines,
        Map<String, Costs.Mean> measured) {
    /** What a replay cannot know. */
    public static final List<String> UNKNOWN = List.of(
            "what a different retry would have written, and so whether it would have passed",
            "how many more retries it would have led to: each recorded judge result is decided by itself",
            "the cost of a level that this history never used");

    public WhatIfReport {
        lines = List.copyOf(lines);
        measured = Map.copyOf(measured);
    }

    /**
     * Decisions that change from one kind to one other.
     *
     * @param usd by how many US dollars these retries together would have cost more (or, negative, less); null where a level was
     *     never measured
     * @param tokens the same in tokens
     */
    public record Line(
            Differences differences,
            Costs.@Nullable Mean was,
            Costs.@Nullable Mean wouldBe,
            @Nullable Double usd,
            @Nullable Double tokens) {

        static Line of(Differences differences, Costs costs) {
            Costs.Mean was = costs.of(differences.fromKind());
            Costs.Mean wouldBe = costs.of(differences.toKind());
            if (was == null || wouldBe == null) {
                return new Line(differences, was, wouldBe, null, null);
            }
            return new Line(
                    differences,
                    was,
                    wouldBe,
                    Money.usd(differences.count() * (wouldBe.nanoUsd() - was.nanoUsd())),
                    differences.count() * (wouldBe.tokens() - was.tokens()));
        }
    }
}
