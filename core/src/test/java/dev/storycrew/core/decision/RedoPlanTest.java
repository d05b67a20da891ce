package dev.storycrew.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter 2 follows 1, 4 rests on 1, 6 on 4, 7 was not accepted, and of 8 nobody knows what it rests on. */
class RedoPlanTest {
    private static final ChapterId FIRST = new ChapterId("book", 1);

    private final SortedMap<Integer, ChapterOutcome> standing = new TreeMap<>();

    RedoPlanTest() {
        standing(1, canon(List.of(), List.of("f1001")));
        standing(2, canon(List.of("f1"), List.of("f2001")));
        standing(3, canon(List.of(), List.of()));
        standing(4, canon(List.of("f1001"), List.of("f4001")));
        standing(5, canon(List.of(), List.of()));
        standing(6, canon(List.of("f4001"), List.of()));
        standing(8, null);
        standing.put(7, outcome(7, ChapterOutcome.Kind.EXHAUSTED, canon(List.of("f1001"), List.of())));
    }

    @Test
    void whatFollowsOrRestsOnTheChapterIsNamedWithTheReason() {
        RedoPlan plan = plan(false, Set.of());

        assertThat(plan.rechecks())
                .containsExactly(
                        new RedoPlan.Recheck(2, List.of("it follows chapter 1, which may end otherwise"), false),
                        new RedoPlan.Recheck(4, List.of("it rests on [f1001]"), false),
                        new RedoPlan.Recheck(8, List.of("what it rests on was not noted when it was accepted"), false));
    }

    @Test
    void whatRestsOnThoseIsOnlyPossiblyConcerned() {
        assertThat(plan(false, Set.of()).indirect()).containsExactly(3, 5, 6);
    }

    @Test
    void aLockedChapterIsOnlyJudged() {
        assertThat(plan(false, Set.of(4)).rechecks())
                .filteredOn(RedoPlan.Recheck::judgedOnly)
                .extracting(RedoPlan.Recheck::chapter)
                .containsExactly(4);
    }

    @Test
    void theLikelyCostIsTheStagesThatWorkAndOneLookAtEachOther() {
        // A judge costs 20 here, each other stage 100; from the writer on: write, edit, judge, bible, and three looks.
        assertThat(plan(false, Set.of()).likely().costNanoUsd()).isEqualTo(320 + 3 * 20);
        assertThat(plan(true, Set.of()).likely().costNanoUsd()).isEqualTo(320);
    }

    @Test
    void onlyAnAcceptedChapterIsMadeAgain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedoPlan.of(new ChapterId("book", 7), standing, Stage.WRITE, false, new TreeSet<>()))
                .withMessage("chapter book/7 was not accepted");
    }

    private RedoPlan plan(boolean onlyJudged, Set<Integer> locked) {
        return RedoPlan.of(FIRST, standing, Stage.WRITE, onlyJudged, new TreeSet<>(locked));
    }

    private void standing(int number, @Nullable ChapterCanon canon) {
        standing.put(number, outcome(number, ChapterOutcome.Kind.ACCEPTED, canon));
    }

    private static ChapterCanon canon(List<String> read, List<String> wrote) {
        return new ChapterCanon(read, wrote, List.of(), List.of(), null);
    }

    private static ChapterOutcome outcome(int number, ChapterOutcome.Kind kind, @Nullable ChapterCanon canon) {
        BookFrame frame = new BookFrame("B", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        List<StageCost> costs = List.of(
                cost(Stage.PLAN, 100),
                cost(Stage.WRITE, 100),
                cost(Stage.EDIT, 100),
                cost(Stage.JUDGE, 20),
                cost(Stage.BIBLE, 100));
        return new ChapterOutcome(
                "r" + number,
                new ChapterBrief(new ChapterId("book", number), frame, "T", "S", List.of(), null),
                1,
                kind,
                null,
                null,
                StoryBible.initial(List.of(), List.of(), null),
                List.of(),
                costs,
                null,
                null,
                "",
                null,
                0,
                0,
                EndReason.PASSED,
                null,
                1,
                canon,
                false);
    }

    private static StageCost cost(Stage stage, long nanos) {
        return new StageCost(0, stage, new Usage(1, 0, 10, 0, 0, 5, 0, nanos, true));
    }
}
