package dev.storycrew.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gates of DESIGN.md 6, written from its words. */
class GatesTest {
    private static final Gates GATES = Gates.defaults();

    @ParameterizedTest
    @CsvSource({
        "continuity, 5, romance, ''",
        "continuity, 4.9, romance, continuity",
        "pacing, 6.9, romance, pacing",
        "pacing, 7, romance, ''",
        "character_motivation, 6, romance, motivation",
        "genre_fulfillment, 5, romance, genre_fulfillment",
        "prose, 5, romance, ''",
        "prose, 4, romance, prose",
        "prose, 0, mystery, prose",
        "hook, 6, romance, hook",
        "clue_fairness, 0, romance, ''",
        "clue_fairness, 6, mystery, clue_fairness",
        "clue_fairness, 6, Mystery, clue_fairness",
        "clue_fairness, 7, mystery, ''"
    })
    void aScoreBelowItsGateFailsWithAnIssueOfItsKind(String score, double value, String genre, String issue) {
        Verdict verdict =
                GATES.verdict(report(scores(score, value), true, List.of(), true, List.of(), List.of()), genre);

        assertThat(verdict.passed()).isEqualTo(issue.isEmpty());
        assertThat(verdict.issues()).extracting(Issue::type).isEqualTo(issue.isEmpty() ? List.of() : List.of(issue));
    }

    @Test
    void theModelsWordAloneDoesNotPassAChapter() {
        assertThat(GATES.verdict(report(good(), true, List.of(), true, List.of(), List.of()), "romance")
                        .passed())
                .isTrue();
        assertThat(GATES.verdict(report(good(), false, List.of(), true, List.of(), List.of()), "romance")
                        .passed())
                .isFalse();
    }

    @Test
    void aFailedSafetyIsCriticalWhateverTheModelCalledIt() {
        Issue mild = new Issue("safety", Severity.LOW, "n", "scene 1");

        assertThat(GATES.verdict(report(good(), true, List.of(mild), false, List.of(), List.of()), "romance")
                        .issues())
                .singleElement()
                .satisfies(issue -> assertThat(issue.severity()).isEqualTo(Severity.CRITICAL));
        assertThat(GATES.verdict(report(good(), true, List.of(), false, List.of(), List.of()), "romance")
                        .issues())
                .extracting(Issue::type)
                .containsExactly("safety");
    }

    @Test
    void aContinuityConflictFailsTheChapter() {
        Verdict verdict =
                GATES.verdict(report(good(), true, List.of(), true, List.of("Mara is dead"), List.of()), "romance");

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.issues()).extracting(Issue::type).containsExactly("continuity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"continuity", "prose", "safety", "anything at all"})
    void aCriticalIssueFailsTheChapterWhateverTheModelSays(String type) {
        Issue critical = new Issue(type, Severity.CRITICAL, "n", "scene 2");
        JudgeReport report = report(good(), true, List.of(critical), true, List.of(), List.of());

        Verdict verdict = GATES.verdict(report, "romance");

        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.issues()).containsExactly(critical);
        assertThat(verdict.failedGates()).containsExactly("critical issue: " + critical.type());
        assertThat(GATES.withoutCriticalIssuesAndTextScores()
                        .verdict(report, "romance")
                        .passed())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Severity.class,
            names = {"LOW", "MEDIUM", "HIGH"})
    void anyOtherIssueAloneDoesNot(Severity severity) {
        Issue issue = new Issue("continuity", severity, "n", "scene 2");

        assertThat(GATES.verdict(report(good(), true, List.of(issue), true, List.of(), List.of()), "romance")
                        .passed())
                .isTrue();
    }

    @Test
    void aConflictAndALowScoreOfContinuityAreOneIssueAndTwoFailedGates() {
        Verdict verdict = GATES.verdict(
                report(scores("continuity", 3), true, List.of(), true, List.of("Mara is dead"), List.of()), "romance");

        assertThat(verdict.issues()).extracting(Issue::type).containsExactly("continuity");
        assertThat(verdict.failedGates()).containsExactly("continuity conflicts", "continuity 3 < 5");
    }

    @ParameterizedTest
    @EnumSource(Finding.Kind.class)
    void gatingFindingsFailAndOthersDoNot(Finding.Kind kind) {
        Finding finding = Finding.inScenes(kind, "counted", List.of(2));
        Verdict verdict = GATES.verdict(report(good(), true, List.of(), true, List.of(), List.of(finding)), "romance");

        boolean gates = Set.of(
                        Finding.Kind.WORD_COUNT,
                        Finding.Kind.FORBIDDEN_WORD,
                        Finding.Kind.REPETITION,
                        Finding.Kind.EARLIER_TEXT,
                        Finding.Kind.LANGUAGE,
                        Finding.Kind.CUT_ENDING,
                        Finding.Kind.REMARK,
                        Finding.Kind.PLACEHOLDER)
                .contains(kind);
        assertThat(verdict.passed()).isEqualTo(!gates);
        assertThat(verdict.issues()).hasSize(gates ? 1 : 0);
    }

    @Test
    void aKindThatTheModelNamedIsNotNamedAgain() {
        Issue named = new Issue("hook", Severity.LOW, "n", "scene 4");
        Verdict verdict =
                GATES.verdict(report(scores("hook", 3), true, List.of(named), true, List.of(), List.of()), "romance");

        assertThat(verdict.issues()).containsExactly(named);
        assertThat(verdict.failedGates()).containsExactly("hook 3 < 7");
    }

    private static Scores good() {
        return scores("none", 0);
    }

    private static Scores scores(String low, double value) {
        return new Scores(
                low.equals("continuity") ? value : 8,
                low.equals("pacing") ? value : 8,
                low.equals("character_motivation") ? value : 8,
                low.equals("genre_fulfillment") ? value : 8,
                low.equals("prose") ? value : 8,
                low.equals("hook") ? value : 8,
                low.equals("clue_fairness") ? value : 8);
    }

    private static JudgeReport report(
            Scores scores,
            boolean passed,
            List<Issue> issues,
            boolean safe,
            List<String> conflicts,
            List<Finding> findings) {
        return new JudgeReport(scores, new HardFail(safe, conflicts), passed, issues, List.of(), List.of(), findings);
    }
}
