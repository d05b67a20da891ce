package dev.storycrew.stages.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.stages.Schemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportAnswerTest {
    private static final TruthGuard GUARD = new TruthGuard(StoryBible.initial(
            List.of(new StoryCharacter("Edda Corrow", null, null, null, List.of())),
            List.of(),
            new TruthCard(Map.of("culprit", "Edda Corrow", "method", "arsenic in the thermometer"))));
    private static final SortedMap<Integer, String> TEXT =
            new TreeMap<>(Map.of(1, "The rain stopped.\n\n“Well,” said Edda, “that’s that.”", 2, "雨停了。她没有回头。"));
    private static final String GOOD = """
            {"scores":{"continuity":8,"pacing":8,"character_motivation":8,"genre_fulfillment":8,"prose":8,"hook":8,
            "clue_fairness":8},"hard_fail":{"safety_pass":true,"continuity_conflicts":[]},"passed":true,"issues":[],
            "revision_instructions":[],"strengths":[]}""";

    @Test
    void theSchemaIsStrictAndThePromptShowsIt() {
        Schemas.assertStrict(ReportAnswer.FORMAT);
        Schemas.assertPromptShows(ReportAnswer.FORMAT, "judge.system");
        assertThat(verdict(read(Schemas.example("judge.system").toString()), List.of())
                        .passed())
                .isTrue();
    }

    /** A judge who is shown a row of eights gives eights. */
    @Test
    void theExampleHasNoScoreAndNoVerdictThatCouldBeCopied() throws IOException {
        try (var resource = ReportAnswer.class.getResourceAsStream("/prompts/judge.system.mustache")) {
            String prompt = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(prompt.lines().filter(line -> line.startsWith("{\"")))
                    .hasSize(1)
                    .allSatisfy(example -> assertThat(example)
                            .doesNotContainPattern("\"(?!location)[a-z_]+\":(?:\\d|true|false|\"[a-z])"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The rain stopped | The rain stopped",
                "“the rain  stopped.” | the rain stopped",
                "\\\"Well,\\\" said Edda, \\\"that's that | Well,\" said Edda, \"that's that",
                "她没有回头 | 她没有回头",
                "The rain went on |",
                "... |",
            })
    void aQuoteThatIsNotInTheTextIsDroppedAndTheIssueStays(String quote, @Nullable String found) {
        JudgeReport report = read(GOOD.replace(
                "\"issues\":[]",
                "\"issues\":[{\"type\":\"prose\",\"note\":\"Flat.\",\"location\":\"scene 1\",\"quote\":\"" + quote
                        + "\"}]"));

        assertThat(report.issues()).containsExactly(new Issue("prose", Severity.MEDIUM, "Flat.", "scene 1", found));
    }

    /** Writer and planner are shown quotes, and need not be shown the text. */
    @Test
    void aQuoteInWhichTheTextGuessesTheTruthIsNotHandedOn() {
        SortedMap<Integer, String> guessing =
                new TreeMap<>(Map.of(1, "Perhaps there was arsenic in the thermometer.", 2, "It rained."));
        String answer = GOOD.replace(
                "\"issues\":[]",
                "\"issues\":[{\"type\":\"prose\",\"note\":\"Flat.\",\"location\":\"scene 1\",\"quote\":\"arsenic in the thermometer\"}]");
        JudgeReport report =
                ReportAnswer.read(answer, List.of(), GUARD, false, guessing).report();

        assertThat(report.issues()).containsExactly(new Issue("prose", Severity.MEDIUM, "Flat.", "scene 1", null));
    }

    /** The model's word is one condition among others. */
    @ParameterizedTest
    @CsvSource({
        "'\"hook\":8', '\"hook\":6.9', hook",
        "'\"pacing\":8', '\"pacing\":0', pacing",
        "'\"character_motivation\":8', '\"character_motivation\":6', motivation",
        "'\"genre_fulfillment\":8', '\"genre_fulfillment\":3', genre_fulfillment",
        "'\"clue_fairness\":8', '\"clue_fairness\":1', clue_fairness",
        "'\"safety_pass\":true', '\"safety_pass\":false', safety",
        "'\"continuity_conflicts\":[]', '\"continuity_conflicts\":[\"the lamp is lit\"]', continuity",
        "'\"continuity_conflicts\":[]', '\"continuity_conflicts\":[\"Edda is the culprit\"]', continuity"
    })
    void passedIsNoPassWithAGateShut(String from, String to, String issue) {
        Verdict verdict = verdict(read(GOOD.replace(from, to)), List.of());

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.issues()).extracting(Issue::type).containsExactly(issue);
    }

    @ParameterizedTest
    @CsvSource({"WORD_COUNT, word_count", "FORBIDDEN_WORD, style", "REPETITION, prose"})
    void whatWasCountedGatesWhateverTheModelSays(Finding.Kind kind, String issue) {
        Verdict verdict = verdict(read(GOOD), List.of(Finding.inScenes(kind, "counted", List.of(2))));

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.issues()).containsExactly(new Issue(issue, Severity.MEDIUM, "counted", "scene 2"));
    }

    @Test
    void nothingOfTheTruthTravelsOn() {
        JudgeReport report = read("""
                {"scores":{"continuity":8,"pacing":8,"character_motivation":8,"genre_fulfillment":8,"prose":8,"hook":5,
                "clue_fairness":5},"hard_fail":{"safety_pass":true,"continuity_conflicts":["Edda did it in chapter 1"]},
                "passed":false,"issues":[
                {"type":"clue_fairness","severity":"HIGH","note":"The arsenic comes too early. Slow down.","location":"Scene 2, at the thermometer"},
                {"type":"Edda-is-the-culprit","note":"It was Edda.","location":"scene 1"},
                {"type":"hook","note":"Flat."}],
                "revision_instructions":["Hide the thermometers.","Edda: the killer."],
                "strengths":["The arsenic", "The rain"]}""");

        assertThat(report.toString()).doesNotContainIgnoringCase("arsenic", "thermometer", "Edda", "culprit");
        assertThat(report.issues())
                .extracting(Issue::type, Issue::note)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("clue_fairness", "Slow down."),
                        org.assertj.core.groups.Tuple.tuple("other", "(withheld)"),
                        org.assertj.core.groups.Tuple.tuple("hook", "Flat."));
        assertThat(SceneReferences.in(report.issues().get(0).location())).containsExactly(2);
        assertThat(report.revisionInstructions()).hasSize(1);
        assertThat(report.strengths()).containsExactly("The rain");
        assertThat(report.hardFail().continuityConflicts()).containsExactly("(withheld)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"scores\"", "\"hook\"", "\"hard_fail\"", "\"safety_pass\"", "\"passed\"", "\"issues\""})
    void aRequiredFieldThatIsMissingIsBroken(String field) {
        assertThatThrownBy(() -> read(GOOD.replace(field, "\"x_" + field.substring(1))))
                .isInstanceOf(BrokenAnswerException.class)
                .hasMessageContaining(field.replace("\"", "") + " is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"hook\":8 | \"hook\":11 | must be between 0 and 10",
                "\"hook\":8 | \"hook\":null | scores.hook is missing",
                "\"passed\":true | \"passed\":\"perhaps\" | passed must be true or false",
                "\"issues\":[] | \"issues\":[{\"severity\":\"low\"}] | issues[0].type is missing",
                "\"issues\":[] | \"issues\":[{\"type\":\"prose\",\"severity\":\"grave\"}] | must be low, medium, high or critical"
            })
    void aValueThatCannotBeIsBroken(String from, String to, String problem) {
        assertThatThrownBy(() -> read(GOOD.replace(from, to)))
                .isInstanceOf(BrokenAnswerException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"Critical, CRITICAL", "blocker, CRITICAL", "严重, HIGH", "major, HIGH", "moderate, MEDIUM", "minor, LOW"})
    void aSeverityInAnotherWordIsThatSeverity(String word, Severity severity) {
        JudgeReport report =
                read(GOOD.replace("\"issues\":[]", "\"issues\":[{\"type\":\"prose\",\"severity\":\"" + word + "\"}]"));

        assertThat(report.issues()).extracting(Issue::severity).containsExactly(severity);
    }

    private static JudgeReport read(String answer) {
        return ReportAnswer.read(answer, List.of(), GUARD, false, TEXT).report();
    }

    private static Verdict verdict(JudgeReport report, List<Finding> findings) {
        JudgeReport counted = new JudgeReport(
                report.scores(),
                report.hardFail(),
                report.passed(),
                report.issues(),
                report.revisionInstructions(),
                report.strengths(),
                findings);
        return Gates.defaults().verdict(counted, "mystery");
    }
}
