package dev.storycrew.core.capacity;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The books that have unfinished chapters.
 *
 * @param going how many have a chapter that can go on
 * @param held the others, by id, each with what would let it go on
 */
public record BooksAtWork(int going, SortedMap<String, String> held) {
    public BooksAtWork {
        held = new TreeMap<>(held);
        if (going < 0) {
            throw new IllegalArgumentException("the number of books must not be negative, but is " + going);
        }
    }
}
