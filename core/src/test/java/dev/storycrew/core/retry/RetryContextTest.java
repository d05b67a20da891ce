package dev.storycrew.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions that depend on the chapter's history, money or arm. */
class RetryContextTest {
    /** A full retry costs 100, WRITE_ONLY 90, EDIT_ONLY 40. */
    private static final List<StageCost> FIRST_PASS =
            List.of(cost(Stage.PLAN, 10), cost(Stage.WRITE, 50), cost(Stage.EDIT, 30), cost(Stage.JUDGE, 10));

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                // issue, left, level decided; 0 means that the chapter ends
                "structure, none, FULL_RETRY",
                "structure, 100, FULL_RETRY",
                "structure, 99, WRITE_ONLY",
                "structure, 90, WRITE_ONLY",
                "structure, 89, EDIT_ONLY",
                "structure, 1, EDIT_ONLY",
                "structure, 0, ends",
                "structure, -5, ends",
                "hook, 90, WRITE_ONLY",
                "hook, 89, EDIT_ONLY",
                "prose, 40, EDIT_ONLY",
                "prose, 39, EDIT_ONLY",
                "prose, 0, ends"
            })
    void nearTheCapACheaperLevelIsChosenAndAtTheCapTheChapterEnds(String issue, @Nullable Long left, String decided) {
        Route route =
                route(RetryPolicy.defaults(), Arm.SELECTIVE, 0, issue, new RetryContext(List.of(), left, FIRST_PASS));

        if (decided.equals("ends")) {
            assertThat(route).isInstanceOf(Route.Exhausted.class);
            assertThat(((Route.Exhausted) route).reason()).isEqualTo(EndReason.BUDGET_SPENT);
            assertThat(route.explanation()).isEqualTo("EXHAUSTED on the first pass, budget spent: medium " + issue);
        } else {
            assertThat(((Route.Retry) route).level().name()).isEqualTo(decided);
        }
    }

    @Test
    void theSentenceOfACheaperLevelSaysWhatTheOtherWouldCostAndWhatIsLeft() {
        Route route = route(
                RetryPolicy.defaults(), Arm.SELECTIVE, 0, "structure", new RetryContext(List.of(), 95L, FIRST_PASS));

        assertThat(route.explanation())
                .startsWith(
                        "WRITE_ONLY of the whole chapter, in place of FULL_RETRY (about $0.0000 for a whole chapter, ");
        assertThat(((Route.Retry) route).escalated()).isFalse();
        assertThat(((Route.Retry) route).reason()).isEqualTo(LevelReason.CHEAPER);
    }

    @Test
    void anEscalatedLevelIsMadeCheaperToo() {
        Route.Retry retry = (Route.Retry)
                route(RetryPolicy.defaults(), Arm.SELECTIVE, 2, "prose", new RetryContext(List.of(), 95L, FIRST_PASS));

        assertThat(retry.level().name()).isEqualTo(RetryLevel.WRITE_ONLY);
        assertThat(retry.escalated()).isFalse();
    }

    @Test
    void thePolicyMayKeepToItsLevelsAndTheControlArmAlwaysDoes() {
        RetryContext poor = new RetryContext(List.of(), 5L, FIRST_PASS);

        assertThat(level(with(Map.of(), RetryPolicy.NearCap.AS_DECIDED), Arm.SELECTIVE, 0, "structure", poor))
                .isEqualTo(RetryLevel.FULL_RETRY);
        assertThat(level(RetryPolicy.defaults(), Arm.CONTROL, 0, "prose", poor)).isEqualTo(RetryLevel.FULL_RETRY);
    }

    @ParameterizedTest
    @CsvSource({
        // former levels, level decided for prose
        "'', EDIT_ONLY",
        "EDIT_ONLY, EDIT_ONLY",
        "EDIT_ONLY EDIT_ONLY, WRITE_ONLY",
        "EDIT_ONLY WRITE_ONLY EDIT_ONLY, EDIT_ONLY",
        "WRITE_ONLY EDIT_ONLY EDIT_ONLY, WRITE_ONLY",
        "EDIT_ONLY EDIT_ONLY WRITE_ONLY, EDIT_ONLY"
    })
    void aLevelChosenTooOftenInARowEscalates(String former, String decided) {
        RetryPolicy policy = with(
                Map.of(
                        RetryLevel.EDIT_ONLY, new RetryPolicy.Limit(2, RetryLevel.WRITE_ONLY),
                        RetryLevel.WRITE_ONLY, new RetryPolicy.Limit(1, RetryLevel.FULL_RETRY)),
                RetryPolicy.NearCap.CHEAPER_LEVEL);
        List<String> levels = former.isEmpty() ? List.of() : List.of(former.split(" "));

        Route.Retry retry = (Route.Retry)
                route(policy, Arm.SELECTIVE, levels.size(), "prose", new RetryContext(levels, null, List.of()));

        assertThat(retry.level().name()).isEqualTo(decided);
        assertThat(retry.escalated()).isEqualTo(decided.equals(RetryLevel.WRITE_ONLY));
        assertThat(retry.reason()).isEqualTo(retry.escalated() ? LevelReason.ESCALATED_BY_LIMIT : LevelReason.ISSUES);
    }

    @Test
    void raisingThePercentageOnlyAddsChaptersAndTheShareIsAboutWhatItSays() {
        Random random = new Random(7);
        int chapters = 20_000;
        Map<Integer, Integer> selective = new HashMap<>();
        for (int number = 0; number < chapters; number++) {
            ChapterId id = new ChapterId("book-" + random.nextInt(5000), 1 + random.nextInt(60));
            Arm former = Arm.CONTROL;
            for (int percent = 0; percent <= 100; percent++) {
                Arm arm = Arm.of(id, percent);
                assertThat(former == Arm.SELECTIVE && arm == Arm.CONTROL)
                        .as("%s left at %d", id, percent)
                        .isFalse();
                former = arm;
                if (arm == Arm.SELECTIVE) {
                    selective.merge(percent, 1, Integer::sum);
                }
            }
        }
        assertThat(selective.get(0)).isNull();
        assertThat(selective.get(100)).isEqualTo(chapters);
        for (int percent : List.of(10, 50, 90)) {
            assertThat(selective.getOrDefault(percent, 0) * 100.0 / chapters).isBetween(percent - 2.0, percent + 2.0);
        }
    }

    @Test
    void overManySeedsNoDecisionCostsMoreThanOneThatIsNotNearItsCap() {
        List<String> issues = List.of("structure", "hook", "prose", "odd");
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            List<StageCost> costs = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                costs.add(cost(stage, random.nextInt(100)));
            }
            Collections.shuffle(costs, random);
            String issue = issues.get(random.nextInt(issues.size()));
            int attempt = random.nextInt(3);
            long left = 1 + random.nextInt(300);
            RetryContext rich = new RetryContext(List.of(), null, costs);
            RetryContext poor = new RetryContext(List.of(), left, costs);
            RetryLevel decided =
                    retry(RetryPolicy.defaults(), attempt, issue, rich).level();
            RetryLevel cheaper =
                    retry(RetryPolicy.defaults(), attempt, issue, poor).level();
            if (rich.measuredNanoUsd(decided) <= left) {
                assertThat(cheaper).isEqualTo(decided);
            } else {
                assertThat(rich.measuredNanoUsd(cheaper)).isLessThanOrEqualTo(rich.measuredNanoUsd(decided));
            }
        }
    }

    private static Route.Retry retry(RetryPolicy policy, int attempt, String issue, RetryContext so) {
        return (Route.Retry) route(policy, Arm.SELECTIVE, attempt, issue, so);
    }

    private static String level(RetryPolicy policy, Arm arm, int attempt, String issue, RetryContext so) {
        return ((Route.Retry) route(policy, arm, attempt, issue, so)).level().name();
    }

    private static Route route(RetryPolicy policy, Arm arm, int attempt, String issue, RetryContext so) {
        Verdict verdict = new Verdict(false, List.of(new Issue(issue, Severity.MEDIUM, "", null)), List.of());
        return new RetryRouter(policy, true).route(attempt, arm, verdict, work(), so);
    }

    /** The default policy with ten retries, no escalation by count, and limits. */
    private static RetryPolicy with(Map<String, RetryPolicy.Limit> limits, RetryPolicy.NearCap nearCap) {
        RetryPolicy defaults = RetryPolicy.defaults();
        return new RetryPolicy(
                "limited",
                "1",
                defaults.levels(),
                defaults.rules(),
                defaults.otherwise(),
                defaults.scope(),
                null,
                10,
                limits,
                Set.of(),
                true,
                100,
                defaults.gates(),
                nearCap,
                defaults.review(),
                defaults.unlocated());
    }

    private static StageCost cost(Stage stage, long nanoUsd) {
        return new StageCost(0, stage, new Usage(1, 0, 1, 0, 0, 1, 0, nanoUsd, true));
    }

    private static ChapterWork work() {
        SceneList list = new SceneList(null, null, List.of(new ScenePlan(1, "p", null, List.of(), null, null, 0)));
        return ChapterWork.of(list, part -> new TreeMap<>(Map.of(1, part.label())), null);
    }
}
