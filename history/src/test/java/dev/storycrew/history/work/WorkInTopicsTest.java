package dev.storycrew.history.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.storycrew.core.capacity.MeasuredWork;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WorkInTopicsTest {
    private static final StoryBible BIBLE = StoryBible.initial(List.of(), List.of(), null);
    private static final Stage SECOND = Stage.values()[1];

    private final WorkInTopics work = new WorkInTopics(0, ServiceStatus.UNKNOWN, Duration.ofHours(1));
    private int records;

    @Test
    void retriesAndFailedCallsCountAndUnfinishedChaptersDoNot() {
        requested("salt/1", 1_000);
        requested("salt/2", 1_000);
        ran("salt/1", Stage.first(), StageRun.Phase.FINISHED, 2_000, 3_000);
        ran("salt/1", SECOND, StageRun.Phase.FAILED, 4_000, 9_000);
        ran("salt/1", SECOND, StageRun.Phase.FINISHED, 6_000, 20_000);
        ended("salt/1", 21_000);
        ran("salt/2", Stage.first(), StageRun.Phase.FINISHED, 50_000, 90_000);

        MeasuredWork measured = work.measured();

        assertThat(measured.chapters()).isEqualTo(1);
        assertThat(measured.runsPerChapter(SECOND)).isCloseTo(2, within(0.001));
        assertThat(measured.secondsPerRun(SECOND)).isCloseTo(5, within(0.001));
        assertThat(measured.secondsPerChapter()).isCloseTo(12, within(0.001));
        assertThat(measured.callsPerChapter(SECOND)).isCloseTo(4, within(0.001));
        assertThat(measured.from()).isEqualTo(1_000);
        assertThat(measured.until()).isEqualTo(21_000);
        assertThat(measured.models()).containsExactly("some-model");
    }

    @Test
    void aStartIsNoRun() {
        ran("salt/1", Stage.first(), StageRun.Phase.STARTED, 0, 1_000);
        ran("salt/1", Stage.first(), StageRun.Phase.FINISHED, 2_000, 3_000);
        ended("salt/1", 4_000);

        assertThat(work.measured().runsPerChapter(Stage.first())).isCloseTo(1, within(0.001));
    }

    @Test
    void aChapterWhoseFirstRunsAreNoLongerKeptIsLeftOut() {
        ran("salt/1", SECOND, StageRun.Phase.FINISHED, 2_000, 3_000);
        ended("salt/1", 4_000);

        assertThat(work.measured().chapters()).isZero();
    }

    @Test
    void onlyTheTimeLookedAtIsMeasured() {
        WorkInTopics late = new WorkInTopics(10_000, ServiceStatus.UNKNOWN, Duration.ofHours(1));
        late.take("runs@0", run("old/1", Stage.first(), StageRun.Phase.FINISHED, 2_000, 3_000), 3_000);
        late.take("ends@0", outcome("old/1", 9_999), 9_999);
        late.take("runs@1", run("new/1", Stage.first(), StageRun.Phase.FINISHED, 2_000, 3_000), 3_000);
        late.take("ends@1", outcome("new/1", 10_000), 10_000);

        assertThat(late.measured().chapters()).isEqualTo(1);
    }

    @Test
    void theChaptersOfValidateAreLeftOut() {
        ran("validate-1/1", Stage.first(), StageRun.Phase.FINISHED, 2_000, 3_000);
        ended("validate-1/1", 4_000);
        ran("validate-2/1", Stage.first(), StageRun.Phase.FINISHED, 2_000, 3_000);

        assertThat(work.measured().chapters()).isZero();
        assertThat(work.unfinished(10_000)).isEmpty();
    }

    @Test
    void aHeldBookIsNotAtWorkAndSaysWhatLetsItGoOn() {
        requested("salt/1", 1_000);
        requested("fog/1", 1_000);
        requested("fog/2", 1_000);
        take(
                new CommandResult(
                        OperatorCommand.of("c1", OperatorCommand.Kind.HOLD, "salt", null, "mia", 2_000),
                        CommandResult.Verdict.DONE,
                        "sequencer",
                        "held",
                        0,
                        null,
                        2_000),
                2_000);

        assertThat(work.books(3_000).going()).isEqualTo(1);
        assertThat(work.books(3_000).held()).containsOnlyKeys("salt").containsValue("./storycrew release salt");
    }

    @Test
    void theOldestUnfinishedChapterIsTheOneWhoseTurnCameFirst() {
        requested("salt/1", 1_000);
        requested("salt/2", 1_000);
        requested("fog/1", 2_000);
        ran("salt/1", Stage.first(), StageRun.Phase.FINISHED, 500, 4_000);
        ended("salt/1", 5_000);

        assertThat(work.oldestUnfinished(9_000)).hasValueSatisfying(oldest -> {
            assertThat(oldest.id()).hasToString("fog/1");
            assertThat(oldest.since()).isEqualTo(2_000);
        });
        ran("fog/1", Stage.first(), StageRun.Phase.FINISHED, 500, 6_000);
        ended("fog/1", 7_000);
        assertThat(work.oldestUnfinished(9_000)).hasValueSatisfying(oldest -> {
            assertThat(oldest.id()).hasToString("salt/2");
            assertThat(oldest.since()).as("when its turn came").isEqualTo(5_000);
        });
    }

    private void requested(String id, long at) {
        take(Digests.request(brief(id), BIBLE), at);
    }

    private void ran(String id, Stage stage, StageRun.Phase phase, long millis, long at) {
        take(run(id, stage, phase, millis, at), at);
    }

    private void ended(String id, long at) {
        take(outcome(id, at), at);
    }

    private void take(Object value, long at) {
        work.take("record-" + records++, value, at);
    }

    private static StageRun run(String id, Stage stage, StageRun.Phase phase, long millis, long at) {
        boolean called = phase != StageRun.Phase.STARTED;
        return new StageRun(
                ChapterId.parse(id),
                "request",
                1,
                0,
                stage,
                phase,
                new TreeSet<>(),
                called ? "openai" : null,
                called ? "some-model" : null,
                null,
                null,
                null,
                called ? new Usage(2, 1, 900, 0, 0, 100, 0, 0, true) : Usage.none(),
                false,
                millis,
                "1",
                null,
                at,
                null);
    }

    private static ChapterOutcome outcome(String id, long at) {
        return new ChapterOutcome(
                "request",
                brief(id),
                1,
                ChapterOutcome.Kind.ACCEPTED,
                null,
                null,
                BIBLE,
                List.of(),
                List.of(),
                null,
                null,
                "accepted",
                null,
                0,
                at,
                EndReason.PASSED,
                null,
                1);
    }

    private static ChapterBrief brief(String id) {
        BookFrame frame =
                new BookFrame("Salt", "story", "en", null, 400, 0.1, new Style(List.of("plain"), null, List.of()));
        return new ChapterBrief(ChapterId.parse(id), frame, "One", "Ida goes on.", List.of(), "");
    }
}
