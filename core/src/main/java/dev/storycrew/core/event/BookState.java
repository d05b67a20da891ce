package dev.storycrew.core.event;

import dev.storycrew.core.story.StoryBible;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a book is: its chapters are started one after the other, each with the bible that the one before it left.
 *
 * @param requests by chapter number
 * @param inFlight the chapter that is on its way, or 0
 * @param lastEnded the last chapter that ended, or 0
 * @param bible what it left; null before the first ended
 * @param heldBecause why the book does not go on; null when it does
 */
public record BookState(
        SortedMap<Integer, ChapterRequest> requests,
        int inFlight,
        int lastEnded,
        @Nullable StoryBible bible,
        @Nullable String heldBecause) {
    public BookState {
        requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
    }

    /** A book that nobody has asked for. */
    public static BookState unknown() {
        return new BookState(new TreeMap<>(), 0, 0, null, null);
    }

    /** The book with one more request. */
    public BookState with(ChapterRequest request) {
        SortedMap<Integer, ChapterRequest> all = new TreeMap<>(requests);
        all.put(request.brief().id().number(), request);
        return new BookState(all, inFlight, lastEnded, bible, heldBecause);
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
        return new BookState(requests, 0, outcome.chapter().number(), outcome.bible(), held);
    }

    /** The book, no longer held. */
    public BookState released() {
        return new BookState(requests, inFlight, lastEnded, bible, null);
    }

    /** The chapter to start now; null when there is none. */
    public @Nullable ChapterRequest due() {
        return inFlight == 0 && heldBecause == null ? requests.get(lastEnded + 1) : null;
    }

    /** The bible that the next chapter starts with. */
    public StoryBible bibleFor(ChapterRequest request) {
        return bible == null ? request.bible() : bible;
    }

    /** The book with its due chapter on the way. */
    public BookState started(ChapterRequest request) {
        return new BookState(requests, request.brief().id().number(), lastEnded, bible, heldBecause);
    }
}
