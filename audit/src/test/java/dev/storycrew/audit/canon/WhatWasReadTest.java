package dev.storycrew.audit.canon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhatWasReadTest {
    private static final StoryBible AUTHORS = StoryBible.initial(List.of(), List.of("It rains."), null);
    private static final StoryBible THEN = AUTHORS.after(1, says("The lamp is out.", "So it ends."));
    private static final String LAMP = "f1001";

    @Test
    void whatIsStillSaidWasReadAsItIs() {
        StoryBible now = AUTHORS.after(1, says("The lamp is out.", "So it ends."));

        assertThat(WhatWasRead.changed(2, having(LAMP), THEN, now)).isNull();
    }

    @Test
    void anEntryThatIsGoneHasChangedForWhoeverHasReadIt() {
        StoryBible now = AUTHORS.after(
                1, says("The lamp burns.", "So it ends.").numberedAfter(says("The lamp is out.", "So it ends.")));

        assertThat(WhatWasRead.changed(2, having(LAMP), THEN, now)).isEqualTo(LAMP);
        assertThat(WhatWasRead.changed(2, having("f1"), THEN, now)).isNull();
    }

    @Test
    void anEntryThatHasEndedHasChanged() {
        StoryBible now = THEN.after(
                2,
                says("The lamp burns.", "So ends two.")
                        .referring(List.of(), List.of(new BibleChanges.Withdrawal(LAMP, null)), List.of()));

        assertThat(WhatWasRead.changed(3, having(LAMP), THEN, now)).isEqualTo(LAMP);
    }

    @Test
    void anotherEndingIsReadByTheNextChapterOnly() {
        StoryBible now = AUTHORS.after(1, says("The lamp is out.", "It ends otherwise."));

        assertThat(WhatWasRead.changed(2, having(), THEN, now)).isEqualTo("the ending of chapter 1");
        assertThat(WhatWasRead.changed(3, having(), THEN, now)).isNull();
    }

    @Test
    void whoeverDoesNotSayWhatItHasReadMayHaveReadAll() {
        StoryBible now = AUTHORS.after(
                1, says("The lamp burns.", "So it ends.").numberedAfter(says("The lamp is out.", "So it ends.")));

        assertThat(WhatWasRead.changed(2, null, THEN, now)).isEqualTo(LAMP);
        assertThat(WhatWasRead.changed(2, null, THEN, THEN)).isNull();
    }

    private static ChapterCanon having(String... read) {
        return new ChapterCanon(List.of(read), List.of(), List.of(), List.of(), null);
    }

    private static BibleChanges says(String fact, String ending) {
        return new BibleChanges(null, List.of(fact), List.of(), List.of(), List.of(), List.of(), List.of())
                .with(List.of(), ending);
    }
}
