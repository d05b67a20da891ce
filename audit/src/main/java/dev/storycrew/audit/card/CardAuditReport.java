package dev.storycrew.audit.card;

import java.util.List;

/**
 * What a look at the cards found.
 *
 * @param agreeing cards that are as their records have it
 * @param unknown cards that cannot be checked, since some of their records are no longer kept
 * @param differences one sentence for each card that differs, with its key
 */
public record CardAuditReport(int agreeing, int unknown, List<String> differences) {
    public CardAuditReport {
        differences = List.copyOf(differences);
    }

    /** True if no card differs. */
    public boolean clean() {
        return differences.isEmpty();
    }
}
