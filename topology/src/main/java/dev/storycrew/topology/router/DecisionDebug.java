package dev.storycrew.topology.router;

import dev.storycrew.core.decision.Decision;
import dev.storycrew.core.decision.OperatorDecision;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.WorkChange;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.DebugLog;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What debug mode says about a decision: the issues found, the level and why, what is preserved. */
final class DecisionDebug {
    /** A type is any word of the judge's; anything else may be a sentence from the chapter. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]{1,40}");

    private DecisionDebug() {}

    /** On a judge result. */
    static void decided(ChapterEnvelope judged, Decision decision) {
        if (!DebugLog.isOn()) {
            return;
        }
        List<Issue> issues = issues(judged, decision.route());
        String found = found(issues);
        List<String> gates = decision.retry() == null
                ? List.of()
                : decision.retry().failedGates().stream()
                        .map(gate -> quotesTheChapter(gate, judged) ? "a finding of the checks" : gate)
                        .distinct()
                        .toList();
        String shut = gates.isEmpty() ? "" : "; failed gates: " + String.join(", ", gates);
        DebugLog.line("debug_issues", judged, "issues found: " + found + shut, fields -> {
            fields.put("issues", found);
            fields.put("issue_count", issues.size());
            fields.put("failed_gates", String.join(", ", gates));
        });
        String sentence = sentence(decision.route().explanation(), issues);
        String goesTo =
                decision.outcome() == null ? decision.envelope().nextStage().label() : "chapters";
        DebugLog.line("debug_decision", judged, "goes to " + goesTo + ": " + sentence, fields -> {
            fields.put("goes_to", goesTo);
            fields.put("explanation", sentence);
            fields.put("policy", String.valueOf(decision.envelope().policy()));
            fields.put("arm", String.valueOf(decision.envelope().arm()));
            if (decision.route() instanceof Route.Retry retry) {
                fields.put("retry_level", retry.level().name());
                fields.put("scope", retry.scope().label());
                fields.put("scenes", DebugLog.numbers(retry.scenes()));
                fields.put("escalated", retry.escalated());
            }
        });
        if (decision.route() instanceof Route.Retry) {
            preserved(judged, judged.work(), decision.envelope().work());
        }
    }

    /** On an operator's command that starts a chapter again. */
    static void obeyed(OperatorDecision.GoesOn goesOn) {
        if (DebugLog.isOn()) {
            ChapterEnvelope next = goesOn.envelope();
            String goesTo = next.nextStage().label();
            DebugLog.line("debug_command", next, "goes to " + goesTo + ": " + goesOn.explanation(), fields -> {
                fields.put("goes_to", goesTo);
                fields.put("explanation", goesOn.explanation());
            });
            // An operator's run begins with everything there is: whatever is missing was erased.
            preserved(next, next.work(), next.work());
        }
    }

    private static void preserved(ChapterEnvelope chapter, ChapterWork before, ChapterWork after) {
        WorkChange change = WorkChange.between(before, after);
        DebugLog.line("debug_preserved", chapter, "preserved: " + change.describe(), fields -> {
            for (Part part : Part.values()) {
                fields.put("kept_" + part.label(), DebugLog.numbers(WorkChange.scenes(change.kept(), part)));
                fields.put("erased_" + part.label(), DebugLog.numbers(WorkChange.scenes(change.erased(), part)));
            }
        });
    }

    private static List<Issue> issues(ChapterEnvelope judged, Route route) {
        JudgeReport report = judged.work().report();
        if (route instanceof Route.Retry retry) {
            return retry.issues();
        }
        if (route instanceof Route.Exhausted exhausted) {
            return exhausted.issues();
        }
        return report == null ? List.of() : report.issues();
    }

    private static String found(List<Issue> issues) {
        return issues.isEmpty()
                ? "none"
                : issues.stream().map(DecisionDebug::issue).collect(Collectors.joining("; "));
    }

    private static String issue(Issue issue) {
        SortedSet<Integer> scenes = SceneReferences.in(issue.location());
        String where = scenes.isEmpty() ? "the whole chapter" : Scenes.named(scenes);
        return type(issue) + " " + issue.severity().name().toLowerCase(Locale.ROOT) + " " + where;
    }

    /** A gate failed by a finding is named by the finding's note, which may quote the chapter. */
    private static boolean quotesTheChapter(String gate, ChapterEnvelope judged) {
        JudgeReport report = judged.work().report();
        return report == null
                || report.findings().stream().anyMatch(finding -> finding.note().equals(gate));
    }

    private static String type(Issue issue) {
        return WORD.matcher(issue.type()).matches()
                ? issue.type()
                : "(not a word, " + Counted.of(issue.type().length(), "character") + ")";
    }

    private static String sentence(String explanation, List<Issue> issues) {
        String sentence = explanation;
        for (Issue issue : issues) {
            sentence = sentence.replace(issue.type(), type(issue));
        }
        return sentence;
    }
}
