package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.audit.Violation;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.topic.Topic;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history in which requests are replaced, come too late, and bring something into the bible, is verified too. */
@Tag("long")
class GrownHistoryTest {
    private static final BibleAdditions ADDED = new BibleAdditions(
            List.of(new StoryCharacter("Anselma", "the harbour master", null, null, List.of())),
            List.of("The harbour is closed on Sundays."));

    @TempDir
    static Path folder;

    private static History history;

    @BeforeAll
    static void make() throws Exception {
        List<ChapterRequest> requests = HistoryMaker.requests(3);
        history = History.grown(
                folder,
                requests,
                List.of(
                        update(requests.get(0), "Everything is different.", BibleAdditions.NONE),
                        update(requests.get(1), "They wait for the harbour to open.", ADDED),
                        update(requests.get(2), requests.get(2).brief().summary(), ADDED)));
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    @Test
    void whatUpdatesLedToIsVerifiedClean() {
        Forger forger = new Forger(history);

        assertThat(history.audited(forger.records())).isEmpty();
        assertThat(history.records().stream()
                        .filter(each -> each.topic()
                                .name()
                                .equals(forger.topics().deadLetters().name()))
                        .map(each -> forger.decode(forger.topics().deadLetters(), each)
                                .reason()))
                .containsExactly(DeadLetter.UPDATE_TOO_LATE);
    }

    /** A start has the time of what led to it, and a request its client's. */
    @Test
    void anUpdateThatIsReadAfterTheStartThatItLedToIsVerifiedClean() {
        Forger forger = new Forger(history);
        int taken = forger.index(forger.topics().chapterRequests(), GrownHistoryTest::isUpdateOfTwo);
        TopicRecord start = start(forger, 2);
        TopicRecord update = forger.records().remove(taken);
        forger.records().add(History.indexOf(forger.records(), start) + 1, update);

        assertThat(history.audited(forger.records())).isEmpty();
    }

    @Test
    void anUpdateReadLateDoesNotExplainABibleWithoutWhatItAdds() {
        Forger forger = new Forger(history);
        TopicRecord start = start(forger, 2);
        TopicRecord changed = forger.change(
                forger.topics().chapterRequests(),
                GrownHistoryTest::isUpdateOfTwo,
                request -> request.asUpdate(1, new BibleAdditions(List.of(), List.of("The ferry is late."))));
        forger.records().remove(changed);
        forger.records().add(History.indexOf(forger.records(), start) + 1, changed);

        assertFound(forger, Violation.Kind.BIBLE, "with what its request adds", start);
    }

    @Test
    void aChapterThatBeginsWithARequestThatWasReplacedIsFound() {
        Forger forger = new Forger(history);
        int taken = forger.index(forger.topics().chapterRequests(), GrownHistoryTest::isUpdateOfTwo);
        TopicRecord update = forger.records().get(taken);
        forger.records()
                .add(
                        taken + 1,
                        forger.encoded(
                                forger.topics().chapterRequests(),
                                update,
                                update(
                                        forger.decode(forger.topics().chapterRequests(), update),
                                        "Nobody waits.",
                                        ADDED)));

        assertFound(forger, Violation.Kind.REQUEST, "update 2", start(forger, 2));
    }

    @Test
    void anUpdateThatCameTooLateAndHasNoDeadLetterIsFound() {
        Forger forger = new Forger(history);
        Topic<ChapterRequest> requests = forger.topics().chapterRequests();
        TopicRecord late = forger.records()
                .get(forger.index(
                        requests,
                        request -> request.isUpdate() && request.brief().id().number() == 1));
        forger.records().remove(forger.index(forger.topics().deadLetters(), letter -> true));
        TopicRecord last = forger.records().get(forger.records().size() - 1);
        forger.records()
                .set(
                        forger.records().size() - 1,
                        new TopicRecord(
                                last.topic(),
                                last.partition(),
                                last.offset(),
                                last.timestamp() + 60_000,
                                last.key(),
                                last.value()));

        assertFound(forger, Violation.Kind.REQUEST, "its chapter began at", late);
    }

    @Test
    void aBibleWithoutWhatTheRequestAddsIsFound() {
        Forger forger = new Forger(history);
        Topic<ChapterEnvelope> first = forger.topics().stage(Stage.first());
        ChapterEnvelope three = forger.decode(first, start(forger, 3));
        forger.change(
                forger.topics().chapterRequests(),
                request -> request.isUpdate() && request.brief().id().number() == 3,
                request -> request.asUpdate(1, new BibleAdditions(List.of(), List.of("The ferry is late."))));

        assertThat(three.bible().facts()).contains("The harbour is closed on Sundays.");
        assertFound(forger, Violation.Kind.BIBLE, "with what its request adds", start(forger, 3));
    }

    @Test
    void aBibleThatGrewWithoutARequestThatSaysSoIsFound() {
        Forger forger = new Forger(history);
        forger.change(
                forger.topics().chapterRequests(),
                GrownHistoryTest::isUpdateOfTwo,
                request -> request.asUpdate(1, BibleAdditions.NONE));

        assertFound(forger, Violation.Kind.BIBLE, "the bible left by chapter 1", start(forger, 2));
    }

    private static boolean isUpdateOfTwo(ChapterRequest request) {
        return request.isUpdate() && request.brief().id().number() == 2;
    }

    private static TopicRecord start(Forger forger, int number) {
        Topic<ChapterEnvelope> first = forger.topics().stage(Stage.first());
        return forger.records().stream()
                .filter(each -> each.topic().name().equals(first.name()))
                .filter(each -> {
                    ChapterEnvelope envelope = forger.decode(first, each);
                    return envelope.id().number() == number && envelope.attempt() == 0;
                })
                .findFirst()
                .orElseThrow();
    }

    private static void assertFound(Forger forger, Violation.Kind kind, String expected, TopicRecord at) {
        int index = History.indexOf(forger.records(), at);
        assertThat(history.audited(forger.records())).singleElement().satisfies(found -> {
            assertThat(found.kind()).as(found.toString()).isEqualTo(kind);
            assertThat(found.expected()).contains(expected);
            assertThat(found.position())
                    .as(found.toString())
                    .isEqualTo(History.placed(forger.records()).get(index).position());
        });
    }

    private static ChapterRequest update(ChapterRequest before, String summary, BibleAdditions added) {
        ChapterBrief brief = before.brief();
        ChapterBrief changed = new ChapterBrief(
                brief.id(), brief.book(), brief.title(), summary, brief.goals(), brief.hook(), brief.next());
        return Digests.request(changed, added.to(before.bible())).asUpdate(before.update() + 1, added);
    }
}
