package dev.storycrew.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Input at a micro-dollar a token, a tenth of that from the cache; output at five times as much. */
class SavingsLedgerTest {
    private static final Price PRICE = new Price(1, 0.1, 1.25, 5);
    private static final long INPUT = 10_000;
    private static final long SYSTEM = 8_000;
    private static final long OUTPUT = 2_000;
    private static final long CALL = INPUT * 1_000 + OUTPUT * 5_000;
    private static final long CACHED_CALL = (INPUT - SYSTEM) * 1_000 + SYSTEM * 100 + OUTPUT * 5_000;

    private final List<StageRun> runs = new ArrayList<>();
    private long at;

    @Test
    void aChapterThatPassesAtOnceHasNothingToCompare() {
        pass(1, 0);

        assertThat(of(1)).isEqualTo(Savings.none());
        assertThat(of(1).savedPercent(false)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 50", "2, 50", "3, 50"})
    void eachJudgedRetryIsComparedWithOneFirstPass(int retries, double saved) {
        pass(1, 0);
        for (int attempt = 1; attempt <= retries; attempt++) {
            edit(1, attempt);
        }

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL * retries);
        assertThat(of(1).savedPercent(false)).isEqualTo(saved);
        assertThat(of(1).savedPercent(true)).isEqualTo(saved);
    }

    @Test
    void aFullRetrySavesNothing() {
        pass(1, 0);
        pass(1, 1);

        assertThat(of(1).savedPercent(false)).isZero();
    }

    @Test
    void theBibleIsOnNeitherSide() {
        pass(1, 0);
        edit(1, 1);
        Savings before = of(1);
        add(1, 1, Stage.BIBLE, call(0));

        assertThat(of(1)).isEqualTo(before);
    }

    /** Before: 2 first passes of 6 calls together, for 2 retries of 4 calls: 66.7 % saved. Now 50 %. */
    @Test
    void anOperatorsSecondRunDoesNotBeginWithAnotherFirstPass() {
        pass(1, 0);
        edit(1, 1);
        edit(2, 0);
        edit(2, 1);

        assertThat(of(1).savedPercent(false)).isEqualTo(50);
        assertThat(of(2).savedPercent(false)).isEqualTo(50);
        assertThat(whole().savedPercent(false)).isEqualTo(50);
        assertThat(whole().fullRetry().money().nanoUsd()).isEqualTo(2 * 4 * CALL);
        assertThat(oldWay(2)).isCloseTo(66.7, within(0.1));
    }

    @Test
    void theFirstAttemptOfAnOperatorsRunIsOnNeitherSide() {
        pass(1, 0);
        edit(1, 1);
        Savings before = whole();
        edit(2, 0);

        assertThat(whole()).isEqualTo(before);
    }

    @Test
    void aSecondRunWithAFullPassIsComparedWithItsOwn() {
        pass(1, 0);
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(2, 0, stage, answer(INPUT, 0, 0, 2 * OUTPUT));
            }
        }
        edit(2, 1);

