package dev.storycrew.history.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.estimate.PastChapters;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SmokeBook;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EndedChaptersTest {
    private static final Stage STAGE = Stage.first();

    private final EndedChapters ended = new EndedChapters();

    @Test
    void retriesCountByLevelAndAnswersByTheirFirstPass() {
        ended.take(outcome("salt/1", List.of("EDIT_ONLY", "FULL_RETRY"), cost(0, 100), cost(1, 70)));
        ended.take(outcome("salt/2", List.of(), cost(0, 300)));
        ended.take(run("salt/1", StageRun.Phase.FINISHED, 100, 5_000));
        ended.take(run("salt/1", StageRun.Phase.FAILED, 900, 9_000));

        PastChapters past = ended.past();

        assertThat(past.retriesPerChapter()).isEqualTo(1);
        assertThat(past.shares()).containsExactly(entry("EDIT_ONLY", 0.5), entry("FULL_RETRY", 0.5));
        assertThat(past.stages().get(STAGE)).isEqualTo(new PastChapters.OfStage(800, 400, 3_000, 1_500, 100, 5_000));
    }

    @Test
    void theLastEndOfAChapterCounts() {
        ended.take(outcome("salt/1", List.of("EDIT_ONLY"), cost(0, 100)));
        ended.take(outcome("salt/1", List.of(), cost(0, 300)));

        assertThat(ended.past().retries()).containsExactly(List.of());
        assertThat(Objects.requireNonNull(ended.past().stages().get(STAGE)).firstOutput())
                .isEqualTo(300);
    }

    @Test
    void theChaptersOfValidateAreLeftOut() {
        String book = SmokeBook.begunAt(0);
        ended.take(outcome(book + "/1", List.of(), cost(0, 100)));
        ended.take(run(book + "/1", StageRun.Phase.FINISHED, 100, 5_000));

        assertThat(ended.past()).isEqualTo(new PastChapters(List.of(), Map.of()));
    }

    private static StageCost cost(int attempt, long output) {
        return new StageCost(attempt, STAGE, new Usage(1, 0, 1_000, 500, 0, output, 0, 0, true));
    }

    private static StageRun run(String id, StageRun.Phase phase, long output, long millis) {
        Usage usage = new Usage(1, 0, 1_000, 500, 0, output, 0, 0, true);
        return new StageRun(
                ChapterId.parse(id),
                "request",
                1,
                0,
                STAGE,
                phase,
                new TreeSet<>(),
                null,
                null,
                null,
                null,
                null,
                usage,
                false,
                millis,
                "me",
                null,
                1,
                null);
    }

    private static ChapterOutcome outcome(String id, List<String> retries, StageCost... costs) {
        List<AttemptRecord> history = new ArrayList<>();
        for (int attempt = 0; attempt <= retries.size(); attempt++) {
            history.add(new AttemptRecord(
                    attempt,
                    new Scores(8, 8, 8, 8, 8, 8, 8),
                    true,
                    attempt == retries.size(),
                    List.of(),
                    attempt == retries.size() ? null : retries.get(attempt),
                    false));
        }
        BookFrame frame =
                new BookFrame("Salt", "story", "en", null, 400, 0.1, new Style(List.of("plain"), null, List.of()));
        return new ChapterOutcome(
                "request",
                new ChapterBrief(ChapterId.parse(id), frame, "One", "Ida goes on.", List.of(), null),
                1,
                ChapterOutcome.Kind.ACCEPTED,
                null,
                null,
                StoryBible.initial(List.of(), List.of(), null),
                history,
                List.of(costs),
                null,
                null,
                "accepted",
                null,
                0,
                1,
                EndReason.PASSED,
                null,
                1);
    }
}
