package dev.storycrew.core.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The conditions a chapter must meet, whatever its judge says. Each number is the lowest score that passes.
 *
 * @param clueFairness applies to chapters of the genre {@code mystery} only
 * @param criticalIssues true if a critical issue fails a chapter
 * @param gatingFindings the kinds of deterministic findings that fail a chapter by themselves
 */
public record Gates(
        double characterMotivation,
        double pacing,
        double hook,
        double genreFulfillment,
        double clueFairness,
        double prose,
        double continuity,
        boolean criticalIssues,
        Set<Finding.Kind> gatingFindings) {

    private static final String MYSTERY = "mystery";

    public Gates {
        gatingFindings = Set.copyOf(gatingFindings);
    }

    /**
     * 7 for what a reader must get, 5 for prose and continuity, whose faults the judge names one by one, no critical
     * issue, and every finding whose kind gates.
     */
    public static Gates defaults() {
        Set<Finding.Kind> gating = Set.of(Finding.Kind.values()).stream()
                .filter(Finding.Kind::gating)
                .collect(Collectors.toUnmodifiableSet());
        return new Gates(7, 7, 7, 7, 7, 5, 5, true, gating);
    }

    /** These gates as they were before critical issues, prose and continuity failed a chapter by themselves. */
    public Gates withoutCriticalIssuesAndTextScores() {
        return new Gates(
                characterMotivation, pacing, hook, genreFulfillment, clueFairness, 0, 0, false, gatingFindings);
    }

    /**
     * Judges the judge.
     *
     * @param genre the book's genre, any case
     */
    public Verdict verdict(JudgeReport report, String genre) {
        Builder verdict = new Builder(report);
        Scores scores = report.scores();
        HardFail hardFail = report.hardFail();
        if (!hardFail.safetyPassed()) {
            verdict.fail(
                    IssueTypes.SAFETY, Severity.CRITICAL, "The text failed the safety check.", "safety_pass is false");
        }
        if (!hardFail.continuityConflicts().isEmpty()) {
            String conflicts = String.join("; ", hardFail.continuityConflicts());
            verdict.fail(
                    IssueTypes.CONTINUITY,
                    Severity.HIGH,
                    "Contradicts the bible: " + conflicts,
                    "continuity conflicts");
        }
        if (criticalIssues) {
            verdict.requireNoCriticalIssue();
        }
        verdict.require(
                IssueTypes.MOTIVATION, "character_motivation", scores.characterMotivation(), characterMotivation);
        verdict.require(IssueTypes.PACING, "pacing", scores.pacing(), pacing);
        verdict.require(IssueTypes.HOOK, "hook", scores.hook(), hook);
        verdict.require(IssueTypes.GENRE_FULFILLMENT, "genre_fulfillment", scores.genreFulfillment(), genreFulfillment);
        if (genre.equalsIgnoreCase(MYSTERY)) {
            verdict.require(IssueTypes.CLUE_FAIRNESS, "clue_fairness", scores.clueFairness(), clueFairness);
        }
        verdict.require(IssueTypes.PROSE, "prose", scores.prose(), prose);
        verdict.require(IssueTypes.CONTINUITY, "continuity", scores.continuity(), continuity);
        for (Finding finding : report.findings()) {
            if (gatingFindings.contains(finding.kind())) {
                verdict.failFinding(finding);
            }
        }
        return verdict.build();
    }

    private static final class Builder {
        private final JudgeReport report;
        private final Set<String> named;
        private final Set<String> raised;
        private final List<Issue> issues = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();

        Builder(JudgeReport report) {
            this.report = report;
            this.named = report.issues().stream().map(Issue::type).collect(Collectors.toUnmodifiableSet());
            this.raised = new HashSet<>(named);
            for (Issue issue : report.issues()) {
                boolean unsafe =
                        !report.hardFail().safetyPassed() && issue.type().equals(IssueTypes.SAFETY);
                issues.add(
                        unsafe
                                ? new Issue(
                                        issue.type(), Severity.CRITICAL, issue.note(), issue.location(), issue.quote())
                                : issue);
            }
        }

        void requireNoCriticalIssue() {
            report.issues().stream()
                    .filter(issue -> issue.severity() == Severity.CRITICAL)
                    .map(issue -> "critical issue: " + issue.type())
                    .distinct()
                    .forEach(failed::add);
        }

        void require(String issueType, String score, double value, double least) {
            if (value < least) {
                String gate = "%s %s < %s".formatted(score, number(value), number(least));
                fail(issueType, Severity.HIGH, "The score of " + score + " is too low.", gate);
            }
        }

        void fail(String issueType, Severity severity, String note, String gate) {
            failed.add(gate);
            if (raised.add(issueType)) {
                issues.add(new Issue(issueType, severity, note, null));
            }
        }

        void failFinding(Finding finding) {
            failed.add(finding.note());
            String type = finding.kind().issueType();
            if (!named.contains(type)) {
                issues.add(
                        new Issue(type, Severity.MEDIUM, finding.note(), SceneReferences.location(finding.scenes())));
            }
        }

        Verdict build() {
            return new Verdict(report.passed() && failed.isEmpty(), issues, failed);
        }

        private static String number(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }
    }
}
