package dev.storycrew.console.api;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Figures as a table for other programs: a line for each period. */
final class FigureCsv {
    private FigureCsv() {}

    static String of(List<FiguresApi.Period> periods) {
        TreeSet<String> levels = new TreeSet<>();
        TreeSet<String> issues = new TreeSet<>();
        TreeSet<String> criteria = new TreeSet<>();
        periods.forEach(period -> {
            levels.addAll(period.byLevel().keySet());
            issues.addAll(period.issues().keySet());
            criteria.addAll(period.scores().keySet());
        });
        List<String> head = new ArrayList<>(List.of(
                "period",
                "accepted",
                "exhausted",
                "cancelled",
                "success",
                "usd_per_chapter",
                "usd_per_accepted",
                "cost_usd",
                "priced",
                "notional",
                "saved",
                "retry_cost_usd",
                "full_retry_cost_usd",
                "judge_pass",
                "pass_at_first_sight",
                "escalation",
                "retries",
                "seconds_per_chapter",
                "stage_runs",
                "stage_runs_failed"));
        levels.forEach(level ->
                head.addAll(List.of("retries " + level, "cost_usd " + level, "tokens " + level, "seconds " + level)));
        issues.forEach(issue -> head.add("issues " + issue));
        criteria.forEach(criterion -> head.add("score " + criterion));
        StringBuilder csv = new StringBuilder(line(head));
        for (FiguresApi.Period period : periods) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(period.period());
            row.add(period.chapters().accepted());
            row.add(period.chapters().exhausted());
            row.add(period.chapters().cancelled());
            row.add(period.success());
            row.add(period.usdPerChapter());
            row.add(period.usdPerAccepted());
            row.add(period.costUsd());
            row.add(period.priced());
            row.add(period.notional());
            row.add(period.saved());
            row.add(period.retryCostUsd());
            row.add(period.fullRetryCostUsd());
            row.add(period.judgePass());
            row.add(period.passAtFirstSight());
            row.add(period.escalation());
            row.add(period.retries());
            row.add(period.secondsPerChapter());
            row.add(period.stageRuns());
            row.add(period.stageRunsFailed());
            for (String level : levels) {
                FiguresApi.OfLevel of = period.byLevel().getOrDefault(level, new FiguresApi.OfLevel(0, 0, 0, 0));
                row.add(of.retries());
                row.add(of.costUsd());
                row.add(of.tokens());
                row.add(of.seconds());
            }
            issues.forEach(issue -> row.add(period.issues().getOrDefault(issue, 0L)));
            criteria.forEach(criterion -> row.add(period.scores().get(criterion)));
            csv.append(line(row));
        }
        return csv.toString();
    }

    private static String line(List<? extends @Nullable Object> cells) {
        return cells.stream().map(FigureCsv::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    /** An issue's type may be any word of a model, so no cell may begin what a spreadsheet takes for a formula. */
    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (value instanceof Number) {
            return text;
        }
        String tame = text.matches("[=+@\\t\\r-].*") ? "'" + text : text;
        return tame.matches("[A-Za-z0-9 _.:-]*") ? tame : '"' + tame.replace("\"", "\"\"") + '"';
    }
}
