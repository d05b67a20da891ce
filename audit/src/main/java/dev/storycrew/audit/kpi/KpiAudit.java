package dev.storycrew.audit.kpi;

import dev.storycrew.core.kpi.KpiFigure;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Counts the ledger's figures again, from the topics alone. */
public final class KpiAudit {
    private static final long PAUSE_MILLIS = 500;

    private final Connection connection;
    private final Duration patience;

    /** @param patience for how long a difference must stay the same to be one: the ledger is a moment behind the topics */
    public KpiAudit(Connection connection, Duration patience) {
        this.connection = connection;
        this.patience = patience;
    }

    /**
     * Compares.
     *
     * @param from the first UTC day; null for the first there is
     * @param to the last UTC day; null for the last there is
     * @throws org.apache.kafka.common.KafkaException when the broker is out of reach
     */
    public KpiAuditReport run(@Nullable String from, @Nullable String to) throws InterruptedException {
        KpiAuditReport report = look(from, to);
        long since = System.nanoTime();
        // A ledger that is at work is a little behind; give up where it moves, but never arrives.
        long end = since + 6 * patience.toNanos();
        while (!report.clean()) {
            long now = System.nanoTime();
            if (now - since > patience.toNanos() || now > end) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            KpiAuditReport next = look(from, to);
            if (!next.differences().equals(report.differences())) {
                since = System.nanoTime();
            }
            report = next;
        }
        return report;
    }

    private KpiAuditReport look(@Nullable String from, @Nullable String to) {
        CountedFigures counted = CountedFigures.read(connection);
        PublishedFigures published = PublishedFigures.read(connection);
        SortedMap<String, KpiRollup> days = counted.days();
        SortedSet<String> inPart = counted.inPart();
        SortedSet<String> all = new TreeSet<>(days.keySet());
        all.addAll(published.days().keySet());
        Compared checked = new Compared();
        SortedMap<String, KpiRollup> months = new TreeMap<>();
        SortedSet<String> monthsUnknown = new TreeSet<>();
        for (String day : all) {
            boolean known = counted.isKnown(day) && !inPart.contains(day);
            KpiRollup expected = known ? days.getOrDefault(day, KpiRollup.empty(day)) : published.day(day);
            String month = KpiPeriod.monthOf(day);
            months.merge(month, expected.in(month), KpiRollup::plus);
            if (!known && !published.days().containsKey(day)) {
                monthsUnknown.add(month);
            }
            if (isWithin(day, from, to)) {
                checked.take(connection.topics().kpiDaily(), known ? expected : null, published.day(day));
            }
        }
        SortedSet<String> allMonths = new TreeSet<>(months.keySet());
        allMonths.addAll(published.months().keySet());
        for (String month : allMonths) {
            if (isWithin(
                    month, from == null ? null : KpiPeriod.monthOf(from), to == null ? null : KpiPeriod.monthOf(to))) {
                boolean known = !monthsUnknown.contains(month) && hasItsDays(month);
                checked.take(
                        connection.topics().kpiMonthly(),
                        known ? months.getOrDefault(month, KpiRollup.empty(month)) : null,
                        published.month(month));
            }
        }
        return new KpiAuditReport(
                checked.agreeing,
                checked.unknown,
                checked.differences,
                counted.chapters(),
                counted.records(),
                counted.unreadable());
    }

    /** False for a month whose first days may be gone from the daily figures. */
    private boolean hasItsDays(String month) {
        Duration kept = connection.topics().kpiDaily().retention();
        return kept == null
                || !LocalDate.parse(month + "-01")
                        .isBefore(LocalDate.now(ZoneOffset.UTC).minusDays(kept.toDays()));
    }

    private static boolean isWithin(String period, @Nullable String from, @Nullable String to) {
        return (from == null || period.compareTo(from) >= 0) && (to == null || period.compareTo(to) <= 0);
    }

    private static final class Compared {
        private final SortedSet<String> agreeing = new TreeSet<>();
        private final SortedSet<String> unknown = new TreeSet<>();
        private final List<KpiAuditReport.Difference> differences = new ArrayList<>();

        void take(Topic<KpiRollup> topic, @Nullable KpiRollup expected, KpiRollup found) {
            String period = found.period();
            if (expected == null) {
                unknown.add(period);
                return;
            }
            SortedSet<KpiFigure> differing = expected.differences(found);
            if (differing.isEmpty()) {
                agreeing.add(period);
            }
            differing.forEach(figure -> differences.add(new KpiAuditReport.Difference(
                    topic.name(),
                    period,
                    figure,
                    expected.get(figure.measure(), figure.label()),
                    found.get(figure.measure(), figure.label()))));
        }
    }
}
