package dev.storycrew.topology.sequencer;

import dev.storycrew.core.decision.BookCanon;
import dev.storycrew.core.decision.BookChapters;
import dev.storycrew.core.decision.RedoStep;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.event.RedoPass;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.DebugLog;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the books' states, and starts whatever is due when one changes. Each request has its own entry, by chapter id,
 * so that no entry grows with the length of a book.
 */
final class BookStore {
    private static final Logger LOG = LoggerFactory.getLogger(BookStore.class);

    private final KeyValueStore<String, BookState> states;
    private final KeyValueStore<String, ChapterRequest> requests;
    private final KeyValueStore<String, ChapterStanding> standings;
    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final ChapterTracing tracing;

    private BookStore(
            KeyValueStore<String, BookState> states,
            KeyValueStore<String, ChapterRequest> requests,
            KeyValueStore<String, ChapterStanding> standings,
            TopicCatalogue topics,
            WireFormat wire,
            ChapterTracing tracing) {
        this.tracing = tracing;
        this.states = states;
        this.standings = standings;
        this.requests = requests;
        this.topics = topics;
        this.wire = wire;
    }

    static BookStore of(
            ProcessorContext<?, ?> context, TopicCatalogue topics, WireFormat wire, ChapterTracing tracing) {
        return new BookStore(
                context.getStateStore(SequencerTopology.BOOKS),
                context.getStateStore(SequencerTopology.REQUESTS),
                context.getStateStore(SequencerTopology.STANDINGS),
                topics,
                wire,
                tracing);
    }

    BookState get(String bookId) {
        BookState state = states.get(bookId);
        return state == null ? BookState.unknown() : state;
    }

    /** The request of a chapter; null if it was not requested. */
    @Nullable
    ChapterRequest request(ChapterId id) {
        return requests.get(id.toString());
    }

    /** The chapters of a book. */
    BookChapters chapters(String bookId) {
        return new BookChapters() {
            @Override
            public @Nullable ChapterRequest request(int chapter) {
                return requests.get(new ChapterId(bookId, chapter).toString());
            }

            @Override
            public @Nullable ChapterStanding standing(int chapter) {
                return standings.get(new ChapterId(bookId, chapter).toString());
            }
        };
    }

    /** Keeps what stands of a chapter. */
    void stand(ChapterId id, ChapterStanding standing) {
        standings.put(id.toString(), standing);
    }

    /** Keeps a new request; sends its chapter if due. */
    List<Sent> add(ChapterRequest request, long now) {
        ChapterId id = request.brief().id();
        BookState state = get(id.bookId());
        List<Sent> sent = state.due() == id.number() ? start(request, state, now) : List.of();
        replace(request);
        return sent;
    }

    /** Keeps a request in place of the one that stood for its chapter, which has not begun and is not due. */
    void replace(ChapterRequest request) {
        ChapterId id = request.brief().id();
        requests.put(id.toString(), id.number() == 1 ? request : request.withoutBible());
    }

    /** Keeps a book's new state; sends the chapter to look at again, or the one that is due now, if it was requested. */
    List<Sent> put(String bookId, BookState state, long now) {
        if (RedoStep.next(state) > 0) {
            return lookAgain(bookId, state, now);
        }
        int due = state.due();
        ChapterRequest request = due == 0 ? null : request(new ChapterId(bookId, due));
        if (request != null) {
            return start(request, state, now);
        }
        states.put(bookId, state);
        return List.of();
    }

    /** A chapter as a run of it starts now, with the bible and the costs that the book has. */
    @Nullable
    ChapterEnvelope begun(ChapterId id, BookState state, long now) {
        ChapterRequest request = request(id);
        return request == null
                ? null
                : ChapterEnvelope.start(request, state.bibleFor(request), now, state.totalNanoUsd());
    }

    /**
     * An accepted chapter as a run of it starts now, with the bible that it would start with today.
     *
     * @param cause the operator's command that it comes from
     * @param because what changed that it rests on
     * @param onlyJudged true if its text is judged as it stands
     */
    ChapterEnvelope begunAgain(
            ChapterId id, BookState state, String cause, List<String> because, boolean onlyJudged, long now) {
        BookChapters chapters = chapters(id.bookId());
        ChapterRequest request = Objects.requireNonNull(request(id));
        ChapterStanding standing = Objects.requireNonNull(chapters.standing(id.number()));
        BibleChanges changes = Objects.requireNonNull(standing.changes());
        StoryBible bible = BookCanon.of(chapters, state.lastEnded()).before(id.number());
        return ChapterEnvelope.start(request, bible, now, state.totalNanoUsd())
                .again(
                        new Redo(state.lastEnded(), cause, because, changes.withoutText()),
                        onlyJudged ? changes : null,
                        state.locked().contains(id.number()));
    }

    /** Has the next chapter of a pass judged again. */
    private List<Sent> lookAgain(String bookId, BookState state, long now) {
        RedoPass pass = Objects.requireNonNull(state.redo());
        ChapterId id = new ChapterId(bookId, RedoStep.next(state));
        List<String> because = Objects.requireNonNull(pass.pending().get(id.number()));
        OperatorCommand command = new OperatorCommand(
                pass.cause() + "-recheck-" + id.number(),
                OperatorCommand.Kind.RETRY,
                id.toString(),
                RetryLevel.RECHECK,
                new TreeSet<>(),
                null,
                new TreeMap<>(),
                String.join("; ", because),
                RedoStep.WHO,
                now);
        CommandResult result = new CommandResult(
                command,
                CommandResult.Verdict.PASSED_ON,
                SequencerTopology.SEQUENCER,
                "what the chapter rests on has changed",
                0,
                begunAgain(id, state, pass.cause(), because, true, now),
                now);
        Sent sent = new Sent(id.toString(), Outgoing.to(topics.commandResults(), result, wire));
        states.put(bookId, RedoStep.started(state, now));
        LOG.atInfo()
                .addKeyValue("event", "chapter_rechecked")
                .addKeyValue("book", bookId)
                .addKeyValue("chapter_number", id.number())
                .addKeyValue("command", pass.cause())
                .log("An accepted chapter is looked at again");
        return List.of(sent);
    }

    /** Encoding may have to wait for the registry and then starts again from the top, so state changes last. */
    private List<Sent> start(ChapterRequest due, BookState state, long now) {
        ChapterId id = due.brief().id();
        ChapterEnvelope start = ChapterEnvelope.start(due, state.bibleFor(due), now, state.totalNanoUsd());
        Sent sent = tracing.step(
                "start chapter",
                start,
                step -> new Sent(id.toString(), Outgoing.to(topics.stage(Stage.first()), start, wire)).by(step));
        states.put(id.bookId(), state.started(id.number(), now));
        LOG.atInfo()
                .addKeyValue("event", "chapter_started")
                .addKeyValue("book", id.bookId())
                .addKeyValue("chapter_number", id.number())
                .log("Chapter started");
        DebugLog.line("debug_started", start, "starts with " + had(start.bible()), fields -> {
            fields.put("bible_facts", start.bible().facts().size());
            fields.put("bible_summaries", start.bible().summaries().size());
        });
        return List.of(sent);
    }

    private static String had(StoryBible bible) {
        return "a bible of %s, %s, %s"
                .formatted(
                        Counted.of(bible.characters().size(), "character"),
                        Counted.of(bible.facts().size(), "fact"),
                        Counted.of(bible.summaries().size(), "chapter summary", "chapter summaries"));
    }
}
