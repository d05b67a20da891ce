package dev.storycrew.files.policy;

import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.RetryContext;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.retry.Unlocated;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    private static final String ANY = "any";
    private static final String ANYTHING_ELSE = "anything else";
    private static final String ESCALATED = "*";
    private static final String NO_ISSUE = "failed gate, no issue";

    private final RetryRouter router;
    private final RetryPolicy policy;

    private DecisionTable(RetryPolicy policy) {
        this.policy = policy;
        this.router = new RetryRouter(policy, true);
    }

    /**
     * What is decided each time that a chapter fails with an issue.
     *
     * @param issue its type, or {@code anything else}, or {@code failed gate, no issue}
     * @param severity {@code any} if all decide the same, else those that do: {@code high, critical}; empty without an issue
     * @param retries what is decided at the first failure, the second and so on
     */
    public record Row(String issue, String severity, List<Cell> retries) {
        public Row {
            retries = List.copyOf(retries);
        }
    }

    /**
     * A decision.
     *
     * @param erases the earliest part that the level erases
     */
    public record Cell(String level, boolean escalated, List<String> erases) {
        public Cell {
            erases = List.copyOf(erases);
        }

        private String text() {
            return level + (escalated ? ESCALATED : "");
        }
    }

    /** One row for all severities of an issue that decide the same. */
    public static List<Row> rows(RetryPolicy policy) {
        return new DecisionTable(policy).rows();
    }

    /** What the table does not say. */
    public static List<String> sentences(RetryPolicy policy) {
        List<String> lines = new ArrayList<>();
        lines.add(
                policy.maxRetries() == 0
                        ? "a chapter that fails on the first pass is EXHAUSTED: max-retries is 0"
                        : ESCALATED + " escalated; a chapter that still fails after "
                                + Attempts.retries(policy.maxRetries()) + " is EXHAUSTED");
        if (policy.scope() == Scope.SCENES) {
            lines.addAll(economies(policy));
        }
        policy.levels().values().stream()
                .filter(RetryLevel::keepsUnchangedScenes)
                .map(level ->
                        level.name() + ": the planner sees the old list; a scene whose entry comes back the same keeps"
                                + " its texts")
                .sorted()
                .forEach(lines::add);
        lines.add(gates(policy.gates()));
        if (!policy.selective()) {
            lines.add("selective is false, so every retry is FULL_RETRY, whatever the table says");
        }
        return lines;
    }

    /** Table and sentences as lines of text. */
    public static List<String> of(RetryPolicy policy) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("issue", "severity"));
        for (int retry = 0; retry < policy.maxRetries(); retry++) {
            head.add(Attempts.label(retry));
        }
        rows.add(head);
        for (Row row : rows(policy)) {
            List<String> cells = new ArrayList<>(List.of(row.issue, row.severity));
            row.retries.forEach(cell -> cells.add(cell.text()));
            rows.add(cells);
        }
        List<String> lines = aligned(rows);
        lines.addAll(sentences(policy));
        return lines;
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        TreeSet<String> types = new TreeSet<>();
        policy.rules().forEach(rule -> types.addAll(rule.issues()));
        types.forEach(type -> rows.addAll(rows(type)));
        rows.add(new Row(ANYTHING_ELSE, ANY, decisions(new Issue("something else", Severity.MEDIUM, "", null))));
        rows.add(new Row(NO_ISSUE, "", decisions(null)));
        return rows;
    }

    /** What a chapter must reach, whatever its judge says. */
    private static String gates(Gates gates) {
        Map<String, Double> least = new LinkedHashMap<>();
        least.put("character_motivation", gates.characterMotivation());
        least.put("pacing", gates.pacing());
        least.put("hook", gates.hook());
        least.put("genre_fulfillment", gates.genreFulfillment());
        least.put("clue_fairness (mystery)", gates.clueFairness());
        least.put("prose", gates.prose());
        least.put("continuity", gates.continuity());
        String scores = least.entrySet().stream()
                .map(score -> score.getKey() + " " + score.getValue())
                .collect(Collectors.joining(", "));
        String findings = gates.gatingFindings().stream()
                .sorted()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return "gates: " + scores + (gates.criticalIssues() ? "; no critical issue" : "")
                + (findings.isEmpty() ? "" : "; no finding of " + findings);
    }

    /** What is read and written less for money's sake. */
    private static List<String> economies(RetryPolicy policy) {
        List<String> lines = new ArrayList<>();
        if (policy.review() == Review.CHANGED_SCENES) {
            lines.add(
                    "review: after a retry of single scenes the judge reads what changed, and the whole chapter if that"
                            + " is not enough");
        }
        if (policy.unlocated() == Unlocated.STAGE_CHOOSES) {
            lines.add(
                    "unlocated: for an issue that names no scene, writer and editor keep each scene that needs no change");
        }
        return lines;
    }

    private List<Row> rows(String type) {
        Map<List<Cell>, List<String>> severitiesByDecisions = new LinkedHashMap<>();
        for (Severity severity : Severity.values()) {
            severitiesByDecisions
                    .computeIfAbsent(decisions(new Issue(type, severity, "", null)), key -> new ArrayList<>())
                    .add(severity.name().toLowerCase(Locale.ROOT));
        }
        return severitiesByDecisions.entrySet().stream()
                .map(entry -> new Row(
                        type,
                        severitiesByDecisions.size() == 1 ? ANY : String.join(", ", entry.getValue()),
                        entry.getKey()))
                .toList();
    }

    private List<Cell> decisions(@Nullable Issue issue) {
        Verdict verdict = new Verdict(false, issue == null ? List.of() : List.of(issue), List.of());
        List<String> levels = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        for (int retry = 0; retry < policy.maxRetries(); retry++) {
            RetryContext so = new RetryContext(levels, null, List.of());
            if (router.route(retry, Arm.SELECTIVE, verdict, work(), so) instanceof Route.Retry decided) {
                RetryLevel level = decided.level();
                levels.add(level.name());
                cells.add(new Cell(
                        level.name(),
                        decided.escalated(),
                        List.of(level.erases().label())));
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
