package dev.storycrew.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestEffectTest {
    private static final StoryBible BIBLE = StoryBible.initial(List.of(), List.of("It rains."), null);

    /** What stands and its update's number, what comes and its update's number, whether the chapter has begun. */
    @ParameterizedTest
    @CsvSource({
        "a, 0, a, 0, false, NOTHING",
        "a, 0, a, 1, false, REPLACES",
        "a, 0, a, 1, true, NOTHING",
        "a, 2, a, 1, false, NOTHING",
        "a, 0, a, 0, true, NOTHING",
        "a, 1, a, 1, true, NOTHING",
        "a, 0, b, 0, false, CONFLICTS",
        "a, 0, b, 0, true, CONFLICTS",
        "a, 3, b, 0, false, CONFLICTS",
        "a, 0, b, 1, false, REPLACES",
        "a, 1, b, 2, false, REPLACES",
        "a, 1, b, 5, false, REPLACES",
        "a, 1, b, 1, false, OVERTAKEN",
        "a, 2, b, 1, false, OVERTAKEN",
        "a, 0, b, 1, true, TOO_LATE",
        "a, 2, b, 1, true, TOO_LATE"
    })
    void oneRequestStandsForAChapter(
            String stands, int standingUpdate, String comes, int update, boolean begun, RequestEffect effect) {
        assertThat(RequestEffect.of(
                        request(comes, update), request(stands, standingUpdate), stands.equals(comes), begun))
                .isEqualTo(effect);
    }

    @Test
    void theFirstRequestStandsWhateverItsNumber() {
        assertThat(RequestEffect.of(request("a", 0), null, false, false)).isEqualTo(RequestEffect.FIRST);
        assertThat(RequestEffect.of(request("a", 3), null, false, false)).isEqualTo(RequestEffect.FIRST);
    }

    @Test
    void whatIsNoPartOfTheIdIsReplacedTooWhileTheChapterWaits() {
        BibleAdditions added = new BibleAdditions(List.of(), List.of("It rains."));
        ChapterRequest update = request("a", 0).asUpdate(1, added);

        assertThat(RequestEffect.of(update, request("a", 0), true, false)).isEqualTo(RequestEffect.REPLACES);
        assertThat(RequestEffect.of(update, request("a", 0), true, true)).isEqualTo(RequestEffect.NOTHING);
        assertThat(RequestEffect.of(request("a", 0), update, true, false)).isEqualTo(RequestEffect.NOTHING);
    }

    private static ChapterRequest request(String summary, int update) {
        BookFrame frame =
                new BookFrame("Title", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("book", 2), frame, "Title", summary, List.of(), null);
        return new ChapterRequest(summary, brief, BIBLE, update, BibleAdditions.NONE);
    }
}
