package dev.storycrew.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sentence of a retry says is what happens, for every combination of issues on a chapter of three scenes. */
class ExplanationsTest {
    private static final int SCENES = 3;
    private static final List<String> IN_A_SCENE = List.of("", "prose", "hook");
    private static final List<String> ANYWHERE = List.of("", "prose", "hook", "structure");
    private static final Pattern LEVEL = Pattern.compile("([A-Z_]+) of (the whole chapter|scenes? [0-9, and]*[0-9])");

    /** A sentence with what was decided on. */
    private record Case(RetryPolicy policy, ChapterWork work, List<Issue> issues) {
        Route.Retry retry() {
            Verdict verdict = new Verdict(false, issues, List.of());
            return (Route.Retry) new RetryRouter(policy, true).route(0, Arm.SELECTIVE, verdict, work);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prose 4 | EDIT_ONLY of scene 4: medium prose in scene 4; kept: the scene list, the draft of scene 4, and"
                        + " all of scenes 1, 2 and 3",
                "hook 3, prose 1 | WRITE_ONLY of scene 3, EDIT_ONLY of scene 1: medium hook in scene 3, medium prose in scene"
                        + " 1; kept: the scene list, the draft of scene 1, and all of scenes 2 and 4",
                "hook 2, hook 4 | WRITE_ONLY of scenes 2 and 4: medium hook in scene 2, medium hook in scene 4; kept: the"
                        + " scene list and all of scenes 1 and 3",
                "hook 2, prose | WRITE_ONLY of scene 2, EDIT_ONLY of scenes 1, 3 and 4: medium hook in scene 2, medium"
                        + " prose; kept: the scene list and the drafts of scenes 1, 3 and 4",
                "prose | EDIT_ONLY of the whole chapter: medium prose; kept: the scene list and the drafts",
                "hook, prose 1 | WRITE_ONLY of the whole chapter: medium hook, medium prose in scene 1; kept: the scene list",
                "structure 1 | FULL_RETRY of the whole chapter: medium structure in scene 1; kept: nothing"
            })
    void theSentenceNamesLevelScenesIssuesAndWhatIsKept(String issues, String sentence) {
        List<Issue> named = new ArrayList<>();
        for (String issue : issues.split(", ")) {
            String[] parts = issue.split(" ");
            named.add(issue(parts[0], parts.length == 1 ? null : Integer.valueOf(parts[1])));
        }

        assertThat(new Case(RetryPolicy.defaults(), work(4, Set.of()), named)
                        .retry()
                        .explanation())
                .isEqualTo(sentence);
    }

    @Test
    void whatTheSentenceSaysIsKeptIsExactlyWhatErasingLeaves() {
        for (Case each : cases()) {
            Route.Retry retry = each.retry();
            String sentence = retry.explanation();

            assertThat(kept(sentence))
                    .as("%s with %s", sentence, each.work())
                    .isEqualTo(parts(each.work().erase(retry.erasures())));
        }
    }

    @Test
    void whatTheSentenceSaysIsTakenIsExactlyWhatErasingTakes() {
        for (Case each : cases()) {
            Route.Retry retry = each.retry();
            Set<String> left = parts(each.work().erase(retry.erasures()));
            Set<String> gone = parts(each.work());
            gone.removeAll(left);

            Set<String> said = new TreeSet<>();
            taken(each, retry.explanation()).forEach((scene, part) -> {
                for (Part taken : Part.values()) {
                    if (taken.compareTo(part) >= 0) {
                        said.add(taken == Part.PLAN ? "plan" : taken.label() + " " + scene);
                    }
                }
            });
            // A scene without a revision has none to lose; named with EDIT_ONLY it is edited for the first time.
            said.retainAll(parts(each.work()));

            assertThat(said).as("%s with %s", retry.explanation(), each.work()).isEqualTo(gone);
        }
    }

