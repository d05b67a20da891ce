package dev.storycrew.stages.bible;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.check.BibleReferences;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.schemas.codec.Digests;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BibleStageTest {
    private static final StoryBible BIBLE = StoryBible.initial(List.of(), List.of("The lamp is dark."), null);
    private final BibleStage stage = new BibleStage();

    /** Asking again would cost a call and bring the same. */
    @Test
    void whatAModelInventsIsLeftOutOfTheChangesAndStandsInTheRunsRecord() {
        ChapterEnvelope envelope = envelope();
        BibleReferences.Checked read = stage.read("""
                {"withdrawn":[{"id":"f99","because":"so"},{"id":"f1","because":"it was lit"}],"relied_on":["f1","f7"]}""", envelope, List.of());

        BibleChanges changes =
                Objects.requireNonNull(stage.apply(envelope, read, new StageCost(0, Stage.BIBLE, Usage.none()))
                        .bibleChanges());
        RunFacts facts = stage.noted(envelope, RunFacts.none(), new Answer<>(read, RunFacts.none()), null);

        assertThat(changes.withdrawn()).containsExactly(new BibleChanges.Withdrawal("f1", "it was lit"));
        assertThat(changes.reliedOn()).containsExactly("f1");
        assertThat(facts.warnings())
                .containsExactly(
                        "The bible keeper withdraws entries that do not exist, which was ignored: f99",
                        "The bible keeper relies on entries that do not exist, which was ignored: f7");
    }

    private static ChapterEnvelope envelope() {
        BookFrame frame = new BookFrame("T", "mystery", "en", null, 900, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("book", 1), frame, "Salt", "Rain.", List.of(), null);
        return ChapterEnvelope.start(Digests.request(brief, BIBLE), BIBLE, 0);
    }
}
