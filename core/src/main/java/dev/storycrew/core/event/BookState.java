package dev.storycrew.core.event;

import dev.storycrew.core.story.StoryBible;
import org.jspecify.annotations.Nullable;

/**
 * Where a book is: its chapters are started one after the other, each with the bible that the one before it left. Small,
 * whatever the length of the book: the requests are kept apart.
 *
 * @param inFlight the chapter that is on its way, or 0
 * @param lastEnded the last chapter that ended, or 0
 * @param bible what it left; null before the first ended
 * @param heldBecause why the book does not go on; null when it does
 */
public record BookState(
        int inFlight,
        int lastEnded,
        @Nullable StoryBible bible,
        @Nullable String heldBecause) {

    /** A book of which no chapter has been started. */
    public static BookState unknown() {
        return new BookState(0, 0, null, null);
    }

    /** True when an outcome moves this book: it is of the chapter in flight, or an operator's for the one that holds it. */
    public boolean isMovedBy(ChapterOutcome outcome) {
        int number = outcome.chapter().number();
        return number == inFlight
                || (heldBecause != null && number == lastEnded && outcome.kind() == ChapterOutcome.Kind.ACCEPTED);
    }

    /**
     * The book after an outcome that moves it.
     *
     * @param goOn false to hold the book when the chapter was not accepted
     */
    public BookState after(ChapterOutcome outcome, boolean goOn) {
        boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        String held = accepted || goOn ? null : "chapter " + outcome.chapter().number() + " ended " + outcome.kind();
        return new BookState(0, outcome.chapter().number(), outcome.bible(), held);
    }

    /** The book, no longer held. */
    public BookState released() {
        return new BookState(inFlight, lastEnded, bible, null);
    }

    /** The number of the chapter to start as soon as it has been asked for; 0 while there is none. */
    public int due() {
        return inFlight == 0 && heldBecause == null ? lastEnded + 1 : 0;
    }

    /** The bible that the due chapter starts with. */
    public StoryBible bibleFor(ChapterRequest request) {
        return bible == null ? request.bible() : bible;
    }

    /** The book with a chapter on the way. */
    public BookState started(int chapter) {
        return new BookState(chapter, lastEnded, bible, heldBecause);
    }
}
