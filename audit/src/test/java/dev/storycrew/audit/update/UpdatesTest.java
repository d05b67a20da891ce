package dev.storycrew.audit.update;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.skim.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which updates of a chapter contradict what it began with, in whatever order they are read. */
class UpdatesTest {
    private static final Digest NONE = new Digest(0, 0);
    private static final ChapterId CHAPTER = new ChapterId("book", 2);
    private static final long SETTLED = 1000;

    /**
     * Updates as id and number in the order in which they are read, {@code |} where the start is read, the id that it has, and what
     * is wrong.
     */
    @ParameterizedTest
    @CsvSource({
        "b1 |, b, ''",
        "b1 c2 |, c, ''",
        "b1 |, a, begun with a",
        "b1 c2 |, b, begun with b",
        "c2 b1 |, c, b1 unanswered",
        "| b1, a, b1 unanswered",
        "b1 | c2, b, c2 unanswered",
        "b1 | b1, b, ''",
        "| b1, b, ''",
        "b1 | c2, c, ''",
        "| b1 c2, c, ''",
        "b1 | c2 b3, b, ''",
        "| b1 c2, b, c2 unanswered",
        "b1 | c2 b1, b, c2 unanswered"
    })
    void aChapterBeginsWithTheLastUpdateThatCameBefore(String read, String began, String wrong) {
        Updates updates = new Updates();
        Fact.EnvelopeFact start = start(began);
        boolean begun = false;
        int offset = 0;
        for (String each : read.split(" ")) {
            if (each.equals("|")) {
                begun = true;
                updates.begun(start);
            } else {
                updates.requested(update(each, offset++, SETTLED), begun ? start : null);
            }
        }

        assertThat(wrong(updates, began)).isEqualTo(wrong.isEmpty() ? List.of() : List.of(wrong));
    }

    @ParameterizedTest
    @CsvSource({"c2 b1 |, c", "b1 | c2, b"})
    void anUpdateThatMayStillGetItsDeadLetterIsNotWrong(String read, String began) {
        Updates updates = new Updates();
        Fact.EnvelopeFact start = start(began);
        boolean begun = false;
        int offset = 0;
        for (String each : read.split(" ")) {
            begun |= each.equals("|");
            if (!each.equals("|")) {
                updates.requested(update(each, offset++, SETTLED + 1), begun ? start : null);
            }
        }
        updates.begun(start);

        assertThat(wrong(updates, began)).isEmpty();
    }

    private static List<String> wrong(Updates updates, String began) {
        List<String> found = new ArrayList<>();
        updates.finish(SETTLED, wrong -> {
            assertThat(wrong.chapter()).isEqualTo(CHAPTER.toString());
            found.add(wrong.found().equals("none") ? wrong.position().topic() + " unanswered" : "begun with " + began);
        });
        return found;
    }

    /** With its name as its topic, to tell it by. */
    private static Fact.RequestFact update(String named, int offset, long time) {
        return new Fact.RequestFact(
                new Position(named, 0, offset),
                time,
                CHAPTER,
                named.substring(0, 1),
                NONE,
                NONE,
                Integer.parseInt(named.substring(1)),
                false,
                null,
                null);
    }

    private static Fact.EnvelopeFact start(String requestId) {
        return new Fact.EnvelopeFact(
                new Position("storycrew.plan", 0, 1),
                new PipelineStep(Stage.first(), false),
                CHAPTER,
                requestId,
                1,
                0,
                "",
                NONE,
                NONE,
                ChapterWork.nothing(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                NONE,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                false,
                null,
                Set.of(),
                0,
                null);
    }
}
