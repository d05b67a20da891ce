package dev.storycrew.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.ledger.ProgressEvent.Kind;
import dev.storycrew.core.story.Stage;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StallDiagnosisTest {
    private static final BookProgress FREE = BookProgress.UNTOUCHED;

    /** Everybody is at work, but who is named. */
    private record Around(Map<String, Integer> processes, Map<String, String> troubles, boolean goesOnAfterFailure)
            implements ServiceStatus {
        static final Around FINE = new Around(Map.of(), Map.of(), false);

        @Override
        public OptionalInt processes(String service) {
            return OptionalInt.of(processes.getOrDefault(service, 1));
        }

        @Override
        public @Nullable String trouble(String service) {
            return troubles.get(service);
        }
    }

    @Test
    void aDeadLetterComesBeforeEverythingElse() {
        ChapterProgress chapter = asked(1).after(saw(1, Kind.STARTED, Stage.WRITE, null), 2)
                .after(saw(1, Kind.GIVEN_UP, Stage.WRITE, "storycrew.write-2@17"), 3);

        StallDiagnosis stall = StallDiagnosis.of(chapter, null, FREE, new Around(Map.of("write", 0), Map.of(), false));

        assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.DEAD_LETTER);
        assertThat(stall.advice()).contains("./storycrew dead-letters redrive storycrew.write-2@17");
    }

    @Test
    void aChapterWhoseTurnHasNotComeWaitsForTheOneBeforeIt() {
        StallDiagnosis stall = StallDiagnosis.of(asked(2), asked(1), FREE, Around.FINE);

        assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.WAITS_FOR_FORMER);
        assertThat(stall.because()).contains("book/1");
    }

    @Test
    void aChapterIsNotStartedBeforeSomebodyAsksForTheOneBeforeIt() {
        StallDiagnosis stall = StallDiagnosis.of(asked(3), null, FREE, Around.FINE);

        assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.FORMER_NOT_ASKED_FOR);
        assertThat(stall.reason().isCertain()).as("told at once").isTrue();
        assertThat(stall.because()).contains("book/2");
        assertThat(stall.advice()).isEqualTo("./storycrew submit BOOK.yaml --chapter 2");
    }

    @Test
    void aChapterThatWasNotAcceptedHoldsTheNextUntilTheBookIsReleased() {
        ChapterProgress failed = asked(1).after(saw(1, Kind.ENDED, null, "EXHAUSTED"), 2);
        BookProgress released = FREE.after(new ProgressEvent("book", 0, Kind.BOOK_RELEASED, 0, 0, null, "mia", 20));

        StallDiagnosis held = StallDiagnosis.of(asked(2), failed, FREE, Around.FINE);

        assertThat(held.reason()).isEqualTo(StallDiagnosis.Reason.HELD);
        assertThat(held.because()).contains("chapter book/1 ended EXHAUSTED");
        assertThat(held.advice()).contains("./storycrew retry book/1", "./storycrew release book");
        assertThat(StallDiagnosis.of(asked(2), failed, released, Around.FINE).reason())
                .isEqualTo(StallDiagnosis.Reason.UNKNOWN);
        assertThat(StallDiagnosis.of(asked(2), failed, FREE, new Around(Map.of(), Map.of(), true))
                        .reason())
                .isEqualTo(StallDiagnosis.Reason.UNKNOWN);
    }

    @Test
    void anOperatorsHoldKeepsAChapterFromStartingAndNotOneUnderWay() {
        BookProgress held = FREE.after(new ProgressEvent("book", 0, Kind.BOOK_HELD, 0, 0, null, "mia (\"wait\")", 2));

        StallDiagnosis stall = StallDiagnosis.of(asked(1), null, held, Around.FINE);

        assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.HELD_BY_OPERATOR);
        assertThat(stall.because()).contains("mia (\"wait\")");
        assertThat(stall.advice()).isEqualTo("./storycrew release book");
        assertThat(StallDiagnosis.of(asked(1).after(saw(1, Kind.STARTED, Stage.PLAN, null), 3), null, held, Around.FINE)
                        .reason())
                .isEqualTo(StallDiagnosis.Reason.UNKNOWN);
    }

    @Test
    void aServiceThatNobodyRunsIsNamedWithTheCommandThatStartsIt() {
        ChapterProgress planned = asked(1).after(saw(1, Kind.FINISHED, Stage.PLAN, null), 2);
        ChapterProgress judged = asked(1).after(saw(1, Kind.FINISHED, Stage.JUDGE, null), 2);

        StallDiagnosis stage = StallDiagnosis.of(planned, null, FREE, new Around(Map.of("write", 0), Map.of(), false));
        StallDiagnosis router = StallDiagnosis.of(judged, null, FREE, new Around(Map.of("router", 0), Map.of(), false));
        StallDiagnosis sequencer =
                StallDiagnosis.of(asked(1), null, FREE, new Around(Map.of("sequencer", 0), Map.of(), false));

        assertThat(stage.reason()).isEqualTo(StallDiagnosis.Reason.NO_SERVICE);
        assertThat(stage.advice()).isEqualTo("./storycrew stage write");
        assertThat(router.advice()).isEqualTo("./storycrew router");
        assertThat(sequencer.advice()).isEqualTo("./storycrew sequencer");
    }

    @Test
    void aModelInTroubleIsNamedAndAServiceThatIsMissingComesFirst() {
        ChapterProgress started = asked(1).after(saw(1, Kind.STARTED, Stage.EDIT, null), 2);
        Map<String, String> trouble = Map.of("edit", "openai: the account is empty");

        assertThat(StallDiagnosis.of(started, null, FREE, new Around(Map.of(), trouble, false)))
                .satisfies(stall -> {
                    assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.MODEL_IN_TROUBLE);
                    assertThat(stall.because()).contains("the account is empty");
                });
        assertThat(StallDiagnosis.of(started, null, FREE, new Around(Map.of("edit", 0), trouble, false))
                        .reason())
                .isEqualTo(StallDiagnosis.Reason.NO_SERVICE);
    }

    /** Its book may be held by a chapter that was accepted and does not fit any more. */
    @Test
    void aChapterThatCannotBeginThoughTheFormerIsAcceptedPointsToTheWholeBook() {
        ChapterProgress accepted = asked(1).after(saw(1, Kind.ENDED, null, "ACCEPTED"), 2);

        StallDiagnosis stall = StallDiagnosis.of(asked(2), accepted, FREE, ServiceStatus.UNKNOWN);

        assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.UNKNOWN);
        assertThat(stall.advice())
                .startsWith("./storycrew status book shows whether an earlier chapter no longer fits");
    }

    @Test
    void whereNothingIsKnownTheAdviceIsToLookAndThenToGiveUp() {
        ChapterProgress started = asked(1).after(saw(1, Kind.STARTED, Stage.EDIT, null), 2);

        StallDiagnosis stall = StallDiagnosis.of(started, null, FREE, ServiceStatus.UNKNOWN);

        assertThat(stall.reason()).isEqualTo(StallDiagnosis.Reason.UNKNOWN);
        assertThat(stall.because()).isEqualTo("a call by edit on the first pass has not returned");
        assertThat(stall.advice()).contains("./storycrew cancel book/1", "--level FULL_RETRY");
    }

    private static ChapterProgress asked(int chapter) {
        return ChapterProgress.first(saw(chapter, Kind.REQUESTED, null, null), 1);
    }

    private static ProgressEvent saw(int chapter, Kind kind, @Nullable Stage stage, @Nullable String detail) {
        return new ProgressEvent("book", chapter, kind, 1, 0, stage, detail, kind == Kind.REQUESTED ? 1 : 9);
    }
}
