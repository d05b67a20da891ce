package dev.storycrew.audit;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.skim.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The bibles of all books, handed on from chapter to chapter. For each book it keeps the last two ended chapters, and
 * what chapters under way began with.
 */
final class BibleChain {
    private static final int ENDS_KEPT = 2;

    private final Map<String, Book> books = new HashMap<>();
    private final Set<String> refolded = new HashSet<>();
    private final Consumer<Violation> violations;
    private final boolean whole;

    /** @param whole false if older chapters may not have been read, so that a chapter may lack its predecessor */
    BibleChain(Consumer<Violation> violations, boolean whole) {
        this.violations = violations;
        this.whole = whole;
    }

    /**
     * What a chapter began with.
     *
     * @param growths what its request brought into the bible, or requests with the same id did
     * @param linked true once an outcome of the chapter before was read
     * @param suspicion what contradicts it, as far as outcomes have been read; null if nothing does
     */
    private record Begun(
            Position position,
            Digest bible,
            List<Growth> growths,
            boolean linked,
            @Nullable Violation suspicion) {
        Violation violation(String bookId, int chapter, String expected) {
            return new Violation(Violation.Kind.BIBLE, bookId + "/" + chapter, position, expected, "bible " + bible);
        }
    }

    /**
     * What a chapter's request brought into the bible.
     *
     * @param known false if its request is not known, so that it may have brought anything, or if too many bibles would have to
     *     be tried
     * @param from the bibles that the chapter before may have left, so that this one grew from it; null if it brought
     *     nothing
     */
    record Growth(boolean known, @Nullable Set<Digest> from) {
        private boolean explains(Collection<Digest> left, Digest begun) {
            return from == null ? !known || left.contains(begun) : from.stream().anyMatch(left::contains);
        }
    }

    private static final class Book {
        private int endedThrough;
        private int lost;
        /** Chapters on which stages may have worked in vain; null while there are none. */
        private @Nullable BitSet inVain;

        private final TreeMap<Integer, List<Digest>> left = new TreeMap<>();
        private final Map<Integer, Begun> begun = new HashMap<>();
        private final Map<Integer, List<Fact.BibleFact>> written = new HashMap<>();
    }

