package dev.storycrew.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.skim.Digest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an audit lets a stage take back of what an order offered. */
class WorkCheckTest {
    private static final ChapterWork OFFERED = work(3).with(
                    Part.DRAFT, Map.of(1, "draft 1", 2, "draft 2", 3, "draft 3"))
            .with(Part.REVISION, Map.of(1, "revision 1", 2, "revision 2"));

    @Test
    void aWriterTakesASceneBackWithAllThatWasMadeOfIt() {
        ChapterWork now = work(3).with(Part.DRAFT, Map.of(1, "draft 1", 2, "new", 3, "draft 3"))
                .takeBack(List.of(1), OFFERED);

        assertThat(check(work(3), now, Stage.WRITE)).isEmpty();
    }

    @Test
    void anOldRevisionBesideANewDraftIsFound() {
        ChapterWork now = work(3).with(Part.DRAFT, Map.of(1, "draft 1", 2, "new", 3, "draft 3"))
                .with(Part.REVISION, Map.of(2, "revision 2"));

        assertThat(check(work(3), now, Stage.WRITE))
                .extracting(Violation::kind)
                .containsExactly(Violation.Kind.SKIPPED_STAGE);
    }

    @Test
    void aRevisionOfAnotherSceneIsFound() {
        ChapterWork now = work(3).with(Part.DRAFT, Map.of(1, "draft 1", 2, "draft 2", 3, "draft 3"))
                .with(Part.REVISION, Map.of(3, "revision 2"));

        assertThat(check(work(3), now, Stage.WRITE)).hasSize(1);
    }

    @Test
    void aPlannerMayGiveASceneAnotherNumberButNotMixScenes() {
        ChapterWork moved = work(2).with(Part.DRAFT, Map.of(1, "draft 2")).with(Part.REVISION, Map.of(1, "revision 2"));
        ChapterWork mixed = work(2).with(Part.DRAFT, Map.of(1, "draft 2")).with(Part.REVISION, Map.of(1, "revision 1"));

        assertThat(check(ChapterWork.nothing(), moved, Stage.PLAN)).isEmpty();
        assertThat(check(ChapterWork.nothing(), mixed, Stage.PLAN)).hasSize(1);
    }

    private static List<Violation> check(ChapterWork before, ChapterWork now, Stage by) {
        Digest none = new Digest(0, 0);
        Fact.EnvelopeFact after = new Fact.EnvelopeFact(
                new Position("storycrew.edit", 0, 1),
                new PipelineStep(Stage.EDIT, false),
                new ChapterId("book", 1),
                "request",
                1,
                1,
                "",
                none,
                none,
                now,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                none,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                Set.of(),
                0,
                null);
        return WorkCheck.added(before, OFFERED, "the one before", after, by);
    }

    private static ChapterWork work(int scenes) {
        return ChapterWork.nothing()
                .withSceneList(new SceneList(
                        null,
                        null,
                        IntStream.rangeClosed(1, scenes)
                                .mapToObj(scene -> new ScenePlan(scene, "-", null, List.of(), null, null, 0))
                                .toList()));
    }
}
