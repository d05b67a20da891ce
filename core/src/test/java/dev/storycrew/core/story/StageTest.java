package dev.storycrew.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.retry.RetryPolicy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must hold of the pipeline, whichever stages are declared. */
class StageTest {
    @Test
    void eachPartIsFilledByOneStageAndInTheOrderInWhichTheyAreMade() {
        List<Part> filled = Arrays.stream(Stage.values())
                .map(Stage::fills)
                .filter(Objects::nonNull)
                .toList();

        assertThat(filled).containsExactly(Part.values());
        assertThat(Part.values())
                .allSatisfy(part -> assertThat(part.stage().fills()).isEqualTo(part));
    }

    @Test
    void whatFillsNothingReadsTheTextAfterAllThatMakeIt() {
        assertThat(Stage.values())
                .isSortedAccordingTo((one, other) -> Boolean.compare(one.reportsToRouter(), other.reportsToRouter()));
        assertThat(Stage.JUDGE.reportsToRouter()).isTrue();
        assertThat(Stage.values()).filteredOn(Stage::followsAcceptance).containsExactly(Stage.BIBLE);
    }

    @Test
    void noStageThatMakesThePlanOrATextKnowsTheTruth() {
        assertThat(Stage.values())
                .filteredOn(Stage::knowsTheTruth)
                .allSatisfy(stage -> assertThat(stage.fills()).isNull())
                .isNotEmpty();
    }

    @Test
    void eachRoleIsAnothers() {
        assertThat(Arrays.stream(Stage.values()).map(Stage::role)).doesNotHaveDuplicates();
    }

    @Test
    void aChapterCannotDoWithoutItsPlanItsFirstTextOrItsReport() {
        assertThat(Stage.PLAN.canBeSkipped()).isFalse();
        assertThat(Stage.WRITE.canBeSkipped()).isFalse();
        assertThat(Stage.EDIT.canBeSkipped()).isTrue();
        assertThat(Stage.JUDGE.canBeSkipped()).isFalse();
        assertThat(Stage.BIBLE.canBeSkipped()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void theStageAfterAPartIsOneThatMayFollow(Part made) {
        ChapterWork work = upTo(made);
        Set<Stage> skippable = Arrays.stream(Stage.values())
                .filter(Stage::canBeSkipped)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Stage.class)));
        List<Stage> following = made.stage().mayBeFollowedBy(1, 1);

        assertThat(work.nextStage(Set.of())).isEqualTo(following.get(0));
        // A planner may take back texts of every later part.
        ChapterWork furthest = made == Part.first() ? upTo(Part.last()) : work;
        assertThat(furthest.nextStage(skippable)).isEqualTo(following.get(following.size() - 1));
        assertThat(following).contains(work.nextStage(skippable));
        assertThat(made.stage().mayBeFollowedBy(1, 0)).containsExactly(following.get(0));
        assertThat(made.stage().mayBeFollowedBy(2, 0))
                .as("an operator's retry begins with what it keeps")
                .isEqualTo(following);
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void anErasedPartIsMadeAgainWithAllThatComesAfterIt(Part part) {
        ChapterWork complete = upTo(Part.last());

        ChapterWork left = complete.erase(List.of(Erasure.wholeChapter(part)));

        assertThat(left.nextStage(Set.of())).isEqualTo(part.stage());
        assertThat(Stage.from(part))
                .startsWith(part.stage())
                .endsWith(Stage.JUDGE)
                .doesNotContain(Stage.BIBLE);
        assertThat(WorkChange.between(complete, left).erased().entrySet())
                .filteredOn(erased -> !erased.getValue().isEmpty())
                .extracting(Map.Entry::getKey)
                .containsExactlyElementsOf(List.of(Part.values()).subList(part.ordinal(), Part.values().length));
    }

    @Test
    void everyLevelOfTheDefaultPolicyErasesTheLastPart() {
        ChapterWork complete = upTo(Part.last());

        assertThat(RetryPolicy.defaults().levels().values())
                .allSatisfy(level -> assertThat(complete.erase(List.of(Erasure.wholeChapter(level.erases())))
                                .texts(Part.last()))
                        .isEmpty());
    }

    @Test
    void aTextHandedInGoesToTheJudge() {
        ChapterWork planned = upTo(Part.first());

        ChapterWork handedIn = planned.withTextHandedIn(new TreeMap<>(Map.of(1, "by hand")));
        ChapterWork overAnother = upTo(Part.last()).withTextHandedIn(new TreeMap<>(Map.of(1, "by hand")));

        assertThat(handedIn.nextStage(Set.of())).isEqualTo(Stage.JUDGE);
        assertThat(overAnother.nextStage(Set.of())).isEqualTo(Stage.JUDGE);
        assertThat(overAnother.text()).containsExactly(Map.entry(1, "by hand"));
        assertThat(overAnother.texts(Part.DRAFT)).isEqualTo(upTo(Part.last()).texts(Part.DRAFT));
    }

    /** Of a second part that can be skipped as soon as there is one. */
    @Test
    void aTextMadeAfterAllTakesAlongWhatWasMadeWithoutIt() {
        for (Part skipped : Part.texts()) {
            for (Part later : Part.texts()) {
                if (skipped.stage().canBeSkipped() && later.compareTo(skipped) > 0) {
                    ChapterWork without = upTo(Part.DRAFT).with(later, Map.of(1, "made without it"));

                    ChapterWork afterAll = without.with(skipped, Map.of(1, "made after all"));

                    assertThat(afterAll.text()).containsExactly(Map.entry(1, "made after all"));
                    assertThat(afterAll.missing(later)).containsExactly(1);
                }
            }
        }
    }

    private static ChapterWork upTo(Part last) {
        ChapterWork work = ChapterWork.nothing()
                .withSceneList(new SceneList(
                        null, null, List.of(new ScenePlan(1, "purpose", null, List.of(), null, null, 100))));
        for (Part part : Part.texts()) {
            work = part.compareTo(last) <= 0 ? work.with(part, Map.of(1, "the " + part.label())) : work;
        }
        return work;
    }
}
