package dev.storycrew.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.ledger.ProgressEvent.Kind;
import dev.storycrew.core.story.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChapterProgressTest {
    /** Each topic in its own order: requests, runs, outcomes, letters, commands. */
    private static final List<List<ProgressEvent>> TOPICS = List.of(
            List.of(saw(Kind.REQUESTED, 1, null, null)),
            List.of(
                    saw(Kind.STARTED, 2, Stage.PLAN, null),
                    saw(Kind.FINISHED, 3, Stage.PLAN, null),
                    saw(Kind.STARTED, 4, Stage.WRITE, null),
                    saw(Kind.STARTED, 7, Stage.WRITE, null),
                    saw(Kind.STARTED, 31, Stage.PLAN, null)),
            List.of(saw(Kind.ENDED, 20, null, "CANCELLED")),
            List.of(
                    saw(Kind.GIVEN_UP, 5, Stage.WRITE, "first"),
                    saw(Kind.GIVEN_UP, 8, Stage.WRITE, "second"),
                    saw(Kind.GIVEN_UP, 32, Stage.PLAN, "third"),
                    saw(Kind.GIVEN_UP, 41, Stage.PLAN, "fourth")),
            List.of(
                    saw(Kind.REDRIVEN, 6, null, DeadLetter.redriveId("first")),
                    saw(Kind.REDRIVEN, 9, null, DeadLetter.redriveId("second")),
                    saw(Kind.REOPENED, 30, null, "retry"),
                    saw(Kind.REDRIVEN, 40, null, DeadLetter.redriveId("third"))));

    @Test
    void inWhateverOrderTheTopicsAreReadTheSameComesOut() {
        ChapterProgress expected = read(new Random(0));
        for (int seed = 1; seed < 2000; seed++) {
            assertThat(read(new Random(seed))).as("seed %s", seed).isEqualTo(expected);
        }
        assertThat(expected.last()).isEqualTo(Kind.GIVEN_UP);
        assertThat(expected.stage()).isEqualTo(Stage.PLAN);
        assertThat(expected.open()).isTrue();
        assertThat(expected.deadLetter()).isEqualTo(new ChapterProgress.Waiting("fourth", 41));
    }

    @Test
    void anOutcomeEndsItAndAnOperatorsCommandTakesItUpAgain() {
        ChapterProgress ended = ChapterProgress.first(saw(Kind.REQUESTED, 1, null, null), 1)
                .after(saw(Kind.ENDED, 5, null, "EXHAUSTED"), 5);
        ChapterProgress again = ended.after(saw(Kind.REOPENED, 6, null, "accept"), 6);

        assertThat(ended.ended()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED);
        assertThat(again.open()).isTrue();
        assertThat(again.after(saw(Kind.ENDED, 7, null, "ACCEPTED"), 7).ended())
                .isEqualTo(ChapterOutcome.Kind.ACCEPTED);
    }

    /** The outcome may be read before the bible keeper's run, which came before it. */
    @Test
    void anEndDoesNotHideTheLastStage() {
        ProgressEvent judged = saw(Kind.FINISHED, 5, Stage.JUDGE, null);
        ProgressEvent noted = saw(Kind.FINISHED, 6, Stage.BIBLE, null);
        ProgressEvent ended = saw(Kind.ENDED, 7, null, "ACCEPTED");

        ChapterProgress inTime =
                ChapterProgress.first(judged, 9).after(noted, 9).after(ended, 9);

        assertThat(inTime.stage()).isEqualTo(Stage.BIBLE);
        assertThat(ChapterProgress.first(judged, 9).after(ended, 9).after(noted, 9))
                .isEqualTo(inTime);
    }

    @Test
    void whatHappensEndsAReport() {
        ChapterProgress reported =
                ChapterProgress.first(saw(Kind.REQUESTED, 1, null, null), 1).asReported();

        assertThat(reported.reported()).isTrue();
        assertThat(reported.after(saw(Kind.STARTED, 2, Stage.PLAN, null), 9)).satisfies(moved -> {
            assertThat(moved.reported()).isFalse();
            assertThat(moved.seenAt()).isEqualTo(9);
        });
    }

    /** A reading that takes each topic in its order, and the topics in any. */
    private static ChapterProgress read(Random random) {
        List<Deque<ProgressEvent>> left = new ArrayList<>();
        TOPICS.forEach(topic -> left.add(new ArrayDeque<>(topic)));
        ChapterProgress progress = null;
        while (!left.isEmpty()) {
            Deque<ProgressEvent> topic = left.get(random.nextInt(left.size()));
            ProgressEvent next = topic.remove();
            progress = progress == null ? ChapterProgress.first(next, 99) : progress.after(next, 99);
            if (topic.isEmpty()) {
                left.remove(topic);
            }
        }
        return java.util.Objects.requireNonNull(progress);
    }

    private static ProgressEvent saw(Kind kind, long at, @Nullable Stage stage, @Nullable String detail) {
        return new ProgressEvent("book", 1, kind, 1, 0, stage, detail, at);
    }
}
