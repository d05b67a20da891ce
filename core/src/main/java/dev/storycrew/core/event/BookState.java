package dev.storycrew.core.event;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a book is: its chapters are started one after the other, each with the bible the one before it left. Small
 * however long the book is: the requests are stored separately.
 *
 * @param inFlight the chapter that is under way, or 0
 * @param startedAt when it was started, in milliseconds since the epoch
 * @param last the last chapter that ended; null before the first
 * @param bible the bible it left; null before the first ended
 * @param spentNanoUsd what the book had cost before {@code last}, in billionths of a US dollar
 * @param heldBecause why the book is held; null if it is not
 * @param heldBy the operator who holds the book, with the reason; null when nobody does
 * @param commands the ids of the operators' last commands, oldest first
 */
public record BookState(
        int inFlight,
        long startedAt,
        @Nullable Ended last,
        @Nullable StoryBible bible,
        long spentNanoUsd,
        @Nullable String heldBecause,
        @Nullable String heldBy,
        List<String> commands) {
    private static final int REMEMBERED_COMMANDS = 200;

    public BookState {
        commands = List.copyOf(commands);
    }

    /**
     * A chapter that ended.
     *
     * @param kept true when there is an attempt to keep
     * @param costNanoUsd what its run has cost, in billionths of a US dollar
     */
    public record Ended(int chapter, int run, ChapterOutcome.Kind kind, boolean kept, long costNanoUsd) {}

    /** A book of which no chapter has been started. */
    public static BookState unknown() {
        return new BookState(0, 0, null, null, 0, null, null, List.of());
    }

    /** The number of the last chapter that ended, or 0. */
    public int lastEnded() {
        return last == null ? 0 : last.chapter;
    }

    /**
     * What the book has cost so far, in billionths of a US dollar: all runs that have ended, whatever their outcome.
     */
    public long totalNanoUsd() {
        return spentNanoUsd + (last == null ? 0 : last.costNanoUsd);
    }

    /** True if an outcome moves this book on: it is of the chapter in flight. */
    public boolean isMovedBy(ChapterOutcome outcome) {
        return outcome.chapter().number() == inFlight;
    }

    /**
     * The book after an outcome that moves it.
     *
     * @param goOn false to hold the book if the chapter was not accepted
     */
    public BookState after(ChapterOutcome outcome, boolean goOn) {
        int chapter = outcome.chapter().number();
        boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        String held = accepted || goOn ? null : "chapter " + chapter + " ended " + outcome.kind();
        long cost = outcome.costs().stream()
                .mapToLong(run -> run.usage().costNanoUsd())
                .sum();
        // A later outcome of the same run, by an operator's command, repeats the costs of the first.
        boolean sameRun = last != null && last.chapter == chapter && last.run == outcome.run();
        return new BookState(
                0,
                0,
                new Ended(chapter, outcome.run(), outcome.kind(), outcome.best() != null, cost),
                outcome.bible(),
                sameRun ? spentNanoUsd : totalNanoUsd(),
                held,
                heldBy,
                commands);
    }

    /** The number of the chapter to start once it has been requested; 0 if none is due. */
    public int due() {
        return inFlight == 0 && heldBecause == null && heldBy == null ? lastEnded() + 1 : 0;
    }

    /** True once a chapter's first run has been started: what was requested of it no longer changes. */
    public boolean hasBegun(int chapter) {
        return chapter == inFlight || chapter <= lastEnded();
    }

    /** The bible the due chapter starts with, or the one in flight or the one that ended last started with. */
    public StoryBible bibleFor(ChapterRequest request) {
        if (bible == null) {
            return request.bible();
        }
        // The bible that a chapter left has what was added when it started.
        return request.brief().id().number() <= lastEnded()
                ? bible
                : request.added().to(bible);
    }

    /** The book with a chapter started. */
    public BookState started(int chapter, long now) {
        return new BookState(chapter, now, last, bible, spentNanoUsd, heldBecause, heldBy, commands);
    }

    /** The book, no longer held by a chapter that was not accepted. */
    public BookState goingOn() {
        return new BookState(inFlight, startedAt, last, bible, spentNanoUsd, null, heldBy, commands);
    }

    /** True when a command has been seen before. */
    public boolean knows(OperatorCommand command) {
        return commands.contains(command.id());
    }

    /** The book after seeing a command. */
    public BookState knowing(OperatorCommand command) {
        List<String> ids = new ArrayList<>(commands);
        ids.add(command.id());
        List<String> latest = ids.subList(Math.max(0, ids.size() - REMEMBERED_COMMANDS), ids.size());
        return new BookState(inFlight, startedAt, last, bible, spentNanoUsd, heldBecause, heldBy, latest);
    }

    /** Why the book does not allow a command; null when it does. */
    public @Nullable String objectionTo(OperatorCommand command) {
        return switch (command.kind()) {
            case ACCEPT, RETRY, REVISE -> objectionToReopening(ChapterId.parse(command.target()), command.kind());
            case CANCEL -> objectionToCancelling(ChapterId.parse(command.target()));
            case HOLD -> heldBy == null ? null : "the book is already held, by " + heldBy;
            case RELEASE -> objectionToReleasing();
            case REDRIVE ->
                "a redrive is for a dead letter, not for a chapter or book; use ./storycrew dead-letters redrive ID";
        };
    }

    private @Nullable String objectionToReopening(ChapterId id, OperatorCommand.Kind kind) {
        int number = id.number();
        if (number == inFlight) {
            return "chapter " + id + " is under way; cancel it first, or wait for it to end";
        }
        if (last == null || number > last.chapter) {
            return "chapter " + id + " has not been started";
        }
        if (number < last.chapter || inFlight != 0) {
            return "the book has moved on past chapter " + id + ": chapter " + Math.max(inFlight, last.chapter)
                    + " was started with the bible left by the chapters before it";
        }
        if (last.kind == ChapterOutcome.Kind.ACCEPTED) {
            return "chapter " + id + " was accepted, and its changes are in the story bible";
        }
        return kind == OperatorCommand.Kind.ACCEPT && !last.kept
                ? "chapter " + id + " was never judged, so there is no attempt to accept; retry it or hand in a text"
                : null;
    }

    private @Nullable String objectionToCancelling(ChapterId id) {
        if (id.number() == inFlight) {
            return null;
        }
        if (last != null && id.number() <= last.chapter) {
            String advice = id.number() == last.chapter && heldBecause != null
                    ? "; release " + id.bookId() + " to go on without it"
                    : "";
            return "chapter " + id + " has already ended" + advice;
        }
        return "chapter " + id + " has not been started; hold " + id.bookId() + " to keep it from starting";
    }

    private @Nullable String objectionToReleasing() {
        if (heldBy != null) {
            return null;
        }
        if (heldBecause == null) {
            return "the book is not held";
        }
        return inFlight == 0
                ? null
                : "chapter " + inFlight + " is under way again; the book goes on when it is accepted";
    }

    /** The book after a command that it allows. */
    public BookState obeying(OperatorCommand command, long now) {
        return switch (command.kind()) {
            case ACCEPT, RETRY, REVISE ->
                started(ChapterId.parse(command.target()).number(), now);
            case HOLD ->
                new BookState(
                        inFlight, startedAt, last, bible, spentNanoUsd, heldBecause, command.signature(), commands);
            case RELEASE ->
                heldBy == null
                        ? goingOn()
                        : new BookState(inFlight, startedAt, last, bible, spentNanoUsd, heldBecause, null, commands);
            case CANCEL, REDRIVE -> this;
        };
    }

    /** The book after the router has refused what the book allowed. */
    public BookState afterRefusal(OperatorCommand command) {
        boolean reopened = inFlight != 0 && inFlight == lastEnded();
        return reopened && command.kind() != OperatorCommand.Kind.CANCEL
                ? new BookState(0, 0, last, bible, spentNanoUsd, heldBecause, heldBy, commands)
                : this;
    }
}
