package dev.storycrew.cli.auditor;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A report on a period's figures beside those of the period before.
 *
 * @param title such as {@code Weekly cost}
 * @param period such as {@code 2026-W48}
 * @param days its days, for people
 * @param before the period before, such as {@code 2026-W47}
 * @param rows empty if nothing was counted in the period
 * @param notes what a reader must know to read them right
 */
record KpiTable(String title, String period, String days, String before, List<Row> rows, List<String> notes) {
    KpiTable {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** What a row's numbers are. */
    enum Unit {
        CHAPTERS,
        COUNT,
        TOKENS,
        USD,
        SECONDS,
        /** From 0 to 1. */
        SHARE,
        /** From 0 to 10. */
        SCORE
    }

    /**
     * A figure.
     *
     * @param section the heading that it stands under
     * @param now in the period; empty where there is nothing to divide by
     * @param before in the period before
     */
    record Row(String section, String name, Unit unit, OptionalDouble now, OptionalDouble before) {}

    boolean isEmpty() {
        return rows.isEmpty();
    }
}
