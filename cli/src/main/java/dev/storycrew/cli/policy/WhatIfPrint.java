package dev.storycrew.cli.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.audit.whatif.Costs;
import dev.storycrew.audit.whatif.Differences;
import dev.storycrew.audit.whatif.WhatIfReport;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.text.Counted;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A what-if's report, for people and for programs. */
final class WhatIfPrint {
    private static final double PERCENT = 100;

    private WhatIfPrint() {}

    static String text(WhatIfReport report) {
        if (report.decisions() == 0) {
            return "no judge result was recorded, so there is nothing to compare " + report.candidate() + " with\n";
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s against %s (%s ended): %,d decided differently (%.1f %%), %,d of them the first of their chapter%n",
                report.candidate(),
                Counted.of(report.decisions(), "recorded decision"),
                Counted.of(report.chapters(), "chapter"),
                report.differing(),
                PERCENT * report.differing() / report.decisions(),
                report.firstOfTheirChapter()));
        for (WhatIfReport.Line line : report.lines()) {
            Differences differences = line.differences();
            text.append(String.format(
                    Locale.ROOT,
                    "%,7d  %-24s -> %-24s  %s%n",
                    differences.count(),
                    differences.from(),
                    differences.to(),
                    differences.issues().entrySet().stream()
                            .map(issue -> issue.getKey() + " " + issue.getValue())
                            .collect(Collectors.joining(", "))));
            text.append("         cost of each: ")
                    .append(mean(line.was()))
                    .append(" -> ")
                    .append(mean(line.wouldBe()));
            text.append(
                    line.usd() == null || line.tokens() == null
                            ? "; total unknown: this history never used one of these levels\n"
                            : String.format(
                                    Locale.ROOT, "; total %+.4f USD, %+,.0f tokens%n", line.usd(), line.tokens()));
            for (Differences.Example example : differences.examples()) {
                text.append(String.format(
                        Locale.ROOT,
                        "         e.g. %s %s (%s)%n           was      %s%n           would be %s%n",
                        example.chapter(),
                        Attempts.label(example.attempt()),
                        example.judged(),
                        example.was(),
                        example.wouldBe()));
            }
        }
        text.append("Measured in this history, per retry:\n");
        new TreeMap<>(report.measured())
                .forEach((kind, mean) -> text.append(String.format(
                        Locale.ROOT,
                        "  %-26s %s in %s%n",
                        kind,
                        mean(mean),
                        Counted.of(mean.attempts(), "retry", "retries"))));
        if (report.underEmergencyStop() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "made with ENABLE_SELECTIVE_RETRY=false, which overrides any policy: %s%n",
                    Counted.of(report.underEmergencyStop(), "decision")));
        }
        if (report.withoutReason() > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "recorded by an older version, which did not note whether ENABLE_SELECTIVE_RETRY was false: %s%n",
                    Counted.of(report.withoutReason(), "decision")));
        }
        text.append("What this cannot know:\n");
        WhatIfReport.UNKNOWN.forEach(
                sentence -> text.append("  - ").append(sentence).append('\n'));
        return text.toString();
    }

    static ObjectNode json(WhatIfReport report) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("candidate", report.candidate())
                .put("chapters", report.chapters())
                .put("decisions", report.decisions())
                .put("differing", report.differing())
                .put("first_of_their_chapter", report.firstOfTheirChapter())
                .put("under_emergency_stop", report.underEmergencyStop())
                .put("without_reason", report.withoutReason());
        ArrayNode lines = node.putArray("differences");
        for (WhatIfReport.Line line : report.lines()) {
            ObjectNode one = lines.addObject()
                    .put("from", line.differences().from())
                    .put("to", line.differences().to())
                    .put("count", line.differences().count());
            line.differences().issues().forEach(one.putObject("issues")::put);
            put(one, "cost_of_each_was", line.was());
            put(one, "cost_of_each_would_be", line.wouldBe());
            one.put("together_usd", line.usd());
            one.put("together_tokens", line.tokens());
            ArrayNode examples = one.putArray("examples");
            for (Differences.Example example : line.differences().examples()) {
                examples.addObject()
                        .put("chapter", example.chapter())
                        .put("attempt", example.attempt())
                        .put("topic", example.judged().topic())
                        .put("partition", example.judged().partition())
                        .put("offset", example.judged().offset())
                        .put("was", example.was())
                        .put("would_be", example.wouldBe());
            }
        }
        ObjectNode measured = node.putObject("measured");
        new TreeMap<>(report.measured()).forEach((kind, mean) -> put(measured, kind, mean));
        ArrayNode unknown = node.putArray("cannot_know");
        WhatIfReport.UNKNOWN.forEach(unknown::add);
        return node;
    }

    private static void put(ObjectNode node, String field, Costs.@Nullable Mean mean) {
        if (mean == null) {
            node.putNull(field);
        } else {
            node.putObject(field)
                    .put("attempts", mean.attempts())
                    .put("usd", mean.usd())
                    .put("tokens", mean.tokens());
        }
    }

    private static String mean(Costs.@Nullable Mean mean) {
        return mean == null
                ? "unknown"
                : String.format(Locale.ROOT, "%s and %,.0f tokens", Money.text(mean.usd()), mean.tokens());
    }
}
