package dev.storycrew.app.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryRecordsTest {
    private static final ChapterId CHAPTER = new ChapterId("canary-1", 1);
    private static final StoryBible BIBLE = StoryBible.initial(List.of(), List.of(), null);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CanaryRecords records = new CanaryRecords(new TopicCatalogue("t.canary.", 1));

    @Test
    void eachHopIsTimedFromTheOneBefore() {
        records.take("chapter-requests", Digests.request(brief(), BIBLE), 1_000);
        records.take("write", envelope(), 3_500);
        records.take("plan", envelope(), 1_200);
        records.take("chapters", outcome(ChapterOutcome.Kind.ACCEPTED), 4_000);

        assertThat(records.hops(CHAPTER))
                .containsExactly(
                        new CanaryRound.Hop("chapter-requests", 0),
                        new CanaryRound.Hop("plan", 200),
                        new CanaryRound.Hop("write", 2_300),
                        new CanaryRound.Hop("chapters", 500));
        assertThat(records.end(CHAPTER)).contains(ChapterOutcome.Kind.ACCEPTED);
        assertThat(records.twice()).isEmpty();
    }

    @Test
    void aSecondRecordOfTheSameAttemptOrOutcomeIsNoticed() {
        records.take("plan", envelope(), 1_000);
        records.take("plan", envelope(), 1_001);
        records.take("chapters", outcome(ChapterOutcome.Kind.ACCEPTED), 2_000);
        records.take("chapters", outcome(ChapterOutcome.Kind.ACCEPTED), 2_001);

        assertThat(records.twice())
                .containsExactly("canary-1/1 plan, attempt 0: 2 records", "canary-1/1 chapters: 2 records");
    }

    @Test
    void aSecondOutcomeThatComesLateIsNoticedInTheNextRound() {
        records.take("chapters", outcome(ChapterOutcome.Kind.ACCEPTED), 2_000);
        records.keepOnly(CHAPTER);
        records.take("chapters", outcome(ChapterOutcome.Kind.ACCEPTED), 90_000);

        assertThat(records.twice()).containsExactly("canary-1/1 chapters: 2 records");
    }

    @Test
    void aRoundFailsWhereTheChapterDoesNotComeOrComesTwiceOrIsNotAccepted() {
        List<CanaryRound.Hop> hops = List.of(new CanaryRound.Hop("edit", 5));

        assertThat(Canary.problem(ChapterOutcome.Kind.ACCEPTED, hops, List.of(), PATIENCE))
                .isNull();
        assertThat(Canary.problem(null, hops, List.of(), PATIENCE))
                .isEqualTo("it did not come within 300 s; the last that was seen of it is on edit");
        assertThat(Canary.problem(null, List.of(), List.of(), PATIENCE))
                .isEqualTo("it did not come within 300 s; none of its records was seen");
        assertThat(Canary.problem(ChapterOutcome.Kind.ACCEPTED, hops, List.of("edit: 2 records"), PATIENCE))
                .isEqualTo("something came twice: edit: 2 records");
        assertThat(Canary.problem(ChapterOutcome.Kind.EXHAUSTED, hops, List.of(), PATIENCE))
                .isEqualTo("it ended EXHAUSTED");
    }

    private static ChapterEnvelope envelope() {
        return ChapterEnvelope.start(Digests.request(brief(), BIBLE), BIBLE, 0);
    }

    private static ChapterOutcome outcome(ChapterOutcome.Kind kind) {
        return new ChapterOutcome(
                "request",
                brief(),
                1,
                kind,
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
                2_000,
                EndReason.PASSED,
                null,
                1);
    }

    private static ChapterBrief brief() {
        BookFrame frame =
                new BookFrame("Lamp", "story", "en", null, 450, 0.1, new Style(List.of("plain"), null, List.of()));
        return new ChapterBrief(CHAPTER, frame, "One", "Ada goes on.", List.of(), "");
    }
}
