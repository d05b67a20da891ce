package dev.storycrew.core.judge;

import java.util.List;

/**
 * What the judge said about one attempt, and what was counted besides. Not yet a {@link Verdict}: the gates decide.
 *
 * @param scores the seven scores
 * @param hardFail what fails a chapter whatever its scores
 * @param passed the judge's own opinion
 * @param issues what is wrong, in the judge's order
 * @param revisionInstructions what to do about it
 * @param strengths what must survive a revision
 * @param findings the deterministic checks' facts about the same text
 */
public record JudgeReport(
        Scores scores,
        HardFail hardFail,
        boolean passed,
        List<Issue> issues,
        List<String> revisionInstructions,
        List<String> strengths,
        List<Finding> findings) {
    public JudgeReport {
        issues = List.copyOf(issues);
        revisionInstructions = List.copyOf(revisionInstructions);
        strengths = List.copyOf(strengths);
        findings = List.copyOf(findings);
    }
}
