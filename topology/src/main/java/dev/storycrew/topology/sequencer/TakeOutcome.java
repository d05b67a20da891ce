package dev.storycrew.topology.sequencer;

import dev.storycrew.core.decision.BookChapters;
import dev.storycrew.core.decision.RedoStep;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves a book on when its chapter has ended, or holds it. */
final class TakeOutcome implements Intake.Work<ChapterOutcome, BookStore> {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOutcome.class);

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final OnFailure onFailure;

    TakeOutcome(TopicCatalogue topics, WireFormat wire, OnFailure onFailure) {
        this.topics = topics;
        this.wire = wire;
        this.onFailure = onFailure;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, ChapterOutcome outcome, BookStore books, long now) {
        ChapterId id = outcome.chapter();
        BookState book = books.get(id.bookId());
        if (!book.isMovedBy(outcome)) {
            return List.of();
        }
        boolean goOn = onFailure == OnFailure.CONTINUE;
        BookChapters chapters = books.chapters(id.bookId());
        if (book.redo() != null) {
            return madeAgain(book, outcome, RedoStep.after(book, outcome, chapters, goOn), books, now);
        }
        BookState after = book.after(outcome, goOn);
        List<Sent> sent = books.put(id.bookId(), after, now);
        books.stand(id, ChapterStanding.after(chapters.standing(id.number()), outcome));
        held(id.bookId(), after);
        return sent;
    }

    private List<Sent> madeAgain(BookState before, ChapterOutcome outcome, RedoStep step, BookStore books, long now) {
        ChapterId id = outcome.chapter();
        List<Sent> sent = new ArrayList<>();
        StoryBible refolded = step.refolded();
        BookState.Ended last = before.last();
        if (refolded != null && last != null) {
            sent.add(refold(before, new ChapterId(id.bookId(), last.chapter()), outcome, refolded, books, now));
        }
        sent.addAll(books.put(id.bookId(), step.book(), now));
        // What is looked at next does not depend on it: after a change the router writes the bible first.
        books.stand(id, step.standing());
        held(id.bookId(), step.book());
        return sent;
    }

    /** Tells the router the bible that the book has now, which the router alone writes. */
    private Sent refold(
            BookState before, ChapterId last, ChapterOutcome outcome, StoryBible refolded, BookStore books, long now) {
        OperatorCommand command = OperatorCommand.of(
                RedoStep.refoldId(outcome), OperatorCommand.Kind.REFOLD, last.bookId(), null, RedoStep.WHO, now);
        ChapterRequest request = Objects.requireNonNull(books.request(last));
        ChapterStanding standing =
                Objects.requireNonNull(books.chapters(last.bookId()).standing(last.number()));
        ChapterEnvelope left = ChapterEnvelope.start(request, refolded, now, before.totalNanoUsd())
                .comingBackAfter(standing.run());
        return new Sent(
                last.bookId(),
                Outgoing.to(
                        topics.commandResults(),
                        new CommandResult(
                                command,
                                CommandResult.Verdict.PASSED_ON,
                                SequencerTopology.SEQUENCER,
                                "the book's bible was folded anew since chapter "
                                        + outcome.chapter().number() + " was made again",
                                0,
                                left,
                                now),
                        wire));
    }

    private static void held(String bookId, BookState book) {
        if (book.heldBecause() != null && book.inFlight() == 0) {
            LOG.atWarn()
                    .addKeyValue("event", "book_held")
                    .addKeyValue("book", bookId)
                    .addKeyValue("because", book.heldBecause())
                    .log("Book held: {}", book.heldBecause());
        }
    }
}
