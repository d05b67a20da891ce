package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.audit.kpi.KpiAuditReport;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.text.Counted;
import java.util.Locale;
import java.util.SortedSet;

/** An audit of figures, for people and for programs. */
final class KpiAuditPrint {
    private KpiAuditPrint() {}

    static String text(KpiAuditReport report) {
        StringBuilder text = new StringBuilder();
        for (KpiAuditReport.Difference one : report.differences()) {
            text.append(String.format(
                    Locale.ROOT,
                    "✗ %s %s: %s is %d, expected %d%n",
                    one.topic(),
                    one.period(),
                    one.figure(),
                    one.found(),
                    one.expected()));
        }
        if (!report.unknown().isEmpty()) {
            text.append("not checked, because some of the records behind them are no longer kept: ")
                    .append(String.join(", ", report.unknown()))
                    .append('\n');
        }
        if (report.unreadable() > 0) {
            text.append(Counted.of(report.unreadable(), "record")).append(" could not be read or counted\n");
        }
        text.append("counted again: ")
                .append(Counted.of(report.chapters(), "chapter"))
                .append(" from ")
                .append(Counted.of(report.records(), "record"))
                .append('\n');
        if (!report.clean()) {
            return text.append(
                            "✗ FIGURES DIFFER: see above. The ledger writes them: check that it is running and has caught up,")
                    .append(" or give --to with an earlier day\n")
                    .toString();
        }
        return text.append(
                        report.agreeing().isEmpty()
                                ? "there are no figures for that time\n"
                                : "✓ FIGURES AGREE with the topics: " + periods(report.agreeing()) + "\n")
                .toString();
    }

    private static String periods(SortedSet<String> periods) {
        long days = periods.stream().filter(KpiPeriod::isDay).count();
        return Counted.of(days, "day") + " and " + Counted.of(periods.size() - days, "month");
    }

    static ObjectNode json(KpiAuditReport report) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("agree", report.clean());
        node.put("chapters", report.chapters());
        node.put("records", report.records());
        node.put("unreadable", report.unreadable());
        report.agreeing().forEach(node.withArray("/agreeing")::add);
        report.unknown().forEach(node.withArray("/not_checked")::add);
        node.withArray("/differences");
        for (KpiAuditReport.Difference one : report.differences()) {
            node.withArray("/differences")
                    .addObject()
                    .put("topic", one.topic())
                    .put("period", one.period())
                    .put("figure", one.figure().toString())
                    .put("expected", one.expected())
                    .put("found", one.found());
        }
        return node;
    }
}
