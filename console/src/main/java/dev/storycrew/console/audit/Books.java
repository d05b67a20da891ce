package dev.storycrew.console.audit;

import dev.storycrew.console.facts.Fact;
import dev.storycrew.console.reading.Position;
import dev.storycrew.console.skim.Digest;
import dev.storycrew.core.story.ChapterId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The bibles of all books, handed on from chapter to chapter. Of each book the last two chapters that ended are kept, and
 * of those under way what they began with.
 */
final class Books {
    private static final int ENDS_KEPT = 2;

    private final Map<String, Book> books = new HashMap<>();
    private final Consumer<Violation> violations;
    private final boolean whole;

    /** @param whole false when older chapters may not have been read: a chapter without its predecessor is then no wonder */
    Books(Consumer<Violation> violations, boolean whole) {
        this.violations = violations;
        this.whole = whole;
    }

    private record Begun(Position position, Digest bible) {}

    private static final class Book {
        private int endedThrough;
        private int begunThrough;
        private int lost;
        /** Chapters of which stages may have worked in vain; null while there is none. */
        private @Nullable BitSet inVain;

        private final TreeMap<Integer, List<Digest>> left = new TreeMap<>();
        private final Map<Integer, Begun> begun = new HashMap<>();
        private final Map<Integer, List<Fact.BibleWritten>> written = new HashMap<>();
    }

    /** True when a chapter's first run has ended. */
    boolean hasEnded(String bookId, int chapter) {
        Book book = books.get(bookId);
        return book != null && chapter <= book.endedThrough;
    }

    /** True when a chapter's first run was begun, if not by now. */
    boolean hasBegun(String bookId, int chapter) {
        Book book = books.get(bookId);
        return book != null && chapter <= book.begunThrough;
    }

    /** Notes that stages may have worked on a chapter in vain: an envelope came twice, or an operator cancelled it. */
    void workedInVain(ChapterId chapter) {
        Book book = book(chapter.bookId());
        if (book.inVain == null) {
            book.inVain = new BitSet();
        }
        book.inVain.set(chapter.number());
    }

    /** True when stages may have worked on a chapter in vain. */
    boolean mayHaveWorkedInVain(ChapterId chapter) {
        Book book = books.get(chapter.bookId());
        return book != null && book.inVain != null && book.inVain.get(chapter.number());
    }

    /** Notes that nothing is known any more of the last chapter that ended, though an operator may come back to it. */
    void lost(ChapterId chapter) {
        book(chapter.bookId()).lost = chapter.number();
    }

    /** True when nothing is known any more of a chapter that an operator may have come back to. */
    boolean isLost(ChapterId chapter) {
        Book book = books.get(chapter.bookId());
        return book != null && book.lost == chapter.number();
    }

    /** A chapter's first run began. */
    void begun(Fact.Carried start) {
        Book book = book(start.chapter().bookId());
        book.begunThrough = Math.max(book.begunThrough, start.chapter().number());
        book.begun.put(start.chapter().number(), new Begun(start.position(), start.bible()));
        link(start.chapter().bookId(), book, start.chapter().number());
    }

    /**
     * A chapter ended.
     *
     * @param anew true when an operator's command ended it once more: what it left before counts no more
     */
    void ended(String bookId, int chapter, Collection<Digest> bible, boolean anew) {
        Book book = book(bookId);
        book.endedThrough = Math.max(book.endedThrough, chapter);
        List<Digest> left = book.left.computeIfAbsent(chapter, key -> new ArrayList<>());
        if (anew) {
            left.clear();
        }
        left.addAll(bible);
        List<Fact.BibleWritten> written = book.written.remove(chapter);
        if (written != null) {
            written.forEach(this::written);
        }
        link(bookId, book, chapter + 1);
        Begun own = book.begun.remove(chapter);
        if (own != null && whole && chapter > 1) {
            violations.accept(new Violation(
                    Violation.Kind.BIBLE,
                    bookId + "/" + chapter,
                    own.position(),
                    "chapter " + (chapter - 1) + " to have ended before",
                    "no outcome of it"));
        }
        while (book.left.size() > ENDS_KEPT) {
            book.left.pollFirstEntry();
        }
    }

    /** A bible was written: it must be the one that the chapter it names left. */
    void written(Fact.BibleWritten written) {
        Book book = book(written.leftBy().bookId());
        int chapter = written.leftBy().number();
        List<Digest> left = book.left.get(chapter);
        if (left != null) {
            if (!left.contains(written.bible())) {
                violations.accept(violation(written, "the bible that chapter " + chapter + " left " + left));
            }
        } else if (chapter > book.endedThrough) {
            book.written.computeIfAbsent(chapter, key -> new ArrayList<>()).add(written);
        } else if (whole) {
            violations.accept(violation(written, "no bible of a chapter that others have followed"));
        }
    }

    /**
     * Bibles of chapters that have no outcome.
     *
     * @param outcomeIsDue true when the outcome may have been written after its topic's end was looked up
     */
    void finish(Predicate<Fact.BibleWritten> outcomeIsDue) {
        if (!whole) {
            return;
        }
        for (Book book : books.values()) {
            book.written.values().stream()
                    .flatMap(List::stream)
                    .filter(outcomeIsDue.negate())
                    .forEach(written ->
                            violations.accept(violation(written, "an outcome of chapter " + written.leftBy())));
        }
    }

    private void link(String bookId, Book book, int chapter) {
        Begun begun = book.begun.get(chapter);
        List<Digest> left = book.left.get(chapter - 1);
        if (begun == null || (left == null && chapter > 1)) {
            return;
        }
        book.begun.remove(chapter);
        if (left != null && !left.contains(begun.bible())) {
            violations.accept(new Violation(
                    Violation.Kind.BIBLE,
                    bookId + "/" + chapter,
                    begun.position(),
                    "the bible that chapter " + (chapter - 1) + " left " + left,
                    "bible " + begun.bible()));
        }
    }

    private Book book(String bookId) {
        return books.computeIfAbsent(bookId, key -> new Book());
    }

    private static Violation violation(Fact.BibleWritten written, @Nullable String expected) {
        return new Violation(
                Violation.Kind.BIBLE,
                written.leftBy().toString(),
                written.position(),
                String.valueOf(expected),
                "bible " + written.bible());
    }
}
