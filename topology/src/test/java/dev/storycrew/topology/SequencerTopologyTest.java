package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequencerTopologyTest {
    @TempDir
    private Path folder;

    private Driver driver;

    @BeforeEach
    void start() {
        driver = holding(OnFailure.HOLD, "hold");
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
    }

    /** Intentionally fails whenever the topology changes: a running sequencer's state depends on these names. */
    @Test
    void theTopologyIsAsItWasDrawn() throws Exception {
        String drawn = Files.readString(Path.of("src/test/resources/sequencer-topology.txt"));
        String built = SequencerTopology.build(driver.topics, driver.wire, OnFailure.HOLD)
                .describe()
                .toString();
        assertThat(built).isEqualTo(drawn);
    }

    @Test
    void chaptersStartOneAfterTheOtherWithTheBibleThatTheFormerLeft() {
        Stream.of(3, 1, 2).forEach(number -> request(driver, number));
        assertThat(started(driver))
                .extracting(envelope -> envelope.id().number())
                .containsExactly(1);

        StoryBible left = StoryBible.initial(List.of(), List.of("It snows."), null);
        outcome(driver, 1, ChapterOutcome.Kind.ACCEPTED, left);

        assertThat(started(driver)).singleElement().satisfies(envelope -> {
            assertThat(envelope.id().number()).isEqualTo(2);
            assertThat(envelope.bible()).isEqualTo(left);
            assertThat(envelope.run()).isEqualTo(1);
            assertThat(envelope.attempt()).isZero();
        });
    }

    @Test
    void theSameRequestTwiceChangesNothingAndAnotherForTheSameChapterIsRefused() {
        request(driver, 1);
        request(driver, 1);
        ChapterRequest other = SampleChapters.request("book", 1);
        driver.send(
                driver.topics.chapterRequests(), "book/1", new ChapterRequest("other", other.brief(), other.bible()));

        assertThat(started(driver)).hasSize(1);
        assertThat(driver.read(driver.topics.deadLetters())).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("CONFLICTING_REQUEST");
            assertThat(letter.id()).isEqualTo("storycrew.chapter-requests-0@2");
            assertThat(letter.key()).isEqualTo("book/1".getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void theSameIdForChangedContentIsAConflict() {
        request(driver, 1);
        ChapterRequest first = SampleChapters.request("book", 1);
        ChapterBrief changed =
                new ChapterBrief(first.brief().id(), first.brief().book(), "Pepper", "Nobody comes.", List.of(), null);
        driver.send(
                driver.topics.chapterRequests(),
                "book/1",
                new ChapterRequest(first.requestId(), changed, first.bible()));

        assertThat(started(driver)).hasSize(1);
        assertRejected(DeadLetter.CONFLICTING_REQUEST, "the same request id and different content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong"})
    void aRequestIdIsTheDigestOfItsContent(String requestId) {
        ChapterRequest right = SampleChapters.request("book", 1);
        driver.send(
                driver.topics.chapterRequests(), "book/1", new ChapterRequest(requestId, right.brief(), right.bible()));

        assertThat(started(driver)).isEmpty();
        assertRejected(DeadLetter.INVALID_VALUE, "requestId: must be the digest of the content, " + right.requestId());
    }

    @Test
    void oneIdStandsForOneChapter() {
        request(driver, 1);
        ChapterRequest second = SampleChapters.request("book", 2);
        String firstsId = SampleChapters.request("book", 1).requestId();
        driver.send(
                driver.topics.chapterRequests(),
                "book/2",
                new ChapterRequest(firstsId, second.brief(), second.bible()));

        assertThat(started(driver)).hasSize(1);
        assertRejected(DeadLetter.INVALID_VALUE, "requestId: must be the digest of the content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"book/2", "other/1", "book", "book/01", "book/1 "})
    void aRequestUnderAnotherKeyIsRejectedAndTheRightOneStillTaken(String key) {
        driver.send(driver.topics.chapterRequests(), key, SampleChapters.request("book", 1));

        assertThat(started(driver)).isEmpty();
        assertRejected(DeadLetter.WRONG_KEY, "the request is for chapter book/1");
        request(driver, 1);
        assertThat(started(driver)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "' ', mystery, en, 1000, title: must not be blank",
        "Title, '', en, 1000, genre: must not be blank",
        "Title, mystery, xx, 1000, language: must be a language tag",
        "Title, mystery, en, 2000000000, 'words-per-chapter: must be at most 200000, but is 2000000000'"
    })
    void aValueThatAFileCouldNotHoldIsRejectedByItsName(
            String title, String genre, String language, int words, String message) {
        BookFrame frame =
                new BookFrame(title, genre, language, null, words, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(new ChapterId("book", 1), frame, "Salt", "Rain.", List.of(), null);
        driver.send(
                driver.topics.chapterRequests(),
                "book/1",
                Digests.request(brief, StoryBible.initial(List.of(), List.of(), null)));

        assertThat(started(driver)).isEmpty();
        assertRejected(DeadLetter.INVALID_VALUE, message);
        request(driver, 1);
        assertThat(started(driver)).hasSize(1);
    }

    private void assertRejected(String reason, String message) {
        assertThat(driver.read(driver.topics.deadLetters())).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(reason);
            assertThat(letter.message()).contains(message);
            assertThat(letter.holdsUpItsChapter()).isFalse();
        });
    }

    @Test
    void anExhaustedChapterHoldsItsBookAndNoOther() {
        request(driver, 1);
        request(driver, 2);
        driver.send(driver.topics.chapterRequests(), "else/1", SampleChapters.request("else", 1));
        started(driver);
        outcome(
                driver,
                1,
                ChapterOutcome.Kind.EXHAUSTED,
                SampleChapters.request("book", 1).bible());
        assertThat(started(driver)).isEmpty();

        driver.send(driver.topics.chapterRequests(), "else/2", SampleChapters.request("else", 2));
        driver.send(
                driver.topics.chapters(),
                "else/1",
                outcome(
                        "else",
                        1,
                        ChapterOutcome.Kind.ACCEPTED,
                        SampleChapters.request("else", 1).bible()));

        assertThat(started(driver))
                .singleElement()
                .satisfies(envelope -> assertThat(envelope.id().toString()).isEqualTo("else/2"));
    }

    @Test
    void withContinueTheBookGoesOnWithTheBibleAsItWas() throws Exception {
        try (Driver going = holding(OnFailure.CONTINUE, "continue")) {
            request(going, 1);
            request(going, 2);
            started(going);

            outcome(
                    going,
                    1,
                    ChapterOutcome.Kind.EXHAUSTED,
                    SampleChapters.request("book", 1).bible());

            assertThat(started(going)).singleElement().satisfies(envelope -> {
                assertThat(envelope.id().number()).isEqualTo(2);
                assertThat(envelope.bible())
                        .isEqualTo(SampleChapters.request("book", 1).bible());
            });
        }
    }

    @Test
    void aSecondOutcomeOfTheSameChapterMovesNothing() {
        Stream.of(1, 2, 3).forEach(number -> request(driver, number));
        outcome(
                driver,
                1,
                ChapterOutcome.Kind.ACCEPTED,
                SampleChapters.request("book", 1).bible());
        outcome(
                driver,
                1,
                ChapterOutcome.Kind.ACCEPTED,
                SampleChapters.request("book", 1).bible());

        assertThat(started(driver))
                .extracting(envelope -> envelope.id().number())
                .containsExactly(1, 2);
    }

    @Test
    void noEntryOfItsStateGrowsWithTheLengthOfABook() {
        int chapters = 400;
        int briefBytes = 20_000;
        StoryBible bible = StoryBible.initial(List.of(), Collections.nCopies(10, "f".repeat(briefBytes / 10)), null);
        for (int number = chapters; number >= 1; number--) {
            ChapterRequest plain = SampleChapters.request("book", number);
            ChapterBrief brief = new ChapterBrief(
                    plain.brief().id(), plain.brief().book(), "Title", "s".repeat(briefBytes), List.of(), null);
            driver.send(driver.topics.chapterRequests(), "book/" + number, Digests.request(brief, bible));
        }
        for (int number = 1; number <= chapters; number++) {
            assertThat(started(driver)).singleElement().satisfies(envelope -> {
                assertThat(envelope.brief().summary()).hasSize(briefBytes);
                assertThat(envelope.bible()).isEqualTo(bible);
            });
            outcome(driver, number, ChapterOutcome.Kind.ACCEPTED, bible);
        }

        assertThat(driver.changelogSizes("books"))
                .isNotEmpty()
                .allSatisfy(size -> assertThat(size).isLessThan(2 * briefBytes));
        assertThat(driver.changelogSizes("requests"))
                .hasSize(chapters)
                .allSatisfy(size -> assertThat(size).isLessThan(3 * briefBytes));
    }

    private Driver holding(OnFailure onFailure, String name) {
        return new Driver(folder.resolve(name), (topics, wire) -> SequencerTopology.build(topics, wire, onFailure));
    }

    private static void request(Driver driver, int number) {
        driver.send(driver.topics.chapterRequests(), "book/" + number, SampleChapters.request("book", number));
    }

    private static List<ChapterEnvelope> started(Driver driver) {
        return driver.read(driver.topics.stage(Stage.PLAN));
    }

    private static void outcome(Driver driver, int number, ChapterOutcome.Kind kind, StoryBible left) {
        driver.send(driver.topics.chapters(), "book/" + number, outcome("book", number, kind, left));
    }

    private static ChapterOutcome outcome(String book, int number, ChapterOutcome.Kind kind, StoryBible left) {
        return SampleChapters.outcome(SampleChapters.request(book, number), 1, kind, null, left, List.of(), 2);
    }
}
