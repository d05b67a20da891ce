package dev.storycrew.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The default policy's decisions against the table of DESIGN.md 5, for every set of issue types. */
class RetryRouterTest {
    private static final RetryRouter ROUTER = new RetryRouter(RetryPolicy.defaults(), true);

    /** Reach of each issue type as DESIGN.md 5 words it: 1 edit, 2 write, 3 full. */
    private static final Map<String, Integer> REACH = Map.ofEntries(
            Map.entry("structure", 3),
            Map.entry("continuity", 3),
            Map.entry("motivation", 2),
            Map.entry("hook", 2),
            Map.entry("clue_fairness", 2),
            Map.entry("prose", 1),
            Map.entry("pacing", 1),
            Map.entry("style", 1),
            Map.entry("word_count", 1),
            Map.entry("safety", 1),
            Map.entry("something_else", 2));

    private static final List<String> LEVELS =
            List.of("none", RetryLevel.EDIT_ONLY, RetryLevel.WRITE_ONLY, RetryLevel.FULL_RETRY);

    /** What a retry of the whole chapter leaves of it. */
    private static final Map<String, ChapterWork> LEFT = Map.of(
            RetryLevel.EDIT_ONLY, planOf(4).with(Part.DRAFT, texts(Part.DRAFT, 4)),
            RetryLevel.WRITE_ONLY, planOf(4),
            RetryLevel.FULL_RETRY, ChapterWork.nothing());

    @Test
    void everySetOfIssuesSeverityAndRetryAttemptIsDecidedAsTheDesignSays() {
        List<String> types = List.copyOf(new TreeSet<>(REACH.keySet()));
        for (int set = 0; set < 1 << types.size(); set++) {
            for (Severity severity : Severity.values()) {
                List<Issue> issues = new ArrayList<>();
                int reach = 0;
                for (int bit = 0; bit < types.size(); bit++) {
                    if ((set & 1 << bit) != 0) {
                        String type = types.get(bit);
                        issues.add(new Issue(type, severity, "", null));
                        boolean dangerous = type.equals("safety") && severity.compareTo(Severity.HIGH) >= 0;
                        reach = Math.max(reach, dangerous ? 3 : REACH.getOrDefault(type, 2));
                    }
                }
                String byIssues = LEVELS.get(issues.isEmpty() ? 2 : reach);
                for (int attempt = 0; attempt <= 4; attempt++) {
                    Route route = route(attempt, issues);
                    if (attempt >= 3) {
                        assertThat(route).isInstanceOf(Route.Exhausted.class);
                    } else {
                        Route.Retry retry = (Route.Retry) route;
                        String expected = attempt == 2 ? RetryLevel.FULL_RETRY : byIssues;
                        assertThat(retry.level().name())
                                .as("%s at %d", issues, attempt)
                                .isEqualTo(expected);
                        assertThat(retry.escalated()).isEqualTo(attempt == 2);
                        assertThat(retry.reason())
                                .isEqualTo(attempt == 2 ? LevelReason.ESCALATED_BY_COUNT : LevelReason.ISSUES);
                        assertThat(retry.scope()).isEqualTo(Scope.CHAPTER);
                        assertThat(retry.scenes()).isEmpty();
                        assertThat(work(4).erase(retry.erasures()))
                                .as("%s at %d", issues, attempt)
                                .isEqualTo(LEFT.get(expected));
                    }
                }
            }
        }
    }

    @Test
    void eachIssueErasesAtItsOwnLevelInItsOwnScene() {
        ChapterWork work = work(4);
        Route.Retry retry = (Route.Retry) route(0, List.of(issue("hook", "Scene 4"), issue("prose", "scene 1")));

        ChapterWork left = work.erase(retry.erasures());

        assertThat(retry.level().name()).isEqualTo(RetryLevel.WRITE_ONLY);
        assertThat(retry.scope()).isEqualTo(Scope.SCENES);
        assertThat(retry.scenes()).containsExactly(1, 4);
        assertThat(left.sceneList()).isEqualTo(work.sceneList());
        assertThat(left.texts(Part.DRAFT)).isEqualTo(without(work.texts(Part.DRAFT), 4));
        assertThat(left.texts(Part.REVISION)).isEqualTo(without(work.texts(Part.REVISION), 1, 4));
        assertThat(left.nextStage(Set.of())).isEqualTo(Stage.WRITE);
    }

