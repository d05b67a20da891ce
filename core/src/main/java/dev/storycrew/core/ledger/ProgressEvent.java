package dev.storycrew.core.ledger;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a chapter or its book and shows how far the chapter is.
 *
 * @param book the book's id
 * @param chapter its number; 0 for an event of the book
 * @param run 0 where it is not known
 * @param attempt from 0; 0 where it is not known
 * @param stage null where it was none
 * @param detail by kind: the outcome's kind, the dead letter's id, the operator's signature; else null
 * @param at milliseconds since the epoch, by the writer's clock
 */
public record ProgressEvent(
        String book,
        int chapter,
        Kind kind,
        int run,
        int attempt,
        @Nullable Stage stage,
        @Nullable String detail,
        long at) {

    /** What happened. */
    public enum Kind {
        /** The chapter was requested. */
        REQUESTED,
        /** A stage is about to make a call. */
        STARTED,
        /** A stage gave a call back unharmed. */
        RELEASED,
        /** A stage has made its part. */
        FINISHED,
        /** The router sent the chapter back. */
        SENT_BACK,
        /** Its envelope went to dead letters. */
        GIVEN_UP,
        /** Its dead letter was put back on its topic. */
        REDRIVEN,
        /** An operator reopened it. */
        REOPENED,
        /** It has an outcome. */
        ENDED,
        /** An operator holds the book. */
        BOOK_HELD,
        /** An operator let the book go on. */
        BOOK_RELEASED
    }

    /** The event in a topic's value; null if there is none. */
    public static @Nullable ProgressEvent of(Object value) {
        if (value instanceof ChapterRequest request) {
            return of(request.brief().id(), Kind.REQUESTED, 1, 0, null, null, 0);
        } else if (value instanceof StageRun run) {
            return of(run);
        } else if (value instanceof RetryDecision decision) {
            return of(
                    decision.chapter(),
                    Kind.SENT_BACK,
                    decision.run(),
                    decision.attempt() + 1,
                    null,
                    decision.level(),
                    decision.decidedAt());
        } else if (value instanceof ChapterOutcome outcome) {
            return of(
                    outcome.chapter(),
                    Kind.ENDED,
                    outcome.run(),
                    0,
                    null,
                    outcome.kind().name(),
                    outcome.endedAt());
        } else if (value instanceof DeadLetter letter) {
            ChapterId id = letter.chapter();
            return id == null || !letter.holdsUpItsChapter()
                    ? null
                    : of(id, Kind.GIVEN_UP, 0, 0, stage(letter.consumer()), letter.id(), letter.at());
        } else if (value instanceof CommandResult result && result.verdict() == CommandResult.Verdict.DONE) {
            return of(result);
        }
        return null;
    }

    /** The same with the time of its record, for values that carry none of their own. */
    public ProgressEvent orAt(long recordTime) {
        return at == 0 ? new ProgressEvent(book, chapter, kind, run, attempt, stage, detail, recordTime) : this;
    }

    private static @Nullable ProgressEvent of(StageRun run) {
        Kind kind = switch (run.phase()) {
            case STARTED -> Kind.STARTED;
            case FINISHED -> Kind.FINISHED;
            case RELEASED -> Kind.RELEASED;
            // Its dead letter, in the same transaction, says the same and more.
            case FAILED -> null;
        };
        return kind == null ? null : of(run.chapter(), kind, run.run(), run.attempt(), run.stage(), null, run.at());
    }

    private static @Nullable ProgressEvent of(CommandResult result) {
        OperatorCommand command = result.command();
        Kind kind = switch (command.kind()) {
            case HOLD -> Kind.BOOK_HELD;
            case RELEASE -> Kind.BOOK_RELEASED;
            case ACCEPT, RETRY, REVISE -> Kind.REOPENED;
            case REDRIVE -> Kind.REDRIVEN;
            // The outcome says it.
            case CANCEL -> null;
            // They move nothing.
            case LOCK, UNLOCK, REFOLD -> null;
        };
        if (kind == null) {
            return null;
        }
        if (command.kind().ofBook()) {
            return new ProgressEvent(command.target(), 0, kind, 0, 0, null, command.signature(), result.at());
        }
        try {
            return of(ChapterId.parse(command.target()), kind, result.run(), 0, null, command.id(), result.at());
        } catch (IllegalArgumentException e) {
            return null; // A redrive of a book's command.
        }
    }

    private static ProgressEvent of(
            ChapterId id, Kind kind, int run, int attempt, @Nullable Stage stage, @Nullable String detail, long at) {
        return new ProgressEvent(id.bookId(), id.number(), kind, run, attempt, stage, detail, at);
    }

    private static @Nullable Stage stage(String consumer) {
        return Stream.of(Stage.values())
                .filter(stage -> stage.label().equals(consumer.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }
}
