package dev.storycrew.stages.judge;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Quotes;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.answer.JsonAnswer;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads the judge's answer. */
final class ReportAnswer {
    private static final String SCHEMA = """
            {"type":"object","additionalProperties":false,
             "required":["mended","unsure","scores","hard_fail","passed","issues","revision_instructions","strengths"],
             "properties":{
              "mended":{"type":"array","items":{"type":"boolean"}},
              "unsure":{"type":"boolean"},
              "scores":{"type":"object","additionalProperties":false,
               "required":["continuity","pacing","character_motivation","genre_fulfillment","prose","hook","clue_fairness"],
               "properties":{
                "continuity":{"type":"number"},
                "pacing":{"type":"number"},
                "character_motivation":{"type":"number"},
                "genre_fulfillment":{"type":"number"},
                "prose":{"type":"number"},
                "hook":{"type":"number"},
                "clue_fairness":{"type":"number"}}},
              "hard_fail":{"type":"object","additionalProperties":false,
               "required":["safety_pass","continuity_conflicts"],
               "properties":{
                "safety_pass":{"type":"boolean"},
                "continuity_conflicts":{"type":"array","items":{"type":"string"}}}},
              "passed":{"type":"boolean"},
              "issues":{"type":"array","items":{"type":"object","additionalProperties":false,
               "required":["type","severity","note","location","quote"],
               "properties":{
                "type":{"type":"string"},
                "severity":{"type":"string","enum":["low","medium","high","critical"]},
                "note":{"type":"string"},
                "location":{"type":"string"},
                "quote":{"type":"string"}}}},
              "revision_instructions":{"type":"array","items":{"type":"string"}},
              "strengths":{"type":"array","items":{"type":"string"}}}}
            """;

    private static final String NAME = "judge_report";

    static final AnswerFormat FORMAT = new AnswerFormat(NAME, SCHEMA);

    /**
     * That of a judge who reads only what changed. The schema stands before everything else in a request, so that only
     * with the same one a provider's cache serves what the chapter's first judge was sent.
     */
    static final AnswerFormat IN_PART = new AnswerFormat(NAME, SCHEMA, true);

    private static final Set<String> REQUIRED = Set.of("scores", "hard_fail", "passed", "issues");

    /** Replaces instructions that had to be withheld entirely. */
    private static final String MEND_THE_ISSUES = "Mend the issues named; more cannot be said.";

    private ReportAnswer() {}

    /**
     * Reads.
     *
     * @param text the chapter's, by scene, in which quotes must stand
     */
    static Judgement read(
            String answer, List<Finding> findings, TruthGuard guard, boolean inPart, SortedMap<Integer, String> text) {
        JsonAnswer json = JsonAnswer.find(answer, REQUIRED, REQUIRED);
        JsonAnswer hardFail = json.object("hard_fail");
        Quotes quotes = new Quotes(text);
        try {
            JudgeReport report = new JudgeReport(
                    scores(json.object("scores")),
                    new HardFail(
                            hardFail.bool("safety_pass"),
                            // A withheld conflict is still a conflict: the gate fails.
                            hardFail.texts("continuity_conflicts").stream()
                                    .map(guard::clean)
                                    .toList()),
                    json.bool("passed"),
                    json.objects("issues").stream()
                            .map(issue -> issue(issue, guard, quotes))
                            .toList(),
                    instructions(json.texts("revision_instructions"), guard),
                    guard.cleaned(json.texts("strengths")),
                    findings);
            return new Judgement(report, inPart, inPart && json.bool("unsure", false), mended(json, inPart));
        } catch (IllegalArgumentException e) {
            throw new BrokenAnswerException(String.valueOf(e.getMessage()));
        }
    }

    private static List<Boolean> mended(JsonAnswer json, boolean inPart) {
        return inPart ? json.bools("mended") : List.of();
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

    private static Issue issue(JsonAnswer issue, TruthGuard guard, Quotes quotes) {
        String type = issue.text("type");
        String note = issue.optionalText("note");
        String location = issue.optionalText("location");
        String quote = issue.optionalText("quote");
        return new Issue(
                guard.givesAway(type.replaceAll("[_-]+", " ")) ? "other" : type,
                severity(issue.optionalText("severity"), issue.at("severity")),
                note == null ? "" : guard.clean(note),
                location == null || !guard.givesAway(location)
                        ? location
                        : SceneReferences.location(List.copyOf(SceneReferences.in(location))),
                // The text may have guessed the truth; those who are not shown the text must not read it here.
                quote == null || guard.givesAway(quote) ? null : quotes.found(quote));
    }

    private static List<String> instructions(List<String> given, TruthGuard guard) {
        List<String> cleaned = guard.cleaned(given);
        return cleaned.isEmpty() && !given.isEmpty() ? List.of(MEND_THE_ISSUES) : cleaned;
    }

    private static Severity severity(@Nullable String word, String where) {
        if (word == null) {
            return Severity.MEDIUM;
        }
        return Severity.named(word)
                .orElseThrow(() -> new BrokenAnswerException(
                        where + " must be low, medium, high or critical, not '" + word + "'"));
    }
}
