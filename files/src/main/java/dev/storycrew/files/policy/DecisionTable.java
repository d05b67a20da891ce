package dev.storycrew.files.policy;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.RetryContext;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a policy decides, found out by asking the router itself: a row for each issue type and severity, a cell for each
 * retry of a chapter that fails with the same issue every time.
 */
public final class DecisionTable {
    private static final String ANYTHING_ELSE = "anything else";
    private static final String NO_ISSUE = "failed gate, no issue";

    private final RetryRouter router;
    private final RetryPolicy policy;

    private DecisionTable(RetryPolicy policy) {
        this.policy = policy;
        this.router = new RetryRouter(policy, true);
    }

    /** The table as lines of text. */
    public static List<String> of(RetryPolicy policy) {
        return new DecisionTable(policy).lines();
    }

    private List<String> lines() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("issue", "severity"));
        for (int retry = 0; retry < policy.maxRetries(); retry++) {
            head.add(Attempts.label(retry));
        }
        rows.add(head);
        TreeSet<String> types = new TreeSet<>();
        policy.rules().forEach(rule -> types.addAll(rule.issues()));
        types.forEach(type -> rows.addAll(rows(type)));
        rows.add(row(ANYTHING_ELSE, "any", decisions(new Issue("something else", Severity.MEDIUM, "", null))));
        rows.add(row(NO_ISSUE, "", decisions(null)));
        List<String> lines = aligned(rows);
        lines.add(
                policy.maxRetries() == 0
                        ? "a chapter that fails on the first pass is EXHAUSTED: max-retries is 0"
                        : "* escalated; a chapter that still fails after " + Attempts.retries(policy.maxRetries())
                                + " is EXHAUSTED");
        return lines;
    }

    /** One row for all severities with the same decisions. */
    private List<List<String>> rows(String type) {
        Map<List<String>, List<String>> severitiesByDecisions = new java.util.LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            severitiesByDecisions
                    .computeIfAbsent(decisions(new Issue(type, severity, "", null)), key -> new ArrayList<>())
                    .add(severity.name().toLowerCase(Locale.ROOT));
        }
        return severitiesByDecisions.entrySet().stream()
                .map(entry -> row(
                        type,
                        severitiesByDecisions.size() == 1 ? "any" : String.join(", ", entry.getValue()),
                        entry.getKey()))
                .toList();
    }

    private static List<String> row(String type, String severity, List<String> decisions) {
        List<String> row = new ArrayList<>(List.of(type, severity));
        row.addAll(decisions);
        return row;
    }

    private List<String> decisions(@Nullable Issue issue) {
        Verdict verdict = new Verdict(false, issue == null ? List.of() : List.of(issue), List.of());
        List<String> levels = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        for (int retry = 0; retry < policy.maxRetries(); retry++) {
            RetryContext so = new RetryContext(levels, null, List.of());
            if (router.route(retry, Arm.SELECTIVE, verdict, work(), so) instanceof Route.Retry decided) {
                levels.add(decided.level().name());
                cells.add(decided.level().name() + (decided.escalated() ? "*" : ""));
            }
        }
        return cells;
    }

    private static ChapterWork work() {
        SceneList list = new SceneList(null, null, List.of(new ScenePlan(1, "any", null, List.of(), null, null, 0)));
        return ChapterWork.of(list, part -> new TreeMap<>(Map.of(1, "any")), null);
    }

    private static List<String> aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int column = 0; column < columns; column++) {
                        line.append(String.format("%-" + (widths[column] + 2) + "s", row.get(column)));
                    }
                    return line.toString().stripTrailing();
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
