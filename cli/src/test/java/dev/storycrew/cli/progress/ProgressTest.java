package dev.storycrew.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final int CHAPTERS_A_BOOK = 6;

    private final Lines display = new Lines();

    @Test
    void ofFewChaptersEveryStepIsTold() {
        Progress progress = opened(chapters(1));
        finish(progress, 0, ChapterOutcome.Kind.ACCEPTED);

        assertThat(display.lines).hasSize(2 * CHAPTERS_A_BOOK);
        assertThat(display.lines.get(0)).startsWith("book0/1  write  first pass");
    }

    @Test
    void ofManyChaptersEachBookIsOneLine() {
        Progress progress = opened(chapters(100));
        for (int book = 0; book < 100; book++) {
            finish(progress, book, ChapterOutcome.Kind.ACCEPTED);
        }

        assertThat(display.lines).hasSize(100).contains("book7  finished  6 of 6 accepted");
    }

    @Test
    void whatWentWrongIsToldHoweverManyChaptersThereAre() {
        Progress progress = opened(chapters(100));
        finish(progress, 3, ChapterOutcome.Kind.EXHAUSTED);

        assertThat(display.lines)
                .hasSize(CHAPTERS_A_BOOK + 1)
                .contains("book3/1  because")
                .endsWith("book3  ended  0 of 6 accepted");
    }

    @Test
    void chaptersThatEndedAreCountedAndThoseUnderWayAreNamed() {
        Progress progress = opened(chapters(1));
        progress.take(run(new ChapterId("book0", 1), StageRun.Phase.STARTED));
        progress.take(run(new ChapterId("book0", 2), StageRun.Phase.STARTED));

        assertThat(display.at).isEqualTo("0 of 6: book0/1  write  first pass, book0/2  write  first pass");

        progress.take(outcome(new ChapterId("book0", 2), ChapterOutcome.Kind.ACCEPTED));

        assertThat(display.at).isEqualTo("1 of 6: book0/1  write  first pass");
    }

    @Test
    void whatWasThereBeforeIsCountedAndNotToldAgain() {
        Progress progress = new Progress(display, chapters(1));
        finish(progress, 0, ChapterOutcome.Kind.ACCEPTED);
        progress.open();

        assertThat(display.lines).isEmpty();
        assertThat(display.at).isEqualTo("6 of 6: ");
    }

    @Test
    void aChapterThatAnOperatorReopensIsOpenAgainAndALineSaysWhoDidIt() {
        Progress progress = opened(chapters(1));
        finish(progress, 0, ChapterOutcome.Kind.EXHAUSTED);

        progress.take(new CommandResult(
                OperatorCommand.of("id", OperatorCommand.Kind.RETRY, "book0/2", "too dark", "mia", 9_000),
                CommandResult.Verdict.DONE,
                "router",
                "run 2 starts",
                2,
                null,
                9_000));

        assertThat(display.lines).endsWith("book0/2  mia (\"too dark\"): run 2 starts");
        assertThat(display.at).isEqualTo("5 of 6: ");
    }

    @Test
    void whatIsToComeIsToldOnceAChapterHasBeenAccepted() {
        Progress progress = opened(chapters(1));
        progress.take(run(new ChapterId("book0", 1), StageRun.Phase.FINISHED));
        assertThat(Objects.requireNonNull(display.cost).toCome()).isNull();

        progress.take(outcome(new ChapterId("book0", 1), ChapterOutcome.Kind.ACCEPTED));

        Standing.Spending cost = Objects.requireNonNull(display.cost);
        assertThat(cost.soFar().nanoUsd()).isPositive();
        assertThat(Objects.requireNonNull(cost.toCome()).nanoUsd())
                .isEqualTo((CHAPTERS_A_BOOK - 1) * cost.soFar().nanoUsd());
    }

    @Test
    void otherBooksAreNotShown() {
        Progress progress = opened(chapters(1));
        finish(progress, 1, ChapterOutcome.Kind.EXHAUSTED);

        assertThat(display.lines).isEmpty();
        assertThat(display.at).isEqualTo("0 of 6: ");
    }

    private Progress opened(Set<ChapterId> chapters) {
        Progress progress = new Progress(display, chapters);
        progress.open();
        return progress;
    }

    private static Set<ChapterId> chapters(int books) {
        Set<ChapterId> chapters = new LinkedHashSet<>();
        for (int book = 0; book < books; book++) {
            for (int chapter = 1; chapter <= CHAPTERS_A_BOOK; chapter++) {
                chapters.add(new ChapterId("book" + book, chapter));
            }
        }
        return chapters;
    }

    private static void finish(Progress progress, int book, ChapterOutcome.Kind kind) {
        for (int number = 1; number <= CHAPTERS_A_BOOK; number++) {
            ChapterId chapter = new ChapterId("book" + book, number);
            progress.take(run(chapter, StageRun.Phase.STARTED));
            progress.take(run(chapter, StageRun.Phase.FINISHED));
            progress.take(outcome(chapter, kind));
        }
    }

    private static StageRun run(ChapterId chapter, StageRun.Phase phase) {
        return new StageRun(
                chapter,
                "request",
                1,
                0,
                Stage.WRITE,
                phase,
                new TreeSet<>(),
                null,
                null,
                null,
                null,
                null,
                new Usage(1, 0, 100, 0, 0, 50, 0, 1_000_000, true),
                true,
                0,
                "one",
                null,
                1,
                null);
    }

    private static ChapterOutcome outcome(ChapterId chapter, ChapterOutcome.Kind kind) {
        BookFrame frame = new BookFrame("T", "g", "en", null, 100, 0.1, new Style(List.of(), null, List.of()));
        return new ChapterOutcome(
                "request",
                new ChapterBrief(chapter, frame, "t", "s", List.of(), null),
                1,
                kind,
                null,
                null,
                StoryBible.initial(List.of(), List.of(), null),
                List.of(),
                List.of(),
                null,
                null,
                "because",
                null,
                1,
                2,
                EndReason.UNKNOWN,
                null,
                Explanations.VERSION);
    }

    /** Keeps what is shown. */
    private static final class Lines implements Progress.Display {
        private final List<String> lines = new ArrayList<>();
        private String at = "";
        private Standing.@Nullable Spending cost;

        @Override
        public void line(String text) {
            lines.add(text);
        }

        @Override
        public void step(String what) {
            lines.add(what);
        }

        @Override
        public void at(Standing standing) {
            at = standing.ended() + " of " + standing.of() + ": "
                    + standing.underWay().stream().map(Standing.UnderWay::what).collect(Collectors.joining(", "));
            cost = standing.cost();
        }

        @Override
        public void close() {}
    }
}
