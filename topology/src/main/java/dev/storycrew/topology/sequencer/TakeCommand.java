package dev.storycrew.topology.sequencer;

import dev.storycrew.core.decision.BookChapters;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Origin;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RejectedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes operators' commands, each once. It obeys those about a book, refuses those the book does not allow, and passes
 * those about a chapter on to the router; until the router answers, the chapter counts as under way.
 */
final class TakeCommand implements Intake.Work<OperatorCommand, BookStore> {
    private static final Logger LOG = LoggerFactory.getLogger(TakeCommand.class);

    private final TopicCatalogue topics;
    private final WireFormat wire;

    TakeCommand(TopicCatalogue topics, WireFormat wire) {
        this.topics = topics;
        this.wire = wire;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, OperatorCommand command, BookStore books, long now) {
        if (command.kind() == OperatorCommand.Kind.REDRIVE) {
            return List.of();
        }
        String malformed = malformed(command);
        if (malformed != null) {
            return List.of(refused(command, malformed, now));
        }
        ChapterId chapter =
                command.kind().ofBook() ? new ChapterId(command.target(), 1) : ChapterId.parse(command.target());
        if (!chapter.bookId().equals(Origin.ByBook.book(recordKey))) {
            throw new RejectedException(
                    DeadLetter.WRONG_KEY,
                    "the command is for " + command.target() + ", which must also be the key of its record");
        }
        BookState book = books.get(chapter.bookId());
        if (book.knows(command)) {
            LOG.atInfo()
                    .addKeyValue("event", "same_command_again")
                    .addKeyValue("command", command.id())
                    .log("The same command was sent again; it changes nothing");
            return List.of();
        }
        ChapterEnvelope begun = books.begun(chapter, book, book.inFlight() == 0 ? now : book.startedAt());
        if (begun == null) {
            return List.of(refused(command, command.target() + " has not been requested", now));
        }
        BookChapters chapters = books.chapters(chapter.bookId());
        String objection = book.objectionTo(command, chapters::standing);
        if (objection != null) {
            Sent refused = refused(command, objection, now);
            books.put(chapter.bookId(), book.knowing(command), now);
            return List.of(refused);
        }
        boolean again = isOfAcceptedText(command, chapter, chapters);
        BookState after = book.obeying(command, again, now).knowing(command);
        CommandResult result = command.kind().ofBook()
                ? result(command.withoutText(), CommandResult.Verdict.DONE, done(command, book, after), null, now)
                : result(
                        command,
                        CommandResult.Verdict.PASSED_ON,
                        "the book allows it",
                        again ? begunAgain(chapter, command, book, books, now) : begun,
                        now);
        List<Sent> sent = new ArrayList<>();
        sent.add(sent(result));
        sent.addAll(books.put(chapter.bookId(), after, now));
        return sent;
    }

    /** True if a command is about a chapter of which an accepted text stands. */
    private static boolean isOfAcceptedText(OperatorCommand command, ChapterId id, BookChapters chapters) {
        return switch (command.kind()) {
            case ACCEPT, RETRY, REVISE -> {
                ChapterStanding standing = chapters.standing(id.number());
                yield standing != null && standing.isAccepted();
            }
            case CANCEL, HOLD, RELEASE, LOCK, UNLOCK, REFOLD, REDRIVE -> false;
        };
    }

    private static ChapterEnvelope begunAgain(
            ChapterId id, OperatorCommand command, BookState book, BookStore books, long now) {
        boolean onlyJudged = command.kind() == OperatorCommand.Kind.RETRY && RetryLevel.RECHECK.equals(command.level());
        return books.begunAgain(id, book, command.id(), List.of(), onlyJudged, now);
    }

    /** What is wrong with a command's form; null if nothing is. */
    private static @Nullable String malformed(OperatorCommand command) {
        if (command.kind().ofBook()) {
            return ChapterId.isBookId(command.target())
                    ? null
                    : "a book id looks like the-lighthouse, but this is '" + command.target() + "'";
        }
        try {
            ChapterId.parse(command.target());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static String done(OperatorCommand command, BookState before, BookState after) {
        if (command.kind() == OperatorCommand.Kind.LOCK || command.kind() == OperatorCommand.Kind.UNLOCK) {
            String named = Counted.of(command.chapters().size(), "chapter");
            return command.kind() == OperatorCommand.Kind.LOCK
                    ? named + " locked: no machine rewrites the text of a locked chapter"
                    : named + " unlocked";
        }
        if (command.kind() == OperatorCommand.Kind.HOLD) {
            String underWay =
                    before.inFlight() == 0 ? "" : "; chapter " + before.inFlight() + " is under way and will finish";
            return "no further chapter of the book starts until it is released" + underWay;
        }
        if (after.heldBecause() != null) {
            return "no operator holds the book any longer, but it is still held: " + after.heldBecause();
        }
        if (!before.unfit().isEmpty()) {
            return "the book goes on with the accepted texts as they are";
        }
        return before.heldBecause() == null
                ? "the book goes on"
                : "the book goes on without chapter " + before.lastEnded();
    }

    private Sent refused(OperatorCommand command, String why, long now) {
        LOG.atWarn()
                .addKeyValue("event", "command_refused")
                .addKeyValue("command", command.id())
                .addKeyValue("kind", command.kind())
                .addKeyValue("target", command.target())
                .addKeyValue("because", why)
                .log("An operator's command was refused");
        return sent(result(command.withoutText(), CommandResult.Verdict.REFUSED, why, null, now));
    }

    private static CommandResult result(
            OperatorCommand command,
            CommandResult.Verdict verdict,
            String explanation,
            @Nullable ChapterEnvelope begun,
            long now) {
        return new CommandResult(command, verdict, SequencerTopology.SEQUENCER, explanation, 0, begun, now);
    }

    private Sent sent(CommandResult result) {
        return new Sent(result.command().target(), Outgoing.to(topics.commandResults(), result, wire));
    }
}
