package dev.storycrew.core.story;

import java.util.regex.Pattern;

/**
 * Names a chapter. Its string, {@code the-lighthouse/1}, is the key of every chapter record.
 *
 * @param bookId letters, digits and dashes
 * @param number from 1
 */
public record ChapterId(String bookId, int number) implements Comparable<ChapterId> {
    private static final Pattern BOOK_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");

    public ChapterId {
        if (!isBookId(bookId)) {
            throw new IllegalArgumentException(
                    "a book id may contain only letters, digits and dashes, but is '" + bookId + "'");
        }
        if (number < 1) {
            throw new IllegalArgumentException("chapters are numbered from 1, but this one is " + number);
        }
    }

    public static boolean isBookId(String candidate) {
        return BOOK_ID.matcher(candidate).matches();
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when it is not of the form {@code book/number}
     */
    public static ChapterId parse(String key) {
        int slash = key.lastIndexOf('/');
        if (slash < 1 || !key.substring(slash + 1).matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("a chapter id looks like the-lighthouse/1, but this is '" + key + "'");
        }
        return new ChapterId(key.substring(0, slash), Integer.parseInt(key.substring(slash + 1)));
    }

    @Override
    public int compareTo(ChapterId other) {
        int byBook = bookId.compareTo(other.bookId);
        return byBook != 0 ? byBook : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return bookId + "/" + number;
    }
}