        assertThat(of(2).fullRetry().money().nanoUsd()).isEqualTo(4 * (CALL + OUTPUT * 5_000));
    }

    @Test
    void whereNoFullPassIsKnownNothingIsClaimed() {
        edit(2, 0);
        edit(2, 1);

        assertThat(of(2).comparable()).isFalse();
        assertThat(of(2).savedPercent(false)).isZero();
        assertThat(of(2).retry().money().nanoUsd()).isEqualTo(2 * CALL);
    }

    /** Before: a first pass of 4 answers, 2 re-asks and 1 failed run for 1 retry of 2 calls: 71.4 %. Now 50 %. */
    @Test
    void reAsksAndFailedRunsDoNotInflateTheFirstPass() {
        add(1, 0, Stage.PLAN, call(0));
        add(1, 0, Stage.WRITE, StageRun.Phase.FAILED, usage(INPUT, 0, 0, OUTPUT), AnswerUsage.none());
        add(1, 0, Stage.WRITE, twice(), call(0));
        add(1, 0, Stage.EDIT, call(0));
        add(1, 0, Stage.JUDGE, twice(), call(0));
        edit(1, 1);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL);
        assertThat(of(1).savedPercent(false)).isEqualTo(50);
        assertThat(oldWay(1)).isCloseTo(71.4, within(0.1));
    }

    @Test
    void whatARetryReAskedWasSpentOnIt() {
        pass(1, 0);
        add(1, 1, Stage.EDIT, twice(), call(0));
        add(1, 1, Stage.JUDGE, StageRun.Phase.FAILED, usage(INPUT, 0, 0, OUTPUT), AnswerUsage.none());
        add(1, 1, Stage.JUDGE, call(0));

        assertThat(of(1).retry().money().nanoUsd()).isEqualTo(4 * CALL);
        assertThat(of(1).savedPercent(false)).isZero();
    }

    @Test
    void aStageThatAnsweredTwiceInAnAttemptCountsOnce() {
        pass(1, 0);
        add(1, 0, Stage.WRITE, call(0));
        edit(1, 1);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL);
    }

    /** Before: two retries counted, 62.5 % saved. Now the one that was judged: 25 %, for both were paid. */
    @ParameterizedTest
    @EnumSource(Unjudged.class)
    void aRetryThatWasNeverJudgedSavesNothing(Unjudged why) {
        pass(1, 0);
        edit(1, 1);
        add(1, 2, Stage.EDIT, call(0));
        why.end(this);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL);
        assertThat(of(1).savedPercent(false)).isEqualTo(25);
        assertThat(oldWay(2)).isEqualTo(62.5);
    }

    @Test
    void oneUnjudgedRetryAloneIsPaidAndSavesNothing() {
        pass(1, 0);
        add(1, 1, Stage.EDIT, call(0));

        assertThat(of(1).comparable()).isFalse();
        assertThat(of(1).retry().money().nanoUsd()).isEqualTo(CALL);
        assertThat(of(1).savedPercent(false)).isZero();
    }

    /** Before: the cold first pass counted for the warm retry, 68 % saved. Now 50 %. */
    @Test
    void aFullRetryFindsItsSystemMessagesInTheCache() {
        pass(1, 0);
        add(1, 1, Stage.EDIT, call(SYSTEM));
        add(1, 1, Stage.JUDGE, call(SYSTEM));

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CACHED_CALL);
        assertThat(of(1).savedPercent(false)).isEqualTo(50);
        assertThat(oldWay(1)).isEqualTo(68);
    }

    @Test
    void aRealFullRetryOnAWarmCacheSavesNothing() {
        pass(1, 0);
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(1, 1, stage, call(SYSTEM));
            }
        }

        assertThat(of(1).savedPercent(false)).isZero();
    }

    @Test
    void aCacheThatHoldsHalfHoldsHalfForStagesThatNoRetryRan() {
        pass(1, 0);
        add(1, 1, Stage.EDIT, call(SYSTEM / 2));
        add(1, 1, Stage.JUDGE, call(SYSTEM / 2));

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * (CALL - SYSTEM / 2 * 900));
    }

    @Test
    void whereNothingWasCachedOnTheRetryNothingWouldHaveBeen() {
        pass(1, 0);
        edit(1, 1);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL);
    }

    @Test
    void aModelThatNoRetryAskedIsTakenToCacheItsSystemMessage() {
        add(1, 0, Stage.PLAN, "plan-model", call(0));
        add(1, 0, Stage.WRITE, call(0));
        add(1, 0, Stage.EDIT, call(0));
        add(1, 0, Stage.JUDGE, call(0));
        edit(1, 1);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(3 * CALL + CACHED_CALL);
    }

    @Test
    void whatTheFirstPassReadFromTheCacheStaysRead() {
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(1, 0, stage, call(SYSTEM));
            }
        }
        edit(1, 1);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CACHED_CALL);
    }

    @Test
    void whatTheFirstPassWroteToTheCacheARetryReads() {
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(1, 0, stage, answer(INPUT, 0, SYSTEM, OUTPUT));
            }
        }
        add(1, 1, Stage.EDIT, call(SYSTEM));
        add(1, 1, Stage.JUDGE, call(SYSTEM));

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CACHED_CALL);
    }

    @Test
    void recordsOfBeforeAreCountedAsTheyWerePaid() {
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(1, 0, stage, StageRun.Phase.FINISHED, usage(INPUT, 0, 0, OUTPUT), null);
            }
        }
        add(1, 1, Stage.EDIT, StageRun.Phase.FINISHED, usage(INPUT, SYSTEM, 0, OUTPUT), null);
        add(1, 1, Stage.JUDGE, StageRun.Phase.FINISHED, usage(INPUT, SYSTEM, 0, OUTPUT), null);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL);
    }

    @Test
    void ofRecordsOfBeforeAReAskedAnswerIsTheMean() {
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(1, 0, stage, StageRun.Phase.FINISHED, twice(), null);
            }
        }
        edit(1, 1);

        assertThat(of(1).fullRetry().money().nanoUsd()).isEqualTo(4 * CALL);
    }

    @Test
    void theOrderInWhichRecordsAreReadDoesNotMatter() {
        pass(1, 0);
        edit(1, 1);
        edit(2, 0);
        edit(2, 1);
        Savings inOrder = whole();
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(runs, new Random(seed));
            assertThat(whole()).isEqualTo(inOrder);
        }
    }

    /** Over many made-up chapters: never more than what the first pass paid, never below what it could have read. */
    @Test
    void theFullRetryNeverCostsMoreThanTheFirstPassDid() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            runs.clear();
            long paid = 0;
            for (Stage stage : Stage.values()) {
                if (!stage.followsAcceptance()) {
                    AnswerUsage first = call(random.nextInt((int) SYSTEM));
                    paid += first.usage().costNanoUsd();
                    add(1, 0, stage, random.nextBoolean() ? "a" : "b", first);
                }
            }
            add(1, 1, Stage.EDIT, random.nextBoolean() ? "a" : "b", call(random.nextInt((int) INPUT)));
            add(1, 1, Stage.JUDGE, random.nextBoolean() ? "a" : "b", call(random.nextInt((int) INPUT)));
            assertThat(of(1).fullRetry().money().nanoUsd()).isLessThanOrEqualTo(paid);
        }
    }

    private enum Unjudged {
        /** The envelope was not seen again: cancelled or held before the judge. */
        CANCELLED {
            @Override
            void end(SavingsLedgerTest chapter) {}
        },
        BUDGET {
            @Override
            void end(SavingsLedgerTest chapter) {
                chapter.add(1, 2, Stage.JUDGE, StageRun.Phase.FINISHED, Usage.none(), AnswerUsage.none());
            }
        },
        DEAD_LETTERED {
            @Override
            void end(SavingsLedgerTest chapter) {
                chapter.add(1, 2, Stage.JUDGE, StageRun.Phase.FAILED, Usage.failedCall(), AnswerUsage.none());
            }
        },
        BUDGET_BEFORE_THERE_WAS_THE_FIELD {
            @Override
            void end(SavingsLedgerTest chapter) {
                chapter.add(1, 2, Stage.JUDGE, StageRun.Phase.FINISHED, Usage.none(), null);
            }
        };

        abstract void end(SavingsLedgerTest chapter);
    }

    private Savings of(int run) {
        return SavingsLedger.byRun(runs).getOrDefault(run, Savings.none());
    }

    private Savings whole() {
        return SavingsLedger.byRun(runs).values().stream().reduce(Savings.none(), Savings::plus);
    }

    /** As it was computed once: attempt 0 of whatever run, whatever its end, times the retries decided. */
    private double oldWay(int retries) {
        long first = 0;
        long retried = 0;
        for (StageRun run : runs) {
            first += run.attempt() == 0 ? run.usage().costNanoUsd() : 0;
            retried += run.attempt() == 0 ? 0 : run.usage().costNanoUsd();
        }
        return 100.0 * (first * retries - retried) / (first * retries);
    }

    private void pass(int run, int attempt) {
        for (Stage stage : Stage.values()) {
            if (!stage.followsAcceptance()) {
                add(run, attempt, stage, call(0));
            }
        }
    }

    private void edit(int run, int attempt) {
        add(run, attempt, Stage.EDIT, call(0));
        add(run, attempt, Stage.JUDGE, call(0));
    }

    private static AnswerUsage call(long cached) {
        return answer(INPUT, cached, 0, OUTPUT);
    }

    private static AnswerUsage answer(long input, long cached, long written, long output) {
        return new AnswerUsage(usage(input, cached, written, output), SYSTEM, PRICE);
    }

    private static Usage usage(long input, long cached, long written, long output) {
        long nano = PRICE.cost(input, cached, written, output).nanoUsd();
        return new Usage(1, 0, input, cached, written, output, 0, nano, true);
    }

    private static Usage twice() {
        return usage(INPUT, 0, 0, OUTPUT).plus(usage(INPUT, 0, 0, OUTPUT));
    }

    private void add(int run, int attempt, Stage stage, AnswerUsage answer) {
        add(run, attempt, stage, "model", answer);
    }

    private void add(int run, int attempt, Stage stage, String model, AnswerUsage answer) {
        add(run, attempt, stage, model, StageRun.Phase.FINISHED, answer.usage(), answer);
    }

    private void add(int run, int attempt, Stage stage, Usage usage, AnswerUsage answer) {
        add(run, attempt, stage, StageRun.Phase.FINISHED, usage, answer);
    }

    private void add(
            int run, int attempt, Stage stage, StageRun.Phase phase, Usage usage, @Nullable AnswerUsage answer) {
        add(run, attempt, stage, "model", phase, usage, answer);
    }

    private void add(
            int run,
            int attempt,
            Stage stage,
            String model,
            StageRun.Phase phase,
            Usage usage,
            @Nullable AnswerUsage answer) {
        runs.add(new StageRun(
                ChapterId.parse("book/1"),
                "request",
                run,
                attempt,
                stage,
                phase,
                new TreeSet<>(),
                "openai",
                model,
                "v",
                "p",
                usage.calls() > usage.failedCalls() ? "r" : null,
                usage,
                false,
                1,
                "1",
                null,
                ++at,
                answer));
    }
}
