package dev.storycrew.core.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KpiCountersTest {
    @Test
    void anOutcomeThatIsTakenBackStaysCounted() {
        KpiRollup total = total(Map.of(figure(KpiMeasure.CHAPTERS_EXHAUSTED, ""), 500L));
        KpiRollup counters = KpiCounters.from(total);

        KpiRollup accepted = total(Map.of(
                figure(KpiMeasure.CHAPTERS_EXHAUSTED, ""), -1L,
                figure(KpiMeasure.CHAPTERS_ACCEPTED, ""), 1L));
        KpiRollup after = KpiCounters.after(counters, total.plus(accepted), accepted);
        KpiRollup another = total(Map.of(figure(KpiMeasure.CHAPTERS_EXHAUSTED, ""), 1L));
        KpiRollup last = KpiCounters.after(after, total.plus(accepted).plus(another), another);

        assertThat(after.get(KpiMeasure.CHAPTERS_EXHAUSTED)).isEqualTo(500);
        assertThat(after.get(KpiMeasure.CHAPTERS_ACCEPTED)).isEqualTo(1);
        assertThat(last.get(KpiMeasure.CHAPTERS_EXHAUSTED))
                .as("the next one is seen")
                .isEqualTo(501);
    }

    @Test
    void anEstimateThatFallsIsShownOnceItIsHigherThanEver() {
        KpiFigure estimate = figure(KpiMeasure.FULL_RETRY_COST_NANO_USD, "");
        KpiRollup total = total(Map.of(estimate, 72_000_000L));
        KpiRollup counters = KpiCounters.from(total);

        KpiRollup cheaper = total(Map.of(estimate, -11_700_000L));
        KpiRollup after = KpiCounters.after(counters, total.plus(cheaper), cheaper);
        KpiRollup second = total(Map.of(estimate, 60_300_000L));
        KpiRollup last = KpiCounters.after(after, total.plus(cheaper).plus(second), second);

        assertThat(after.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isEqualTo(72_000_000);
        assertThat(last.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isEqualTo(120_600_000);
    }

    @Test
    void neitherThePartNorTheRestOfACountFalls() {
        KpiRollup total = total(Map.of(
                figure(KpiMeasure.JUDGED, ""), 10L,
                figure(KpiMeasure.JUDGE_PASSED, ""), 7L));
        KpiRollup corrected = total(Map.of(figure(KpiMeasure.JUDGE_PASSED, ""), 1L));

        KpiRollup after = KpiCounters.after(KpiCounters.from(total), total.plus(corrected), corrected);

        assertThat(after.get(KpiMeasure.JUDGE_PASSED)).isEqualTo(8);
        assertThat(after.get(KpiMeasure.JUDGED)).as("3 failed").isEqualTo(11);
    }

    private static KpiRollup total(Map<KpiFigure, Long> figures) {
        return new KpiRollup(KpiPeriod.TOTAL, new TreeMap<>(figures));
    }

    private static KpiFigure figure(KpiMeasure measure, String label) {
        return new KpiFigure(measure, label);
    }
}
