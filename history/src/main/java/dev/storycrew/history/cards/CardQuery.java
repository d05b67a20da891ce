package dev.storycrew.history.cards;

import dev.storycrew.core.card.ChapterState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which chapters to show.
 *
 * @param books their ids; empty for all
 * @param states empty for all
 * @param needy only chapters that need a person
 * @param limit how many at a time, at least 1
 * @param after the cursor that the page before ended with; null for the first page
 */
public record CardQuery(
        SortedSet<String> books,
        Set<ChapterState> states,
        boolean needy,
        int limit,
        @Nullable String after) {
    public CardQuery {
        books = Collections.unmodifiableSortedSet(new TreeSet<>(books));
        EnumSet<ChapterState> all = EnumSet.noneOf(ChapterState.class);
        all.addAll(states);
        states = Collections.unmodifiableSet(all);
        if (limit < 1) {
            throw new IllegalArgumentException("a page holds at least 1 chapter, but is to hold " + limit);
        }
    }

    /** All chapters, from the first. */
    public static CardQuery all(int limit) {
        return new CardQuery(new TreeSet<>(), Set.of(), false, limit, null);
    }

    /** Chapters of one book, from the first. */
    public static CardQuery ofBook(String book, int limit) {
        return new CardQuery(new TreeSet<>(Set.of(book)), Set.of(), false, limit, null);
    }

    /** The page that begins after a cursor; null for the first page. */
    public CardQuery after(@Nullable String cursor) {
        return new CardQuery(books, states, needy, limit, cursor);
    }

    /** The same for every page of it. */
    String question() {
        return "chapters 1 " + books + " " + states + " " + needy;
    }
}
