package dev.storycrew.core.decision;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.RedoPass;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a run of an accepted chapter has ended. An outcome that is not ACCEPTED changes nothing of what stands. An
 * accepted one takes the old one's place; the bibles are folded anew, and whatever rests on what has changed is looked at again,
 * each chapter once, in ascending order: reads point backwards only.
 *
 * @param book where the book is now, with nothing under way
 * @param standing what stands of the chapter
 * @param refolded the bible that the book has now, if its last chapter did not leave it by itself: the router must write it before
 *     anything goes on; null if it is as it was, or if the chapter's own outcome names it
 */
public record RedoStep(
        BookState book, ChapterStanding standing, @Nullable StoryBible refolded) {
    /** Who sends the commands that follow from another chapter. */
    public static final String WHO = "storycrew";

    /**
     * After the outcome of the chapter under way in a pass.
     *
     * @param goOn false to hold the book if a chapter no longer fits
     * @throws IllegalArgumentException if the book is in no pass, or a chapter that has ended is not known
     */
    public static RedoStep after(BookState book, ChapterOutcome outcome, BookChapters chapters, boolean goOn) {
        int chapter = outcome.chapter().number();
        ChapterStanding before = chapters.standing(chapter);
        ChapterStanding now = ChapterStanding.after(before, outcome);
        long spent = ChapterStanding.newlySpentNanoUsd(before, outcome);
        RedoPass pass = pass(book);
        boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        BookState judged = accepted || (pass.recheck() && !goOn) ? book.fits(chapter, accepted) : book;
        if (accepted && outcome.byHand()) {
            judged = judged.locking(new TreeSet<>(List.of(chapter)), true);
        }
        StoryBible bible = Objects.requireNonNull(book.bible());
        if (!accepted || (before != null && Objects.equals(before.changes(), now.changes()))) {
            return new RedoStep(judged.inPass(goingOn(pass, pass.pending(), null), bible, spent), now, null);
        }
        int last = book.lastEnded();
        BookCanon was = BookCanon.of(chapters, last);
        BookCanon is = BookCanon.of(with(chapters, chapter, now), last);
        SortedMap<Integer, List<String>> pending = new TreeMap<>(pass.pending());
        Dependents.of(was, is, chapter, last, chapters::standing)
                .forEach((dependent, why) -> pending.merge(dependent, why, RedoStep::both));
        StoryBible left = is.left();
        String refold = chapter == last ? null : refoldId(outcome);
        return new RedoStep(
                judged.inPass(goingOn(pass, pending, refold), left, spent), now, chapter == last ? null : left);
    }

    /** After the router has refused to look at the chapter under way again: nobody knows whether it still fits. */
    public static BookState refused(BookState book, boolean goOn) {
        RedoPass pass = pass(book);
        BookState judged = pass.recheck() && !goOn ? book.fits(book.inFlight(), false) : book;
        return judged.inPass(goingOn(pass, pass.pending(), null), Objects.requireNonNull(book.bible()), 0);
    }

    /** The id of the command by which the router writes the bible that is folded anew after an outcome. */
    public static String refoldId(ChapterOutcome outcome) {
        return outcome.commandId() + "-refold";
    }

    /** After the router has written the bible that was folded anew; the same book if it was waiting for no such command. */
    public static BookState refolded(BookState book, String command) {
        RedoPass pass = book.redo();
        return pass == null || !command.equals(pass.refold())
                ? book
                : book.inPass(goingOn(pass, pass.pending(), null), Objects.requireNonNull(book.bible()), 0);
    }

    /** The next chapter to look at again; 0 if there is none, or if it must wait. */
    public static int next(BookState book) {
        RedoPass pass = book.redo();
        return pass == null || pass.refold() != null || pass.pending().isEmpty() || book.inFlight() != 0
                ? 0
                : pass.pending().firstKey();
    }

    /** The book with the next chapter under way. */
    public static BookState started(BookState book, long now) {
        RedoPass pass = pass(book);
        SortedMap<Integer, List<String>> left = new TreeMap<>(pass.pending());
        int next = left.firstKey();
        left.remove(next);
        return book.looking(new RedoPass(pass.cause(), true, left, null), next, now);
    }

    private static RedoPass pass(BookState book) {
        RedoPass pass = book.redo();
        if (pass == null) {
            throw new IllegalArgumentException("no accepted chapter of the book is made again");
        }
        return pass;
    }

    private static @Nullable RedoPass goingOn(
            RedoPass pass, SortedMap<Integer, List<String>> pending, @Nullable String refold) {
        return pending.isEmpty() && refold == null ? null : new RedoPass(pass.cause(), pass.recheck(), pending, refold);
    }

    private static List<String> both(List<String> some, List<String> more) {
        List<String> both = new ArrayList<>(some);
        more.stream().filter(each -> !some.contains(each)).forEach(both::add);
        return both;
    }

    private static BookChapters with(BookChapters chapters, int changed, ChapterStanding standing) {
        return new BookChapters() {
            @Override
            public @Nullable ChapterRequest request(int chapter) {
                return chapters.request(chapter);
            }

            @Override
            public @Nullable ChapterStanding standing(int chapter) {
                return chapter == changed ? standing : chapters.standing(chapter);
            }
        };
    }
}
