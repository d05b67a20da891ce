package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.Violation;
import dev.storycrew.audit.whatif.Replay;
import dev.storycrew.audit.whatif.WhatIf;
import dev.storycrew.audit.whatif.WhatIfReport;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand.Kind;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.FactReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A history in which operators, policies and a budget step in is verified clean as well. */
@Tag("long")
class OperatedHistoryTest {
    private static final int BOOKS = 10;

    @TempDir
    static Path folder;

    private static History history;

    @BeforeAll
    static void make() throws Exception {
        history = History.operated(folder, BOOKS);
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    @Test
    void whatOperatorsPoliciesAndBudgetsLedToIsVerifiedClean() {
        AuditReport report = new Verification(
                        history.connection(), Policies.of(history.connection(), RetryPolicy.defaults()))
                .run(AuditScope.everything(), StartPosition.beginning(), null);

        assertThat(report.violations()).isEmpty();
        assertThat(report.figures().openChapters()).isZero();
        assertThat(report.figures().laterOutcomes()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(OperatorsCorruption.class)
    void oneCorruptionIsFoundAndNamed(OperatorsCorruption corruption) {
        Forger forger = new Forger(history);
        Corruption.Planted planted = corruption.plant(forger);
        int named = History.indexOf(forger.records(), planted.named());
        List<TopicRecord> placed = History.placed(forger.records());
        List<Violation> violations = history.audited(forger.records());

        assertThat(violations).hasSize(1);
        Violation found = violations.get(0);
        assertThat(found.kind()).as(found.toString()).isEqualTo(planted.kind());
        assertThat(found.chapter()).isEqualTo(planted.chapter());
        assertThat(found.position())
                .as(found.toString())
                .isEqualTo(placed.get(named).position());
    }

    /** Neither has the reason of a decision, nor has an outcome why it ended and what was left; all had other sentences. */
    @Test
    void recordsFromBeforeThereWereReasonsAreVerifiedCleanToo() {
        Forger forger = new Forger(history);
        forger.changeAll(forger.topics().retryDecisions(), Copies::ofVersion0);
        forger.changeAll(forger.topics().chapters(), Copies::ofVersion0);

        assertThat(history.audited(forger.records())).isEmpty();
    }

    @Test
    void ofRecordsFromBeforeThereWereReasonsAWrongLevelIsFoundAllTheSame() {
        Forger forger = new Forger(history);
        forger.changeAll(forger.topics().retryDecisions(), Copies::ofVersion0);
        forger.change(
                forger.topics().retryDecisions(),
                decision -> decision.level().equals("EDIT_ONLY"),
                decision -> Copies.decided(decision, "WRITE_ONLY", decision.issues()));

        assertThat(history.audited(forger.records()))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation.kind()).isEqualTo(Violation.Kind.DECISION));
    }

    @ParameterizedTest
    @EnumSource(
            value = EndReason.class,
            names = {"RETRIES_USED", "STOPPED_BY_STAGE", "HANDED_IN", "CANCELLED", "PASSED", "ACCEPTED_BY_OPERATOR"})
    void anotherReasonOrAnotherSentenceOfAnEndIsFound(EndReason reason) {
        for (boolean words : new boolean[] {false, true}) {
            Forger forger = new Forger(history);
            forger.change(
                    forger.topics().chapters(),
                    outcome -> outcome.reason() == reason,
                    outcome -> words
                            ? Copies.explained(outcome, reason, outcome.explanation() + "!")
                            : Copies.explained(outcome, EndReason.BUDGET_SPENT, outcome.explanation()));

            assertThat(history.audited(forger.records()))
                    .hasSize(1)
                    .allSatisfy(violation -> assertThat(violation.kind()).isEqualTo(Violation.Kind.OUTCOME));
        }
    }

    @Test
    void itHoldsEverythingThatOperatorsDo() {
        Set<Kind> kinds = history.commands().stream()
                .map(CommandResult::command)
                .map(command -> command.kind())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Kind.class)));
        assertThat(kinds)
                .containsExactlyInAnyOrder(Kind.ACCEPT, Kind.RETRY, Kind.REVISE, Kind.CANCEL, Kind.HOLD, Kind.RELEASE);
        assertThat(history.commands())
                .anyMatch(result -> result.command().kind() == Kind.ACCEPT
                        && result.command().attempt() != null)
                .anyMatch(result -> result.command().kind() == Kind.RETRY
                        && !result.command().scenes().isEmpty());
        List<ChapterOutcome> outcomes = read(history.connection().topics().chapters());
        assertThat(outcomes)
                .as("a text handed in that did not pass, and was accepted in the same run")
                .anyMatch(revised -> revised.reason() == EndReason.HANDED_IN
                        && outcomes.stream()
                                .anyMatch(accepted -> accepted.kind() == ChapterOutcome.Kind.ACCEPTED
                                        && accepted.chapter().equals(revised.chapter())
                                        && accepted.run() == revised.run()));
        assertThat(outcomes)
                .extracting(ChapterOutcome::reason)
                .contains(
                        EndReason.RETRIES_USED,
                        EndReason.STOPPED_BY_STAGE,
                        EndReason.HANDED_IN,
                        EndReason.CANCELLED,
                        EndReason.PASSED,
                        EndReason.ACCEPTED_BY_OPERATOR);
        List<RetryDecision> decisions = read(history.connection().topics().retryDecisions());
        assertThat(decisions)
                .anyMatch(decision -> decision.reason() == LevelReason.CHEAPER)
                .anyMatch(decision -> decision.run() > 1);
        assertThat(decisions.stream().map(RetryDecision::policy)).contains("default@1", "default@2", "default@3");
        assertThat(decisions.stream().map(RetryDecision::arm)).contains(Arm.SELECTIVE, Arm.CONTROL);
    }

    /** Of chapters that went all their way under one version of the policy, and in the arm that it gives them. */
    @ParameterizedTest
    @ValueSource(strings = {"default@1", "default@2", "default@3"})
    void aPolicyAgainstItsOwnDecisionsDiffersNowhere(String reference) {
        RetryPolicy policy = Policies.of(history.connection(), RetryPolicy.defaults())
                .find(reference)
                .orElseThrow();
        Set<ChapterId> others = new HashSet<>();
        for (RetryDecision decision : read(history.connection().topics().retryDecisions())) {
            if (!decision.policy().equals(reference)
                    || decision.arm() != Arm.of(decision.chapter(), policy.rolloutPercent())) {
                others.add(decision.chapter());
            }
        }
        for (ChapterOutcome outcome : read(history.connection().topics().chapters())) {
            if (outcome.policy() != null && !outcome.policy().equals(reference)) {
                others.add(outcome.chapter());
            }
        }
        FactReader facts = new FactReader(history.connection());
        WhatIf whatIf = new WhatIf(policy, null);
        for (TopicRecord each : history.records()) {
            boolean replayed = Replay.topics(history.connection().topics()).stream()
                    .anyMatch(topic -> topic.name().equals(each.topic().name()));
            if (replayed && !others.contains(ChapterId.parse(Objects.requireNonNull(each.key())))) {
                whatIf.take(Objects.requireNonNull(facts.read(each)));
            }
        }

        WhatIfReport report = whatIf.report();

        assertThat(report.decisions()).isPositive();
        assertThat(report.lines()).isEmpty();
        assertThat(report.differing()).isZero();
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> read(Topic<T> topic) {
        List<T> values = new ArrayList<>();
        TopicReader.open(history.connection(), ReadPlan.all(List.of(topic)))
                .forEach(each ->
                        values.add(history.connection().wire().decode(topic, Objects.requireNonNull(each.value()))));
        return values;
    }
}