    @Test
    void oneSceneIsASceneAndSeveralAreScenes() {
        for (Case each : cases()) {
            assertThat(each.retry().explanation())
                    .doesNotContainPattern("scenes \\d+(?!\\d|,| and)")
                    .doesNotContainPattern("scene \\d+ and \\d")
                    .doesNotContain("drafts of scene ")
                    .doesNotContain("draft of scenes");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, first pass, the first pass", "1, retry 1, retry 1", "2, retry 2, retry 2", "11, retry 11, retry 11"
    })
    void attemptsAreCountedInOneWay(int attempt, String label, String named) {
        assertThat(Attempts.label(attempt)).isEqualTo(label);
        assertThat(Attempts.named(attempt)).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource({"0, no retries", "1, 1 retry", "2, 2 retries"})
    void retriesAreNumberedInGoodEnglish(int count, String words) {
        assertThat(Attempts.retries(count)).isEqualTo(words);
    }

    @Test
    void anEndSaysOnWhichAttempt() {
        Verdict failed = new Verdict(false, List.of(issue("hook", 3)), List.of());
        RetryPolicy none = with(RetryPolicy.defaults(), 0);
        ChapterWork work = work(SCENES, Set.of());

        assertThat(new RetryRouter(RetryPolicy.defaults(), true)
                        .route(3, Arm.SELECTIVE, failed, work)
                        .explanation())
                .isEqualTo("EXHAUSTED after 3 retries: medium hook in scene 3");
        assertThat(new RetryRouter(none, true)
                        .route(0, Arm.SELECTIVE, failed, work)
                        .explanation())
                .isEqualTo("EXHAUSTED after the first pass: medium hook in scene 3");
        assertThat(Explanations.passed(1)).isEqualTo("ACCEPTED on retry 1: the judge passed it and no gate failed");
        assertThat(Explanations.stopped(0, "budget")).isEqualTo("EXHAUSTED on the first pass: budget");
    }

    /** Every choice of one issue or none in each scene and one without a scene, on works of which any scenes are unedited. */
    private static List<Case> cases() {
        RetryPolicy defaults = RetryPolicy.defaults();
        Map<String, RetryLevel> levels = new HashMap<>(defaults.levels());
        levels.put(RetryLevel.WRITE_ONLY, new RetryLevel(RetryLevel.WRITE_ONLY, Part.DRAFT, Set.of(Stage.EDIT)));
        List<Case> cases = new ArrayList<>();
        for (RetryPolicy policy : List.of(defaults, with(defaults, levels))) {
            for (int unedited = 0; unedited < 1 << SCENES; unedited++) {
                Set<Integer> withoutRevision = new TreeSet<>();
                for (int scene = 1; scene <= SCENES; scene++) {
                    if ((unedited & 1 << scene - 1) != 0) {
                        withoutRevision.add(scene);
                    }
                }
                for (int choice = 0; choice < 27 * ANYWHERE.size(); choice++) {
                    List<Issue> issues = new ArrayList<>();
                    int rest = choice;
                    for (int scene = 1; scene <= SCENES; scene++) {
                        String type = IN_A_SCENE.get(rest % 3);
                        rest /= 3;
                        if (!type.isEmpty()) {
                            issues.add(issue(type, scene));
                        }
                    }
                    if (rest > 0) {
                        issues.add(issue(ANYWHERE.get(rest), null));
                    }
                    cases.add(new Case(policy, work(SCENES, withoutRevision), issues));
                }
            }
        }
        return cases;
    }

    /** What a reader takes from the sentence to be kept. */
    private static Set<String> kept(String sentence) {
        String said = sentence.substring(sentence.indexOf("; kept: ") + "; kept: ".length());
        Set<String> kept = new TreeSet<>();
        if (said.equals("nothing")) {
            return kept;
        }
        kept.add("plan");
        if (said.endsWith("the drafts")) {
            for (int scene = 1; scene <= SCENES; scene++) {
                kept.add("draft " + scene);
            }
        }
        Matcher some = Pattern.compile("(the drafts?|all) of scenes? ([0-9]+(?:(?:, | and )[0-9]+)*)")
                .matcher(said);
        while (some.find()) {
            for (String scene : some.group(2).split(", | and ")) {
                kept.add("draft " + scene);
                if (some.group(1).equals("all")) {
                    kept.add("revision " + scene);
                }
            }
        }
        return kept;
    }

    /** What a reader takes from the sentence to be made again: by scene, the earliest part. */
    private static Map<Integer, Part> taken(Case of, String sentence) {
        Map<Integer, Part> taken = new TreeMap<>();
        Matcher levels = LEVEL.matcher(sentence.substring(0, sentence.indexOf(':')));
        while (levels.find()) {
            Part part = of.policy().level(levels.group(1)).erases();
            String scenes = levels.group(2);
            for (int scene = 1; scene <= SCENES; scene++) {
                if (scenes.equals("the whole chapter") || scenes.matches(".*\\b" + scene + "\\b.*")) {
                    taken.put(scene, part);
                }
            }
        }
        return taken;
    }

    private static Set<String> parts(ChapterWork work) {
        Set<String> parts = new TreeSet<>();
        if (work.sceneList() != null) {
            parts.add("plan");
        }
        work.texts(Part.DRAFT).keySet().forEach(scene -> parts.add("draft " + scene));
        work.texts(Part.REVISION).keySet().forEach(scene -> parts.add("revision " + scene));
        return parts;
    }

    private static Issue issue(String type, @Nullable Integer scene) {
        return new Issue(type, Severity.MEDIUM, "", scene == null ? null : "scene " + scene);
    }

    private static ChapterWork work(int scenes, Set<Integer> withoutRevision) {
        List<ScenePlan> plans = new ArrayList<>();
        Map<Integer, String> drafts = new TreeMap<>();
        Map<Integer, String> revisions = new TreeMap<>();
        for (int scene = 1; scene <= scenes; scene++) {
            plans.add(new ScenePlan(scene, "purpose " + scene, null, List.of(), null, null, 100));
            drafts.put(scene, "draft " + scene);
            if (!withoutRevision.contains(scene)) {
                revisions.put(scene, "revision " + scene);
            }
        }
        return ChapterWork.nothing()
                .withSceneList(new SceneList(null, null, plans))
                .with(Part.DRAFT, drafts)
                .with(Part.REVISION, revisions);
    }

    private static RetryPolicy with(RetryPolicy policy, Map<String, RetryLevel> levels) {
        return with(policy, levels, policy.maxRetries());
    }

    private static RetryPolicy with(RetryPolicy policy, int maxRetries) {
        return with(policy, policy.levels(), maxRetries);
    }

    private static RetryPolicy with(RetryPolicy policy, Map<String, RetryLevel> levels, int maxRetries) {
        return new RetryPolicy(
                policy.name(),
                policy.version(),
                levels,
                policy.rules(),
                policy.otherwise(),
                policy.scope(),
                policy.escalation(),
                maxRetries,
                policy.limits(),
                policy.disabledLevels(),
                policy.selective(),
                policy.rolloutPercent(),
                policy.gates(),
                policy.nearCap(),
                policy.review(),
                policy.unlocated());
    }
}
