package dev.storycrew.core.kpi;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The periods that figures are kept for: UTC days, their months, and all time. */
public final class KpiPeriod {
    /** The period that never ends. */
    public static final String TOTAL = "total";

    /** In place of a period: all time, as counters that never fall. */
    public static final String EXPORTED = "exported";

    private static final int MONTH_LENGTH = "2026-11".length();
    private static final int DAY_LENGTH = "2026-11-24".length();

    private KpiPeriod() {}

    /**
     * The UTC day of a time, such as {@code 2026-11-24}.
     *
     * @param epochMillis milliseconds since the epoch
     */
    public static String dayOf(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis)
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    /** The month of a day, such as {@code 2026-11}. */
    public static String monthOf(String day) {
        return day.substring(0, MONTH_LENGTH);
    }

    public static boolean isDay(String period) {
        return period.length() == DAY_LENGTH;
    }

    public static boolean isMonth(String period) {
        return period.length() == MONTH_LENGTH;
    }

    /** Every period that a day counts in: itself, its month, and all time. */
    public static List<String> containing(String day) {
        return List.of(day, monthOf(day), TOTAL);
    }
}
