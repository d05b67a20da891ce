package dev.storycrew.stages.judge;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.stages.answer.BrokenAnswerException;
import dev.storycrew.stages.answer.JsonAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the judge's answer. */
final class ReportAnswer {
    private ReportAnswer() {}

    static JudgeReport read(String answer, List<Finding> findings, TruthGuard guard) {
        JsonAnswer json = JsonAnswer.find(answer, Set.of("scores", "hard_fail", "passed", "issues"));
        JsonAnswer hardFail = json.object("hard_fail");
        try {
            return new JudgeReport(
                    scores(json.object("scores")),
                    new HardFail(hardFail.bool("safety_pass"), guard.cleaned(hardFail.texts("continuity_conflicts"))),
                    json.bool("passed"),
                    json.objects("issues").stream()
                            .map(issue -> issue(issue, guard))
                            .toList(),
                    guard.cleaned(json.texts("revision_instructions")),
                    guard.cleaned(json.texts("strengths")),
                    findings);
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(String.valueOf(e.getMessage()));
        }
    }

    private static Scores scores(JsonAnswer scores) {
        return new Scores(
                scores.number("continuity"),
                scores.number("pacing"),
                scores.number("character_motivation"),
                scores.number("genre_fulfillment"),
                scores.number("prose"),
                scores.number("hook"),
                scores.number("clue_fairness"));
    }

    private static Issue issue(JsonAnswer issue, TruthGuard guard) {
        String note = issue.optionalText("note");
        return new Issue(
                issue.text("type"),
                severity(issue.optionalText("severity"), issue.at("severity")),
                note == null ? "" : guard.clean(note),
                issue.optionalText("location"));
    }

    private static Severity severity(@Nullable String word, String where) {
        if (word == null) {
            return Severity.MEDIUM;
        }
        try {
            return Severity.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(where + " must be low, medium, high or critical, not '" + word + "'");
        }
    }
}