    @Test
    void whereAnEarlierAttemptDidWithoutEditTheWholeChapterIsEdited() {
        ChapterWork work = work(4);
        SceneList plan = Objects.requireNonNull(work.sceneList());
        ChapterWork unedited = ChapterWork.nothing().withSceneList(plan).with(Part.DRAFT, work.texts(Part.DRAFT));
        Verdict verdict = new Verdict(false, List.of(issue("prose", "scene 1")), List.of());

        Route.Retry retry = (Route.Retry) ROUTER.route(0, Arm.SELECTIVE, verdict, unedited);

        assertThat(retry.scope()).isEqualTo(Scope.CHAPTER);
        assertThat(unedited.erase(retry.erasures()).missing(Part.REVISION)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void anIssueInASceneThatDoesNotExistMeansTheWholeChapter() {
        Route.Retry retry = (Route.Retry) route(0, List.of(issue("prose", "scene 9")));

        assertThat(retry.scope()).isEqualTo(Scope.CHAPTER);
        assertThat(work(4).erase(retry.erasures()).texts(Part.REVISION)).isEmpty();
    }

    /** By the issues that name no scene; whatever they are, a scene that is kept keeps all that it has. */
    @ParameterizedTest
    @ValueSource(strings = {"motivation", "motivation,prose", "prose,motivation,pacing", "structure,motivation,prose"})
    void whereAStageChoosesWhatChangesAKeptSceneKeepsItsRevisionWhateverTheOtherIssues(String types) {
        List<Issue> issues =
                Stream.of(types.split(",")).map(type -> issue(type, null)).toList();

        List<Erasure> erasures = chosenByStage(issues);

        assertThat(work(4).erase(erasures).text()).isEmpty();
        assertThat(work(4).offered(erasures)).isEqualTo(work(4));
    }

    @Test
    void aDecisionIsMadeAgainByTheRuleOfItsTime() {
        List<Issue> issues = List.of(issue("motivation", null), issue("prose", null));

        List<Erasure> erasures = chosenByStage(issues, Explanations.A_STAGE_CHOOSES_FOR_ALL - 1);

        assertThat(work(4).offered(erasures).texts(Part.DRAFT)).hasSize(4);
        assertThat(work(4).offered(erasures).texts(Part.REVISION)).isEmpty();
    }

    @Test
    void aStageThatChoosesCannotKeepTheRevisionOfASceneThatAnIssueNames() {
        List<Erasure> erasures =
                chosenByStage(List.of(issue("motivation", null), issue("prose", "scene 2"), issue("pacing", null)));

        ChapterWork offered = work(4).offered(erasures);

        assertThat(offered.texts(Part.DRAFT)).containsOnlyKeys(1, 2, 3, 4);
        assertThat(offered.texts(Part.REVISION)).containsOnlyKeys(1, 3, 4);
    }

    /** The editor chooses by its own answer, from the judged text. */
    @Test
    void issuesForTheEditorAloneOfferNothing() {
        List<Erasure> erasures = chosenByStage(List.of(issue("prose", null), issue("pacing", null)));

        assertThat(work(4).offered(erasures)).isEqualTo(ChapterWork.nothing());
        assertThat(work(4).formerText(erasures)).isEqualTo(work(4).texts(Part.REVISION));
    }

    @Test
    void theControlArmAndTheEmergencyStopRetryInFull() {
        Verdict verdict = new Verdict(false, List.of(issue("prose", "scene 1")), List.of());

        Route control = ROUTER.route(0, Arm.CONTROL, verdict, work(4));
        Route stopped = new RetryRouter(RetryPolicy.defaults(), false).route(0, Arm.SELECTIVE, verdict, work(4));

        assertRetriesInFull(control, LevelReason.CONTROL_ARM);
        assertRetriesInFull(stopped, LevelReason.SWITCHED_OFF);
    }

    @Test
    void aSceneListThatCannotBeReadFallsBackToAFullRetry() {
        Verdict verdict = new Verdict(false, List.of(issue("prose", null)), List.of());

        Route.Retry retry = (Route.Retry) ROUTER.route(0, Arm.SELECTIVE, verdict, ChapterWork.nothing());

        assertThat(retry.planUnreadable()).isTrue();
        assertRetriesInFull(retry, LevelReason.PLAN_UNREADABLE);
    }

    /** A full retry keeps nothing, not even of scenes without an issue. */
    private static void assertRetriesInFull(Route route, LevelReason reason) {
        assertThat(route).isInstanceOfSatisfying(Route.Retry.class, retry -> {
            assertThat(retry.level().name()).isEqualTo(RetryLevel.FULL_RETRY);
            assertThat(retry.scope()).isEqualTo(Scope.CHAPTER);
            assertThat(retry.scenes()).isEmpty();
            assertThat(retry.erasures()).containsExactly(Erasure.wholeChapter(Part.PLAN));
            assertThat(work(4).erase(retry.erasures())).isEqualTo(ChapterWork.nothing());
            assertThat(retry.escalated()).isFalse();
            assertThat(retry.reason()).isEqualTo(reason);
        });
    }

    /** What is erased under a policy like examples/policies/economy.yaml. */
    private static List<Erasure> chosenByStage(List<Issue> issues) {
        return chosenByStage(issues, Explanations.VERSION);
    }

    private static List<Erasure> chosenByStage(List<Issue> issues, int version) {
        RetryPolicy defaults = RetryPolicy.defaults();
        Map<String, RetryLevel> levels = new TreeMap<>(defaults.levels());
        levels.put("REPLAN", new RetryLevel("REPLAN", Part.PLAN, true, Set.of()));
        List<RetryPolicy.Rule> rules = new ArrayList<>();
        rules.add(new RetryPolicy.Rule(Set.of("structure"), Set.of(), "REPLAN"));
        rules.addAll(defaults.rules());
        RetryPolicy economy = new RetryPolicy(
                "economy",
                "1",
                levels,
                rules,
                defaults.otherwise(),
                Scope.SCENES,
                defaults.escalation(),
                defaults.maxRetries(),
                defaults.limits(),
                defaults.disabledLevels(),
                true,
                defaults.rolloutPercent(),
                defaults.gates(),
                defaults.nearCap(),
                Review.CHANGED_SCENES,
                Unlocated.STAGE_CHOOSES);
        Verdict verdict = new Verdict(false, issues, List.of());
        return ((Route.Retry) new RetryRouter(economy, true, version).route(0, Arm.SELECTIVE, verdict, work(4)))
                .erasures();
    }

    private static Route route(int attempt, List<Issue> issues) {
        return ROUTER.route(attempt, Arm.SELECTIVE, new Verdict(false, issues, List.of()), work(4));
    }

    private static Issue issue(String type, @Nullable String location) {
        return new Issue(type, Severity.MEDIUM, "", location);
    }

    /** Everything made, for each of the scenes. */
    private static ChapterWork work(int scenes) {
        return ChapterWork.of(planOf(scenes).sceneList(), part -> texts(part, scenes), null);
    }

    private static ChapterWork planOf(int scenes) {
        List<ScenePlan> plans = new ArrayList<>();
        for (int scene = 1; scene <= scenes; scene++) {
            plans.add(new ScenePlan(scene, "purpose " + scene, null, List.of(), null, null, 100));
        }
        return ChapterWork.nothing().withSceneList(new SceneList(null, null, plans));
    }

    private static SortedMap<Integer, String> texts(Part part, int scenes) {
        SortedMap<Integer, String> texts = new TreeMap<>();
        for (int scene = 1; scene <= scenes; scene++) {
            texts.put(scene, part.label() + " " + scene);
        }
        return texts;
    }

    private static Map<Integer, String> without(Map<Integer, String> texts, Integer... scenes) {
        Map<Integer, String> left = new TreeMap<>(texts);
        left.keySet().removeAll(Set.of(scenes));
        return left;
    }
}