    /** True when a chapter's first run has ended. */
    boolean hasEnded(String bookId, int chapter) {
        Book book = books.get(bookId);
        return book != null && chapter <= book.endedThrough;
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

    /** Notes that the last ended chapter is no longer known, though an operator may come back to it. */
    void lost(ChapterId chapter) {
        book(chapter.bookId()).lost = chapter.number();
    }

    /** True if a chapter that an operator may have come back to is no longer known. */
    boolean isLost(ChapterId chapter) {
        Book book = books.get(chapter.bookId());
        return book != null && book.lost == chapter.number();
    }

    /**
     * Notes that an accepted chapter of a book is made again: its bibles are no longer handed on from chapter to chapter, but
     * folded anew.
     */
    void refolded(String bookId) {
        if (refolded.add(bookId)) {
            Book book = book(bookId);
            book.left.clear();
            book.begun.clear();
            book.written.clear();
        }
    }

    /** A chapter's first run began. */
    void begun(Fact.EnvelopeFact start, Growth growth) {
        if (refolded.contains(start.chapter().bookId())) {
            return;
        }
        Book book = book(start.chapter().bookId());
        if (start.chapter().number() > 1) {
            book.begun.putIfAbsent(
                    start.chapter().number(), new Begun(start.position(), start.bible(), List.of(growth), false, null));
        }
        link(start.chapter().bookId(), book, start.chapter().number());
    }

    /** A request was read that a chapter under way may have begun with: either growth explains its bible. */
    void mayHaveGrown(ChapterId chapter, Growth growth) {
        Book book = book(chapter.bookId());
        Begun begun = book.begun.get(chapter.number());
        if (begun != null) {
            List<Growth> growths = new ArrayList<>(begun.growths());
            growths.add(growth);
            book.begun.put(
                    chapter.number(),
                    new Begun(
                            begun.position(), begun.bible(), List.copyOf(growths), begun.linked(), begun.suspicion()));
            link(chapter.bookId(), book, chapter.number());
        }
    }

    /**
     * A chapter ended.
     *
     * @param anew true if an operator's command ended it again: what it left before no longer counts
     */
    void ended(String bookId, int chapter, Collection<Digest> bible, boolean anew) {
        Book book = book(bookId);
        book.endedThrough = Math.max(book.endedThrough, chapter);
        if (refolded.contains(bookId)) {
            return;
        }
        List<Digest> left = book.left.computeIfAbsent(chapter, key -> new ArrayList<>());
        if (anew) {
            left.clear();
        }
        left.addAll(bible);
        List<Fact.BibleFact> written = book.written.remove(chapter);
        if (written != null) {
            written.forEach(this::written);
        }
        link(bookId, book, chapter + 1);
        while (book.left.size() > ENDS_KEPT) {
            book.left.pollFirstEntry();
        }
    }

    /**
     * A bible was written: it must be the one left by the chapter it names, according to an outcome that may still
     * come.
     */
    void written(Fact.BibleFact written) {
        if (refolded.contains(written.leftBy().bookId())) {
            return;
        }
        Book book = book(written.leftBy().bookId());
        int chapter = written.leftBy().number();
        List<Digest> left = book.left.get(chapter);
        if (left == null && chapter <= book.endedThrough) {
            if (whole) {
                violations.accept(violation(written, "no bible by this chapter once a later one has started"));
            }
        } else if (left == null || !left.contains(written.bible())) {
            book.written.computeIfAbsent(chapter, key -> new ArrayList<>()).add(written);
        }
    }

    /**
     * Reports bibles that no outcome mentions, and chapters under way that began with a wrong one.
     *
     * @param outcomeIsDue true when the outcome may have been written after its topic's end was looked up
     */
    void finish(Predicate<Fact.BibleFact> outcomeIsDue) {
        for (Book book : books.values()) {
            book.begun.values().stream()
                    .map(Begun::suspicion)
                    .filter(Objects::nonNull)
                    .forEach(violations);
            book.written.forEach((chapter, all) -> all.stream()
                    .filter(written -> chapter <= book.endedThrough || (whole && !outcomeIsDue.test(written)))
                    .forEach(written -> violations.accept(
                            violation(written, "the bible that an outcome of chapter " + chapter + " names"))));
        }
    }

    private void link(String bookId, Book book, int chapter) {
        Begun begun = book.begun.get(chapter);
        List<Digest> left = book.left.get(chapter - 1);
        if (begun == null || left == null) {
            return;
        }
        String expected = "the bible left by chapter " + (chapter - 1) + ", " + left
                + (begun.growths().stream().allMatch(growth -> growth.from() == null)
                        ? ""
                        : ", with what its request adds");
        boolean explained = begun.growths().stream().anyMatch(growth -> growth.explains(left, begun.bible()));
        Violation suspicion = explained ? null : begun.violation(bookId, chapter, expected);
        book.begun.put(chapter, new Begun(begun.position(), begun.bible(), begun.growths(), true, suspicion));
    }

    /**
     * What is wrong with the bible that a chapter began with, now that the chapter has ended: whatever the one before
     * it left has been read by now. Outcomes carry the times of what led to them, and may be read after what follows
     * from them.
     *
     * @return null when nothing is
     */
    @Nullable
    Violation begunWrongly(ChapterId chapter) {
        Begun begun = book(chapter.bookId()).begun.remove(chapter.number());
        if (begun == null || begun.linked() || !whole) {
            return begun == null ? null : begun.suspicion();
        }
        return begun.violation(chapter.bookId(), chapter.number(), "an outcome of chapter " + (chapter.number() - 1));
    }

    private Book book(String bookId) {
        return books.computeIfAbsent(bookId, key -> new Book());
    }

    private static Violation violation(Fact.BibleFact written, @Nullable String expected) {
        return new Violation(
                Violation.Kind.BIBLE,
                written.leftBy().toString(),
                written.position(),
                String.valueOf(expected),
                "bible " + written.bible());
    }
}
