package dev.storycrew.files.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.retry.Unlocated;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCheckTest {
    @Test
    void everyErrorIsFoundAtOnceInTheOrderOfTheLines() {
        PolicyCheck check = PolicyFile.check("p.yaml", """
                name: mine
                levels: {EDIT_ONLY: {erase: [revisions]}, WRITE_ONLY: {erase: [draft]}, FULL_RETRY: {erase: [plan], skip: [edit]}}
                rules:
                  - {issues: [structure, hook], level: FULL_RETRY}
                  - {issues: [hook], severity: [grave], level: WRITE_ONLY}
                  - {issues: [hook], severity: [high], level: WRITE_ONLY}
                  - {issues: [], level: EDITONLY, serverity: [low]}
                otherwise: NOTHING
                escalate: {after: -1, to: FULL}
                max-retries: many
                limits: {WRITE_ONLY: {consecutive: 0, then: EDIT_ONLY}, PLAN: {consecutive: 1, then: FULL_RETRY}}
                disabled-levels: [FULL_RETRY, EDIT]
                rollout-percent: 101
                gates: {hook: 11, tempo: 3}
                budget: {near-cap: cheapest}
                max-retrys: 4
                """);

        assertThat(check.policy()).isNull();
        assertThat(check.errors())
                .containsExactly(
                        "p.yaml:2: levels.EDIT_ONLY.erase: 'revisions' is not known; did you mean revision?",
                        "p.yaml:2: levels.FULL_RETRY: must be {erase: [plan]} and skip nothing",
                        "p.yaml:5: rules[1].severity: 'grave' is not known; expected one of low, medium, high, critical",
                        "p.yaml:5: rules[1].issues: hook can never match here: rules[0] comes first and matches it",
                        "p.yaml:6: rules[2].issues: hook can never match here: rules[0] comes first and matches it",
                        "p.yaml:7: rules[3].issues: is missing: name at least one issue type",
                        "p.yaml:7: rules[3].level: there is no level EDITONLY; did you mean EDIT_ONLY?",
                        "p.yaml:7: rules[3].serverity: no such field; did you mean severity?",
                        "p.yaml:8: otherwise: there is no level NOTHING; expected one of EDIT_ONLY, WRITE_ONLY, FULL_RETRY",
                        "p.yaml:9: escalate.after: must not be negative, but is -1",
                        "p.yaml:9: escalate.to: there is no level FULL; expected one of EDIT_ONLY, WRITE_ONLY, FULL_RETRY",
                        "p.yaml:10: max-retries: must be a whole number, but is 'many'",
                        "p.yaml:11: limits.WRITE_ONLY.consecutive: must be at least 1, but is 0",
                        "p.yaml:11: limits.PLAN: there is no level PLAN; expected one of EDIT_ONLY, WRITE_ONLY, FULL_RETRY",
                        "p.yaml:12: disabled-levels: there is no level EDIT; expected one of EDIT_ONLY, WRITE_ONLY, FULL_RETRY",
                        "p.yaml:12: disabled-levels: FULL_RETRY cannot be disabled: the other levels escalate to it",
                        "p.yaml:13: rollout-percent: must be 0 to 100, but is 101",
                        "p.yaml:14: gates.hook: must be a score from 0 to 10, but is 11.0",
                        "p.yaml:14: gates.tempo: no such field; expected one of character-motivation, pacing, hook,"
                                + " genre-fulfillment, clue-fairness, prose, continuity, critical-issues",
                        "p.yaml:15: budget.near-cap: 'cheapest' is not known; expected one of cheaper-level, as-decided",
                        "p.yaml:16: max-retrys: no such field; did you mean max-retries?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules: [{issues: [a], severity: [low, high], level: EDIT_ONLY}, {issues: [a], severity: [high], level: FULL_RETRY}] | a can never match here: rules[0]",
                "rules: [{issues: [a], severity: [low, medium], level: EDIT_ONLY}, {issues: [a], severity: [high, critical], level: FULL_RETRY}, {issues: [a, b], level: EDIT_ONLY}] | a can never match here: rules[0], rules[1]",
                "rules: [{issues: [a], severity: [low], level: EDIT_ONLY}, {issues: [a], level: FULL_RETRY}] | ",
                "rules: [{issues: [A b], level: EDIT_ONLY}, {issues: [a-b], level: FULL_RETRY}] | a_b can never match here: rules[0]"
            })
    void anIssueThatRulesBeforeTakeCompletelyIsUnreachable(String line, String error) {
        PolicyCheck check = PolicyFile.check("p.yaml", "name: mine\n" + line + "\n");

        if (error == null) {
            assertThat(check.errors()).isEmpty();
        } else {
            assertThat(check.errors())
                    .singleElement()
                    .satisfies(found ->
                            assertThat(found).startsWith("p.yaml:2: rules[").contains(error));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // everything that the guide lets an operator tune is a line
                "rules: [{issues: [prose], level: WRITE_ONLY}] | prose | any | WRITE_ONLY WRITE_ONLY FULL_RETRY*",
                "rules: [{issues: [cliffhanger], level: FULL_RETRY}] | cliffhanger | any | FULL_RETRY FULL_RETRY FULL_RETRY*",
                "escalate: {after: 1, to: FULL_RETRY} | prose | any | EDIT_ONLY FULL_RETRY* FULL_RETRY*",
                "escalate: {after: 0, to: FULL_RETRY} | prose | any | FULL_RETRY* FULL_RETRY* FULL_RETRY*",
                "escalate: {} | prose | any | EDIT_ONLY EDIT_ONLY EDIT_ONLY",
                "disabled-levels: [EDIT_ONLY] | prose | any | WRITE_ONLY* WRITE_ONLY* FULL_RETRY*",
                "limits: {EDIT_ONLY: {consecutive: 1, then: WRITE_ONLY}} | prose | any | EDIT_ONLY WRITE_ONLY* FULL_RETRY*",
                "scope: chapter | hook | any | WRITE_ONLY WRITE_ONLY FULL_RETRY*",
                "max-retries: 1 | prose | any | EDIT_ONLY",
                "otherwise: FULL_RETRY | anything else | any | FULL_RETRY FULL_RETRY FULL_RETRY*",
                "gates: {hook: 8} | safety | low, medium | EDIT_ONLY EDIT_ONLY FULL_RETRY*",
                "gates: {hook: 8} | safety | high, critical | FULL_RETRY FULL_RETRY FULL_RETRY*"
            })
    void theDecisionTableSaysWhatALineChanges(String line, String issue, String severity, String decisions) {
        PolicyCheck check = PolicyFile.check("p.yaml", "name: mine\n" + line + "\n");

        assertThat(check.errors()).isEmpty();
        assertThat(DecisionTable.of(requireNonNull(check.policy())).stream()
                        .map(row -> row.trim().replaceAll("\\s{2,}", " | ").replaceAll("(?<=[A-Z*]) \\| ", " "))
                        .toList())
                .contains(issue + " | " + severity + " | " + decisions);
    }

    @Test
    void aPolicyWithoutTheNewerGatesHasThem() {
        RetryPolicy old = requireNonNull(
                PolicyFile.check("p.yaml", "name: old\ngates: {hook: 8}\n").policy());

        assertThat(old.gates().criticalIssues()).isTrue();
        assertThat(old.gates().prose()).isEqualTo(5);
        assertThat(old.gates().continuity()).isEqualTo(5);
        assertThat(DecisionTable.sentences(old))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("gates: character_motivation 7.0, pacing 7.0, hook 8.0")
                        .contains("prose 5.0, continuity 5.0; no critical issue; no finding of word_count"));
    }

    @Test
    void theNewerGatesCanBeSwitchedOff() {
        RetryPolicy off = requireNonNull(PolicyFile.check(
                        "p.yaml", "name: off\ngates: {prose: 0, continuity: 0, critical-issues: false, findings: []}\n")
                .policy());

        assertThat(off.gates().withoutCriticalIssuesAndTextScores()).isEqualTo(off.gates());
        assertThat(DecisionTable.sentences(off))
                .noneSatisfy(line -> assertThat(line).contains("critical issue"));
    }

    @Test
    void theTableHasARowForSeveritiesThatDecideTheSameAndTheSentencesAreNotInIt() {
        RetryPolicy policy =
                requireNonNull(PolicyFile.check("p.yaml", "name: mine\n").policy());

        assertThat(DecisionTable.rows(policy))
                .filteredOn(row -> row.issue().equals("safety") || row.issue().equals("hook"))
                .extracting(DecisionTable.Row::issue, DecisionTable.Row::severity)
                .containsExactly(
                        tuple("hook", "any"), tuple("safety", "low, medium"), tuple("safety", "high, critical"));
        assertThat(DecisionTable.rows(policy).get(0).retries())
                .extracting(DecisionTable.Cell::escalated)
                .containsExactly(false, false, true);
        assertThat(DecisionTable.sentences(policy))
                .containsExactly(
                        "* escalated; a chapter that still fails after 3 retries is EXHAUSTED",
                        "gates: character_motivation 7.0, pacing 7.0, hook 7.0, genre_fulfillment 7.0,"
                                + " clue_fairness (mystery) 7.0, prose 5.0, continuity 5.0; no critical issue; no finding"
                                + " of word_count, forbidden_word, repetition, earlier_text, language, cut_ending, remark,"
                                + " placeholder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a b@2 | p.yaml:1: name: may contain only letters, digits, dots, dashes and underscores, but is 'a b@2'",
                "{name: mine, levels: [EDIT_ONLY]} | p.yaml:1: levels: must be a mapping of fields, but is a list"
            })
    void oneMistakeIsComplainedOfOnce(String yaml, String error) {
        assertThat(PolicyFile.check("p.yaml", yaml).errors()).containsExactly(error);
    }

    @Test
    void whatIsNoYamlIsToldWithItsLineAndWhatWasExpected() {
        assertThatThrownBy(
                        () -> PolicyFile.check("p.yaml", "name: mine\nrules:\n  - {issues: [a], level: FULL_RETRY\n"))
                .hasMessageStartingWith("p.yaml:3: not YAML: while parsing a flow mapping: expected ',' or '}'");
    }

    @Test
    void anEscalationThatIsNeverReachedIsAWarning() {
        PolicyCheck check = PolicyFile.check("p.yaml", "name: mine\nescalate: {after: 3, to: FULL_RETRY}\n");

        assertThat(check.errors()).isEmpty();
        assertThat(check.warnings())
                .containsExactly("p.yaml:2: escalate: is never reached: max-retries is 3, and escalate.after is 3");
    }

    @Test
    void overManySeedsAPolicyReadFromItsTextIsThePolicyAndItsRolloutCanBeChanged() {
        for (int seed = 0; seed < 300; seed++) {
            RetryPolicy policy = policy(new Random(seed));
            String text = PolicyText.of(policy);

            assertThat(PolicyFile.parse("seed " + seed, text)).as(text).isEqualTo(policy);
            RetryPolicy rolled = PolicyFile.parse("seed " + seed, PolicyText.withRollout(text, seed % 101));
            assertThat(rolled.rolloutPercent()).isEqualTo(seed % 101);
            assertThat(PolicyText.withRollout(PolicyText.of(rolled), policy.rolloutPercent()))
                    .isEqualTo(text);
        }
    }

    private static RetryPolicy policy(Random random) {
        Map<String, RetryLevel> levels = new HashMap<>(RetryPolicy.defaults().levels());
        if (random.nextBoolean()) {
            levels.put("PLAN_AND_WRITE", new RetryLevel("PLAN_AND_WRITE", Part.PLAN, Set.of(Stage.EDIT)));
        }
        if (random.nextBoolean()) {
            levels.put("REPLAN", new RetryLevel("REPLAN", Part.PLAN, true, Set.of()));
        }
        List<String> names = List.copyOf(new TreeSet<>(levels.keySet()));
        List<RetryPolicy.Rule> rules = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            Set<Severity> severities = random.nextBoolean() ? Set.of() : Set.of(Severity.values()[random.nextInt(4)]);
            rules.add(new RetryPolicy.Rule(
                    Set.of("issue_" + count, "other_" + count), severities, names.get(random.nextInt(names.size()))));
        }
        return new RetryPolicy(
                "policy-" + random.nextInt(9),
                Integer.toString(1 + random.nextInt(9)),
                levels,
                rules,
                names.get(random.nextInt(names.size())),
                Scope.values()[random.nextInt(2)],
                random.nextBoolean() ? null : new RetryPolicy.Escalation(random.nextInt(4), "WRITE_ONLY"),
                random.nextInt(6),
                random.nextBoolean()
                        ? Map.of()
                        : Map.of("EDIT_ONLY", new RetryPolicy.Limit(1 + random.nextInt(3), "FULL_RETRY")),
                random.nextBoolean() ? Set.of() : Set.of("EDIT_ONLY"),
                random.nextBoolean(),
                random.nextInt(101),
                new Gates(
                        random.nextInt(11),
                        6.5,
                        random.nextInt(11),
                        7,
                        7,
                        random.nextInt(11),
                        5,
                        random.nextBoolean(),
                        random.nextBoolean() ? Set.of() : Set.of(Finding.Kind.WORD_COUNT, Finding.Kind.REPETITION)),
                RetryPolicy.NearCap.values()[random.nextInt(2)],
                Review.values()[random.nextInt(2)],
                Unlocated.values()[random.nextInt(2)]);
    }
}
