package dev.storycrew.audit.kpi;

import dev.storycrew.core.kpi.KpiFigure;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the ledger's figures compare with what the topics tell.
 *
 * @param agreeing periods whose figures are right
 * @param unknown periods whose records are no longer all there
 * @param differences the figures that differ, by period
 * @param chapters how many were counted
 * @param records how many were read
 * @param unreadable how many of them could not be decoded, which the ledger skips as well
 */
public record KpiAuditReport(
        SortedSet<String> agreeing,
        SortedSet<String> unknown,
        List<Difference> differences,
        int chapters,
        long records,
        long unreadable) {
    public KpiAuditReport {
        agreeing = Collections.unmodifiableSortedSet(new TreeSet<>(agreeing));
        unknown = Collections.unmodifiableSortedSet(new TreeSet<>(unknown));
        differences = List.copyOf(differences);
    }

    /**
     * A figure that differs.
     *
     * @param topic the one it is on
     * @param expected as counted again
     * @param found as published; 0 if the period was not published
     */
    public record Difference(String topic, String period, KpiFigure figure, long expected, long found) {}

    public boolean clean() {
        return differences.isEmpty();
    }
}
