package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that change while they wait for their turn. */
class SequencerUpdatesTest {
    private static final StoryBible LEFT = StoryBible.initial(List.of(), List.of("It rains.", "It snows."), null);
    private static final StoryCharacter ANNA = new StoryCharacter("Anna", "keeper", null, null, List.of());

    @TempDir
    private Path folder;

    private Driver driver;

    @BeforeEach
    void start() {
        driver = new Driver(
                folder.resolve("driver"), (topics, wire) -> SequencerTopology.build(topics, wire, OnFailure.HOLD));
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
    }

    @Test
    void anUpdateReplacesARequestThatWaitsForItsTurn() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        ChapterRequest update = asked(2, "Nobody comes.", 1);
        send(update);
        accept(1, LEFT);

        assertThat(started())
                .extracting(ChapterEnvelope::requestId)
                .containsExactly(asked(1, "Somebody comes.", 0).requestId(), update.requestId());
        assertThat(letters()).isEmpty();
    }

    @Test
    void withoutSayingThatItIsAnUpdateAChangedRequestIsStillAConflict() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        send(asked(2, "Nobody comes.", 0));
        accept(1, LEFT);

        assertThat(started())
                .extracting(each -> each.brief().summary())
                .containsExactly("Somebody comes.", "Somebody comes.");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.CONFLICTING_REQUEST);
            assertThat(letter.message()).contains("--update");
        });
    }

    @Test
    void anUpdateOfAChapterThatHasBegunIsRejectedOnceAndHoldsNothingUp() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(1, "Nobody comes.", 1));
        send(asked(2, "Somebody comes.", 0));
        accept(1, LEFT);
        send(asked(1, "Nobody comes.", 1));

        assertThat(started())
                .extracting(each -> each.brief().summary())
                .containsExactly("Somebody comes.", "Somebody comes.");
        assertThat(letters()).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.UPDATE_TOO_LATE);
            assertThat(letter.message()).contains("chapter book/1 had begun");
            assertThat(letter.isRejectedRequest()).isTrue();
            assertThat(letter.holdsUpItsChapter()).isFalse();
        });
    }

    @Test
    void publishingAnUpdateAgainChangesNothingEvenWhenItHasBegun() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        send(asked(2, "Nobody comes.", 1));
        send(asked(2, "Nobody comes.", 1));
        accept(1, LEFT);
        send(asked(2, "Nobody comes.", 1));

        assertThat(started())
                .extracting(each -> each.brief().summary())
                .containsExactly("Somebody comes.", "Nobody comes.");
        assertThat(letters()).isEmpty();
    }

    @Test
    void anOlderUpdateThatComesAgainDoesNotUndoALaterOne() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        send(asked(2, "Nobody comes.", 1));
        send(asked(2, "Somebody comes.", 2));
        send(asked(2, "Nobody comes.", 1));
        accept(1, LEFT);

        assertThat(started())
                .extracting(each -> each.brief().summary())
                .containsExactly("Somebody comes.", "Somebody comes.");
        assertThat(letters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.message()).contains("update 1 of chapter book/2 came after update 2"));
    }

    @Test
    void anUpdateWithTheContentThatStandsAlreadyStillOvertakesAnOlderOne() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 2));
        send(asked(2, "Nobody comes.", 1));
        accept(1, LEFT);

        assertThat(started())
                .extracting(each -> each.brief().summary())
                .containsExactly("Somebody comes.", "Somebody comes.");
        assertThat(letters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(letter.message()).contains("update 1 of chapter book/2 came after update 2"));
    }

    @Test
    void ofTwoUpdatesWithTheSameNumberTheFirstStands() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        send(asked(2, "Nobody comes.", 1));
        send(asked(2, "Everybody comes.", 1));
        accept(1, LEFT);

        assertThat(started())
                .extracting(each -> each.brief().summary())
                .containsExactly("Somebody comes.", "Nobody comes.");
        assertThat(letters()).extracting(DeadLetter::reason).containsExactly(DeadLetter.CONFLICTING_REQUEST);
    }

    @Test
    void whatComesNextCanBeUpdatedThoughItIsNoPartOfTheId() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        ChapterRequest two = asked(2, "Somebody comes.", 0);
        ChapterBrief knowing = two.brief().followedBy(asked(3, "They leave.", 0).brief());
        send(Digests.request(knowing, two.bible()).asUpdate(1, BibleAdditions.NONE));
        accept(1, LEFT);

        assertThat(started()).last().satisfies(two2 -> {
            assertThat(two2.requestId()).isEqualTo(two.requestId());
            assertThat(two2.brief().next()).isEqualTo(knowing.next());
        });
        assertThat(letters()).isEmpty();
    }

    @Test
    void whatTheAuthorAddedIsInTheBibleThatTheNextChapterStartsWith() {
        send(asked(1, "Somebody comes.", 0));
        send(asked(2, "Somebody comes.", 0));
        send(asked(3, "Somebody comes.", 0));
        BibleAdditions added = new BibleAdditions(List.of(ANNA), List.of("The lamp is out."));
        send(grown(2, 1, added));
        send(grown(3, 1, added));
        accept(1, LEFT);
        StoryBible two = started().get(1).bible();
        accept(2, two);

        assertThat(two.characters()).containsExactly(ANNA);
        assertThat(two.facts()).containsExactly("It rains.", "It snows.", "The lamp is out.");
        assertThat(started())
                .singleElement()
                .satisfies(three -> assertThat(three.bible()).isEqualTo(two));
    }

    @Test
    void whatIsAddedMustBeInTheBibleThatTheIdCovers() {
        ChapterRequest plain = asked(1, "Somebody comes.", 0);
        send(plain.asUpdate(0, new BibleAdditions(List.of(), List.of("The lamp is out."))));

        assertThat(started()).isEmpty();
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(DeadLetter.INVALID_VALUE);
            assertThat(letter.message()).contains("added-facts[0]");
        });
    }

    /** Whatever comes in whatever order: one request stands for each chapter, and what has begun never changes. */
    @Test
    void onOneBookAfterAnotherExactlyOneRequestStandsAndWhatHasBegunStays() {
        for (int seed = 1; seed <= 60; seed++) {
            Random random = new Random(seed);
            String book = "seed" + seed;
            Map<Integer, ChapterRequest> standing = new HashMap<>();
            List<ChapterRequest> sent = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            int rejected = 0;
            int begun = 0;
            int ended = 0;
            for (int step = 0; step < 40; step++) {
                if (begun > ended && random.nextInt(3) == 0) {
                    ended++;
                    driver.send(
                            driver.topics.chapters(),
                            book + "/" + ended,
                            SampleChapters.outcome(
                                    standing.get(ended), 1, ChapterOutcome.Kind.ACCEPTED, null, LEFT, List.of(), 2));
                } else {
                    boolean again = !sent.isEmpty() && random.nextInt(4) == 0;
                    ChapterRequest next = again
                            ? sent.get(random.nextInt(sent.size()))
                            : asked(book, 1 + random.nextInt(5), "Version " + random.nextInt(3), random.nextInt(4));
                    sent.add(next);
                    int number = next.brief().id().number();
                    ChapterRequest stands = standing.get(number);
                    boolean same = stands != null && stands.requestId().equals(next.requestId());
                    if (stands == null || (next.update() > stands.update() && number > begun)) {
                        standing.put(number, next);
                    } else if (!same) {
                        rejected++;
                    }
                    driver.send(driver.topics.chapterRequests(), book + "/" + number, next);
                }
                if (begun == ended && standing.containsKey(begun + 1)) {
                    begun++;
                    expected.add(standing.get(begun).requestId());
                }
            }
            assertThat(started())
                    .as("seed %d", seed)
                    .extracting(ChapterEnvelope::requestId)
                    .isEqualTo(expected);
            assertThat(letters()).as("seed %d", seed).hasSize(rejected);
        }
    }

    private void send(ChapterRequest request) {
        driver.send(driver.topics.chapterRequests(), request.brief().id().toString(), request);
    }

    private void accept(int number, StoryBible left) {
        driver.send(
                driver.topics.chapters(),
                "book/" + number,
                SampleChapters.outcome(
                        SampleChapters.request("book", number),
                        1,
                        ChapterOutcome.Kind.ACCEPTED,
                        null,
                        left,
                        List.of(),
                        2));
    }

    private List<ChapterEnvelope> started() {
        return driver.read(driver.topics.stage(Stage.first()));
    }

    private List<DeadLetter> letters() {
        return driver.read(driver.topics.deadLetters());
    }

    private static ChapterRequest asked(int number, String summary, int update) {
        return asked("book", number, summary, update);
    }

    private static ChapterRequest asked(String book, int number, String summary, int update) {
        ChapterRequest plain = SampleChapters.request(book, number);
        ChapterBrief brief = new ChapterBrief(
                plain.brief().id(), plain.brief().book(), plain.brief().title(), summary, List.of(), null);
        return Digests.request(brief, plain.bible()).asUpdate(update, BibleAdditions.NONE);
    }

    private static ChapterRequest grown(int number, int update, BibleAdditions added) {
        ChapterRequest plain = SampleChapters.request("book", number);
        return Digests.request(plain.brief(), added.to(plain.bible())).asUpdate(update, added);
    }
}
