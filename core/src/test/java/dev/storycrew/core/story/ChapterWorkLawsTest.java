package dev.storycrew.core.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an eraser may and may not do, over many seeds. */
class ChapterWorkLawsTest {
    private static final int SCENES = 5;

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsKeptIsUnchangedAndWhatIsErasedIsGone(int seed) {
        Random random = new Random(seed);
        ChapterWork work = work(random);
        List<Erasure> erasures = erasures(random);

        ChapterWork erased = work.erase(erasures);

        for (int scene = 1; scene <= SCENES; scene++) {
            boolean draftGone = loses(erasures, Part.DRAFT, scene);
            boolean revisionGone = loses(erasures, Part.REVISION, scene);
            assertThat(erased.texts(Part.DRAFT).get(scene))
                    .isEqualTo(draftGone ? null : work.texts(Part.DRAFT).get(scene));
            assertThat(erased.texts(Part.REVISION).get(scene))
                    .isEqualTo(revisionGone ? null : work.texts(Part.REVISION).get(scene));
        }
        boolean planGone = erasures.stream().anyMatch(erasure -> erasure.from() == Part.PLAN);
        assertThat(erased.sceneList()).isEqualTo(planGone ? null : work.sceneList());
        assertThat(erased.report()).isNull();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void erasingNeverMovesAChapterPastAStage(int seed) {
        Random random = new Random(seed);
        ChapterWork work = work(random);
        Set<Stage> skipped = random.nextBoolean() ? Set.of(Stage.EDIT) : Set.of();

        Stage after = work.erase(erasures(random)).nextStage(skipped);

        assertThat(after).isLessThanOrEqualTo(work.nextStage(skipped));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void erasingTwiceIsErasingOnceAndTheOrderDoesNotMatter(int seed) {
        Random random = new Random(seed);
        ChapterWork work = work(random);
        List<Erasure> first = erasures(random);
        List<Erasure> second = erasures(random);
        List<Erasure> both = new ArrayList<>(first);
        both.addAll(second);

        assertThat(work.erase(first).erase(first)).isEqualTo(work.erase(first));
        assertThat(work.erase(first).erase(second)).isEqualTo(work.erase(both));
        assertThat(work.erase(second).erase(first)).isEqualTo(work.erase(both));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingErasedComesBack(int seed) {
        Random random = new Random(seed);
        ChapterWork work = work(random);
        ChapterWork erased = work.erase(erasures(random));
        if (erased.sceneList() == null) {
            return;
        }
        SortedSet<Integer> missing = erased.missing(Part.DRAFT);
        ChapterWork rewritten = erased.with(Part.DRAFT, texts("new draft", missing));

        for (int scene : missing) {
            assertThat(rewritten.texts(Part.DRAFT).get(scene)).startsWith("new draft");
            assertThat(rewritten.texts(Part.REVISION)).doesNotContainKey(scene);
            assertThat(rewritten.text().get(scene)).startsWith("new draft");
        }
    }

    /** What is offered is what only offers have taken, and taking it back restores it byte for byte. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsOfferedCanBeTakenBackAndNothingElse(int seed) {
        Random random = new Random(seed);
        ChapterWork work = work(random);
        List<Erasure> erasures = new ArrayList<>();
        erasures(random).forEach(one -> erasures.add(new Erasure(one.from(), one.scenes(), random.nextBoolean())));
        List<Erasure> forGood =
                erasures.stream().filter(erasure -> !erasure.offered()).toList();

        ChapterWork offered = work.offered(erasures);

        for (Part part : Part.texts()) {
            offered.texts(part).forEach((scene, text) -> {
                assertThat(text).isEqualTo(work.texts(part).get(scene));
                assertThat(loses(forGood, part, scene))
                        .as("%s of %s", part, scene)
                        .isFalse();
            });
        }
        ChapterWork erased = work.erase(erasures);
        if (erased.sceneList() != null) {
            ChapterWork back = erased.takeBack(offered.texts(Part.DRAFT).keySet(), offered);
            assertThat(back).isEqualTo(work.erase(forGood));
        }
    }

    /** The editor mends the text that was judged, and never one whose draft or plan is gone. */
    @ParameterizedTest
    @MethodSource("seeds")
    void formerTextIsTheJudgedTextOfScenesThatLostNothingElse(int seed) {
        Random random = new Random(seed);
        ChapterWork work = work(random);
        List<Erasure> erasures = erasures(random);

        ChapterWork erased = work.erase(erasures);

        work.formerText(erasures).forEach((scene, text) -> {
            assertThat(text).isEqualTo(work.text().get(scene));
            assertThat(erased.texts(Part.DRAFT)).containsKey(scene);
            assertThat(erased.texts(Part.REVISION)).doesNotContainKey(scene);
        });
        for (int scene = 1; scene <= SCENES; scene++) {
            boolean lostOnlyItsRevision = loses(erasures, Part.REVISION, scene)
                    && !loses(erasures, Part.DRAFT, scene)
                    && work.texts(Part.REVISION).containsKey(scene);
            assertThat(work.formerText(erasures).containsKey(scene)).isEqualTo(lostOnlyItsRevision);
        }
    }

    @Test
    void aPlanMadeAgainGivesUnchangedScenesTheirTextsBackUnderTheirNewNumbers() {
        ChapterWork judged = ChapterWork.nothing()
                .withSceneList(plan("arrive", "ask", "leave"))
                .with(Part.DRAFT, Map.of(1, "draft of arrive", 2, "draft of ask", 3, "draft of leave"))
                .with(Part.REVISION, Map.of(1, "arrive", 2, "ask", 3, "leave"));
        ChapterWork offered = judged.offered(List.of(new Erasure(Part.PLAN, new TreeSet<>(), true)));

        ChapterWork again = again(plan("arrive", "wait", "ask again", "leave"), offered);
        assertThat(again.text()).containsOnly(Map.entry(1, "arrive"), Map.entry(4, "leave"));
        assertThat(again.texts(Part.DRAFT)).containsOnlyKeys(1, 4);

        ChapterWork same = again(plan("arrive", "ask", "leave"), offered);
        assertThat(same.text()).as("a plan that failed cannot come back whole").isEmpty();

        ChapterWork moved = again(plan("arrive", "leave", "ask"), offered);
        assertThat(moved.text())
                .as("another order is a change")
                .containsOnly(Map.entry(1, "arrive"), Map.entry(2, "leave"), Map.entry(3, "ask"));

        ChapterWork shorter = again(plan("arrive", "ask"), offered);
        assertThat(shorter.text()).containsOnly(Map.entry(1, "arrive"), Map.entry(2, "ask"));
    }

    /** As the plan stage does: compared as the planner answered, then scaled. */
    private static ChapterWork again(SceneList answer, ChapterWork offered) {
        SceneList former = Objects.requireNonNull(offered.sceneList());
        return ChapterWork.nothing().withSceneList(answer.scaledTo(300), answer.unchangedFrom(former), offered);
    }

    private static SceneList plan(String... purposes) {
        List<ScenePlan> scenes = new ArrayList<>();
        for (String purpose : purposes) {
            scenes.add(new ScenePlan(scenes.size() + 1, purpose, null, List.of(), null, null, 100));
        }
        return new SceneList(null, null, scenes);
    }

    @Test
    void aPartThatIsThereIsNeverOverwritten() {
        ChapterWork work = work(new Random(1)).erase(List.of());

        assertThatThrownBy(() -> work.withSceneList(plan())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> work.with(Part.DRAFT, Map.of(1, "again"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ChapterWork.nothing().with(Part.DRAFT, Map.of(1, "early")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static boolean loses(List<Erasure> erasures, Part part, int scene) {
        return erasures.stream()
                .anyMatch(erasure -> erasure.from().compareTo(part) <= 0
                        && (erasure.isWholeChapter() || erasure.scenes().contains(scene)));
    }

    private static ChapterWork work(Random random) {
        SortedSet<Integer> all = new TreeSet<>();
        IntStream.rangeClosed(1, SCENES).forEach(all::add);
        ChapterWork work = ChapterWork.nothing().withSceneList(plan()).with(Part.DRAFT, texts("draft", all));
        all.removeIf(scene -> random.nextInt(4) == 0);
        work = work.with(Part.REVISION, texts("revision", all));
        return random.nextBoolean() ? work : work.withReport(report());
    }

    private static SceneList plan() {
        return new SceneList(
                null,
                null,
                IntStream.rangeClosed(1, SCENES)
                        .mapToObj(scene -> new ScenePlan(scene, "purpose", null, List.of(), null, null, 100))
                        .toList());
    }

    private static Map<Integer, String> texts(String kind, Set<Integer> scenes) {
        Map<Integer, String> texts = new HashMap<>();
        scenes.forEach(scene -> texts.put(scene, kind + " of " + scene));
        return texts;
    }

    private static List<Erasure> erasures(Random random) {
        List<Erasure> erasures = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            Part part = Part.values()[random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(2)];
            SortedSet<Integer> scenes = new TreeSet<>();
            for (int scene = 1; scene <= SCENES; scene++) {
                if (random.nextInt(3) == 0) {
                    scenes.add(scene);
                }
            }
            erasures.add(new Erasure(part, scenes));
        }
        return erasures;
    }

    private static JudgeReport report() {
        return new JudgeReport(
                new Scores(8, 8, 8, 8, 8, 8, 8),
                new HardFail(true, List.of()),
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
