package dev.storycrew.topology.sequencer;

import dev.storycrew.core.decision.RedoStep;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the router's answers to what the sequencer passed on: after a refusal the chapter is not under way after all, and after
 * the bible that was folded anew is written the book goes on.
 */
final class TakeAnswer implements Intake.Work<CommandResult, BookStore> {
    private final OnFailure onFailure;

    TakeAnswer(OnFailure onFailure) {
        this.onFailure = onFailure;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, CommandResult result, BookStore books, long now) {
        OperatorCommand command = result.command();
        if (command.kind() == OperatorCommand.Kind.REFOLD) {
            return result.verdict() == CommandResult.Verdict.DONE ? refolded(command, books, now) : List.of();
        }
        boolean refusedByRouter =
                result.verdict() == CommandResult.Verdict.REFUSED && result.by().equals("router");
        if (!refusedByRouter) {
            return List.of();
        }
        ChapterId id = ChapterId.parse(command.target());
        String bookId = id.bookId();
        BookState book = books.get(bookId);
        boolean ofPass =
                book.redo() != null && book.inFlight() == id.number() && command.kind() != OperatorCommand.Kind.CANCEL;
        BookState after = ofPass ? RedoStep.refused(book, onFailure == OnFailure.CONTINUE) : book.afterRefusal(command);
        return after.equals(book) ? List.of() : books.put(bookId, after, now);
    }

    private static List<Sent> refolded(OperatorCommand command, BookStore books, long now) {
        BookState book = books.get(command.target());
        BookState after = RedoStep.refolded(book, command.id());
        return after.equals(book) ? List.of() : books.put(command.target(), after, now);
    }
}
