package dev.storycrew.cli.auditor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.audit.kpi.PublishedFigures;
import dev.storycrew.core.kpi.KpiFigure;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRollup;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KpiTablesTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);

    private final PublishedFigures published = new PublishedFigures(
            new TreeMap<>(Map.of(
                    "2026-11-22", day("2026-11-22", 1, 1, 5_000_000_000L),
                    "2026-11-23", day("2026-11-23", 3, 1, 8_000_000_000L),
                    "2026-11-29", day("2026-11-29", 1, 0, 2_000_000_000L),
                    "2026-11-30", day("2026-11-30", 9, 9, 9_000_000_000L))),
            new TreeMap<>(Map.of("2026-11", day("2026-11", 14, 11, 24_000_000_000L))));

    @Test
    void aWeekIsTheSumOfItsDaysBesideTheWeekBefore() {
        assertThat(KpiTablePrint.markdown(KpiTables.weeklyCost(published, MONDAY)))
                .contains("# Weekly cost, 2026-W48\n\n2026-11-23 to 2026-11-29 (UTC)\n")
                .contains("| accepted | 4 | 1 |")
                .contains("| success rate | 80.0 % | 50.0 % |")
                .contains("| all | $10.0000 | $5.0000 |")
                .contains("| per accepted chapter | $2.5000 | $5.0000 |")
                .contains("| cost reduction | - | - |");
    }

    @Test
    void aMonthIsThatOfTheLedgerAndWhatCannotBeDividedIsADash() {
        KpiTable table = KpiTables.monthlyQuality(published, YearMonth.of(2026, 11));

        assertThat(KpiTablePrint.markdown(table))
                .contains("# Monthly quality, 2026-11")
                .contains("| success rate | 56.0 % | - |")
                .contains("| passed first time | - | - |");
        assertThat(KpiTablePrint.csv(table))
                .startsWith("section,figure,unit,2026-11,2026-10\nChapters,accepted,chapters,14,0\n")
                .contains("Chapters,success rate,share,0.56,\n");
        assertThat(KpiTablePrint.json(table)).contains("\"figure\" : \"success rate\"", "\"before\" : null");
    }

    @Test
    void anEmptyPeriodSaysSo() {
        assertThat(KpiTablePrint.markdown(KpiTables.weeklyCost(published, MONDAY.minusDays(70))))
                .endsWith("Nothing was counted in 2026-W38.\n");
        assertThat(KpiTablePrint.markdown(KpiTables.monthlyQuality(published, YearMonth.of(2026, 9))))
                .endsWith("Nothing was counted in 2026-09.\n");
    }

    /** By ISO 8601 a year's first week is that of its first Thursday. */
    @ParameterizedTest
    @CsvSource({"2026-12-28, 2026-W53", "2027-01-04, 2027-W01", "2024-12-30, 2025-W01"})
    void aWeekHasItsIsoName(LocalDate monday, String name) {
        assertThat(KpiTables.weeklyCost(published, monday).period()).isEqualTo(name);
    }

    @Test
    void aModelsNameCannotBreakATable() {
        KpiRollup month = new KpiRollup(
                "2026-11", new TreeMap<>(Map.of(new KpiFigure(KpiMeasure.PARTIAL_REVIEWS_BY_MODEL, "a|b,\"c\""), 1L)));
        KpiTable table = KpiTables.monthlyQuality(
                new PublishedFigures(new TreeMap<>(), new TreeMap<>(Map.of("2026-11", month))), YearMonth.of(2026, 11));

        assertThat(KpiTablePrint.markdown(table)).contains("| a\\|b,\"c\" | - | - |");
        assertThat(KpiTablePrint.csv(table)).contains(",\"a|b,\"\"c\"\"\",share,,");
    }

    private static KpiRollup day(String period, long accepted, long exhausted, long cost) {
        return new KpiRollup(
                period,
                new TreeMap<>(Map.of(
                        new KpiFigure(KpiMeasure.CHAPTERS_ACCEPTED, ""), accepted,
                        new KpiFigure(KpiMeasure.CHAPTERS_EXHAUSTED, ""), exhausted,
                        new KpiFigure(KpiMeasure.COST_NANO_USD, ""), cost)));
    }
}
