package dev.storycrew.audit.kpi;

import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures that the ledger has written: the last value of each period that its topics still hold.
 *
 * @param days by day, such as {@code 2026-11-24}
 * @param months by month, such as {@code 2026-11}
 */
public record PublishedFigures(SortedMap<String, KpiRollup> days, SortedMap<String, KpiRollup> months) {
    public PublishedFigures {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
        months = Collections.unmodifiableSortedMap(new TreeMap<>(months));
    }

    /**
     * Reads them.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker is out of reach
     * @throws dev.storycrew.schemas.registry.UndecodableException when a record is no such value; it names the record
     */
    public static PublishedFigures read(Connection connection) {
        TreeMap<String, KpiRollup> days = new TreeMap<>();
        TreeMap<String, KpiRollup> months = new TreeMap<>();
        ReadPlan plan = ReadPlan.all(
                List.of(connection.topics().kpiDaily(), connection.topics().kpiMonthly()));
        EventReader.open(connection, plan).forEach(event -> {
            if (event.value() instanceof KpiRollup rollup) {
                (KpiPeriod.isDay(rollup.period()) ? days : months).put(rollup.period(), rollup);
            }
        });
        return new PublishedFigures(days, months);
    }

    /** A day's figures, all 0 where nothing was written. */
    public KpiRollup day(String day) {
        return days.getOrDefault(day, KpiRollup.empty(day));
    }

    /** A month's figures, all 0 where nothing was written. */
    public KpiRollup month(String month) {
        return months.getOrDefault(month, KpiRollup.empty(month));
    }
}
