package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Envelopes of a chapter of which nothing is made. */
final class Envelopes {
    private Envelopes() {}

    static ChapterEnvelope of(ChapterId id) {
        return of(id, "Somebody arrives.");
    }

    static ChapterEnvelope of(ChapterId id, String summary) {
        BookFrame frame =
                new BookFrame("Title", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(id, frame, "Salt", summary, List.of(), null);
        StoryBible bible = StoryBible.initial(List.of(), List.of(), null);
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, 1);
    }

    /** Chapter {@code book/1} in run 1 or 2, after an operator's command or none. */
    static ChapterEnvelope of(int run, @Nullable String command) {
        ChapterEnvelope first = of(new ChapterId("book", 1));
        OperatorCommand by = OperatorCommand.of(
                command == null ? "none" : command, OperatorCommand.Kind.RETRY, "book/1", null, "mia", 1);
        if (run == 2) {
            return first.nextRun(ChapterWork.nothing(), null, null, by, first);
        }
        return command == null ? first : first.accepted(0, ChapterWork.nothing(), by, first);
    }
}
