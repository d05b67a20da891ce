package dev.storycrew.core.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a bible remembers of how chapters stop. */
class ChapterEndingsTest {
    private static final StoryBible NEW = StoryBible.initial(List.of(), List.of(), null);

    @Test
    void onlyTheNewestChaptersEndingIsRemembered() {
        StoryBible bible = NEW.after(1, ending("She came.")).after(2, ending("She left."));

        assertThat(bible.endingBefore(3)).isEqualTo("She left.");
        assertThat(bible.endingBefore(2)).isNull();
    }

    @Test
    void nothingStandsBeforeTheFirstChapterOrAfterOneThatWasNotAccepted() {
        assertThat(NEW.endingBefore(1)).isNull();
        assertThat(NEW.after(1, ending("She came.")).endingBefore(3)).isNull();
    }

    @Test
    void aRedoneChapterReplacesItsOwnEndingAndNotThatOfANewerOne() {
        StoryBible first = NEW.after(1, ending("She came."));

        assertThat(first.after(1, ending("She came late.")).endingBefore(2)).isEqualTo("She came late.");
        assertThat(first.after(2, ending("She left."))
                        .after(1, ending("She came late."))
                        .endingBefore(3))
                .isEqualTo("She left.");
    }

    @Test
    void changesFromBeforeThereWereEndingsLeaveTheBibleAsItIs() {
        assertThat(NEW.after(1, ending(null)).ending()).isNull();
        assertThat(NEW.after(1, ending("She came.")).after(2, ending(null)).endingBefore(3))
                .isNull();
    }

    @Test
    void wordsOfAnEndingAreNoSecret() {
        StoryBible bible = StoryBible.initial(
                List.of(), List.of(), new TruthCard(Map.of("method", "She used a cornflower dye on the rope.")));
        String note = "The cornflower is too blue.";

        assertThat(guard(bible).givesAway(note)).isTrue();
        assertThat(guard(bible.after(1, ending("On the sill lay a cornflower.")))
                        .givesAway(note))
                .isFalse();
    }

    private static TruthGuard guard(StoryBible bible) {
        BookFrame frame =
                new BookFrame("Title", "mystery", "en", null, 900, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("book", 2), frame, "Salt", "Mara.", List.of(), null);
        return new TruthGuard(bible, brief, ChapterWork.nothing());
    }

    private static BibleChanges ending(@Nullable String text) {
        return new BibleChanges("s", List.of(), List.of(), List.of(), List.of(), List.of(), List.of())
                .with(List.of(), text);
    }
}
