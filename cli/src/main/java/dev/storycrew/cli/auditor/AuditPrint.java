package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.Figures;
import dev.storycrew.audit.Violation;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.text.Counted;
import java.util.Locale;

/** An audit's report, for people and for programs. */
public final class AuditPrint {
    private static final double MEGA = 1e6;

    private AuditPrint() {}

    public static String text(AuditReport report) {
        StringBuilder text = new StringBuilder();
        for (Violation violation : report.violations()) {
            text.append("✗ ")
                    .append(violation.kind())
                    .append(": ")
                    .append(violation.kind().rule())
                    .append('\n');
            if (violation.chapter() != null) {
                text.append("    chapter  ").append(violation.chapter()).append('\n');
            }
            text.append("    at       ").append(violation.position()).append('\n');
            text.append("    expected ").append(violation.expected()).append('\n');
            text.append("    found    ").append(violation.found()).append('\n');
        }
        Figures figures = report.figures();
        long chapters = figures.ended() + figures.openChapters() + figures.begunBeforeChapters();
        text.append(String.format(
                Locale.ROOT,
                "%s (%.1f MB) in %.1f s, %,.0f records/s%n",
                Counted.of(figures.records(), "record"),
                figures.bytes() / MEGA,
                report.seconds(),
                report.recordsPerSecond()));
        text.append(String.format(
                Locale.ROOT,
                "%s: %,d accepted, %,d exhausted, %,d cancelled, %,d under way, %,d not checked (started before the"
                        + " records read)%n",
                Counted.of(chapters, "chapter"),
                figures.ended(ChapterOutcome.Kind.ACCEPTED),
                figures.ended(ChapterOutcome.Kind.EXHAUSTED),
                figures.ended(ChapterOutcome.Kind.CANCELLED),
                figures.openChapters(),
                figures.begunBeforeChapters()));
        if (figures.smokeChapters() > 0) {
            text.append("left out: ")
                    .append(Counted.of(figures.smokeChapters(), "chapter"))
                    .append(" of storycrew validate\n");
        }
        text.append(String.format(
                Locale.ROOT,
                "%s, %s recomputed, %s, %s by operators%n",
                Counted.of(figures.attempts(), "attempt"),
                Counted.of(figures.decisions(), "decision"),
                Counted.of(figures.stageRuns(), "stage run"),
                Counted.of(figures.laterOutcomes(), "later outcome")));
        text.append(String.format(
                Locale.ROOT,
                "%s and %s in the outcomes%n",
                Counted.of(figures.usage().totalTokens(), "token"),
                figures.usage().cost()));
        text.append(
                report.clean()
                        ? "✓ VERIFIED: nothing in the topics contradicts the rules"
                                + (chapters == 0 ? ", but there was no chapter to check" : "") + "\n"
                        : "✗ REFUTED: " + Counted.of(figures.refutedChapters(), "chapter") + " with violations\n");
        return text.toString();
    }

    static ObjectNode json(AuditReport report) {
        Figures figures = report.figures();
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("verified", report.clean());
        ArrayNode violations = node.putArray("violations");
        for (Violation violation : report.violations()) {
            violations
                    .addObject()
                    .put("kind", violation.kind().name())
                    .put("rule", violation.kind().rule())
                    .put("chapter", violation.chapter())
                    .put("topic", violation.position().topic())
                    .put("partition", violation.position().partition())
                    .put("offset", violation.position().offset())
                    .put("expected", violation.expected())
                    .put("found", violation.found());
        }
        ObjectNode counts = node.putObject("violations_by_kind");
        report.counts().forEach((kind, count) -> counts.put(kind.name(), count));
        node.putObject("figures")
                .put("records", figures.records())
                .put("bytes", figures.bytes())
                .put("seconds", report.seconds())
                .put("records_per_second", report.recordsPerSecond())
                .put("accepted", figures.ended(ChapterOutcome.Kind.ACCEPTED))
                .put("exhausted", figures.ended(ChapterOutcome.Kind.EXHAUSTED))
                .put("cancelled", figures.ended(ChapterOutcome.Kind.CANCELLED))
                .put("under_way", figures.openChapters())
                .put("begun_before", figures.begunBeforeChapters())
                .put("refuted", figures.refutedChapters())
                .put("attempts", figures.attempts())
                .put("decisions", figures.decisions())
                .put("stage_runs", figures.stageRuns())
                .put("later_outcomes", figures.laterOutcomes())
                .put("late_records", figures.lateRecords())
                .put("of_validate", figures.smokeChapters())
                .put("tokens", figures.usage().totalTokens())
                .put("cost_usd", figures.usage().cost().usd());
        return node;
    }
}
