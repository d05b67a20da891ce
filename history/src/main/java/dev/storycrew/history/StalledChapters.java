package dev.storycrew.history;

import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which chapters are stuck and why, from the topics as they are read: by the ledger's rules, without a running ledger.
 * Times are those of the records.
 */
public final class StalledChapters {
    private final ServiceStatus surroundings;
    private final Duration stuckAfter;
    private final Map<ChapterId, ChapterProgress> chapters = new HashMap<>();
    private final Map<String, BookProgress> books = new HashMap<>();
    /** When each chapter was first mentioned. */
    private final Map<ChapterId, Long> mentioned = new HashMap<>();

    /** @param stuckAfter how long a chapter may stand still */
    public StalledChapters(ServiceStatus surroundings, Duration stuckAfter) {
        this.surroundings = surroundings;
        this.stuckAfter = stuckAfter;
    }

    /**
     * A chapter that stands still.
     *
     * @param since when something last happened to it, in milliseconds since the epoch
     * @param stuck true if that is too long ago
     */
    public record Standstill(StallDiagnosis stall, long since, boolean stuck) {
        /** True if it certainly will not go on by itself, or has lasted too long. */
        public boolean worthTelling() {
            return stall.reason().isCertain() || stuck;
        }
    }

    /**
     * Takes a topic's value.
     *
     * @param recordTime in milliseconds since the epoch
     */
    public void take(Object value, long recordTime) {
        ProgressEvent seen = ProgressEvent.of(value);
        if (seen == null) {
            return;
        }
        ProgressEvent sighting = seen.orAt(recordTime);
        if (sighting.chapter() == 0) {
            books.merge(sighting.book(), BookProgress.UNTOUCHED.after(sighting), (book, one) -> book.after(sighting));
            return;
        }
        ChapterId id = new ChapterId(sighting.book(), sighting.chapter());
        ChapterProgress before = chapters.get(id);
        mentioned.putIfAbsent(id, sighting.at());
        chapters.put(
                id,
                before == null
                        ? ChapterProgress.first(sighting, sighting.at())
                        : before.after(sighting, Math.max(before.seenAt(), sighting.at())));
    }

    /** Forgets chapters that nobody is waiting for, such as those whose only request was rejected. */
    public void keepOnly(Predicate<ChapterId> which) {
        chapters.keySet().removeIf(which.negate());
    }

    /** How long and why a chapter stands still; null if it has ended or is unknown. */
    public @Nullable Standstill of(ChapterId id, long now) {
        ChapterProgress chapter = chapters.get(id);
        if (chapter == null) {
            return null;
        }
        return of(
                chapter,
                id.number() == 1 ? null : chapters.get(new ChapterId(id.bookId(), id.number() - 1)),
                missingBefore(chapter),
                books.getOrDefault(id.bookId(), BookProgress.UNTOUCHED),
                surroundings,
                stuckAfter,
                now);
    }

    /**
     * The same for a chapter that somebody else keeps.
     *
     * @param former the chapter before it; null for the first, or if nothing is known about it
     * @param missing the chapters that nobody has requested and that its turn comes after, in order
     * @return null if it has ended
     */
    public static @Nullable Standstill of(
            ChapterProgress chapter,
            @Nullable ChapterProgress former,
            List<ChapterId> missing,
            BookProgress book,
            ServiceStatus surroundings,
            Duration stuckAfter,
            long now) {
        if (!chapter.open()) {
            return null;
        }
        StallDiagnosis stall = missing.isEmpty()
                ? StallDiagnosis.of(chapter, former, book, surroundings)
                : StallDiagnosis.waitsFor(missing);
        long since = chapter.stillSince(former);
        boolean itsTurn = stall.reason() != StallDiagnosis.Reason.WAITS_FOR_FORMER;
        return new Standstill(stall, since, itsTurn && now - since >= stuckAfter.toMillis());
    }

    /**
     * An unfinished chapter whose turn has come.
     *
     * @param since when its turn came, in milliseconds since the epoch
     */
    public record Unfinished(ChapterId id, Standstill standstill, long since) {}

    /** The unfinished chapters, without those whose turn comes after another one's. */
    public List<Unfinished> unfinished(long now) {
        List<Unfinished> unfinished = new ArrayList<>();
        for (ChapterProgress chapter : chapters.values()) {
            Standstill standstill = of(chapter.id(), now);
            if (standstill != null && standstill.stall().reason() != StallDiagnosis.Reason.WAITS_FOR_FORMER) {
                unfinished.add(new Unfinished(chapter.id(), standstill, turnOf(chapter)));
            }
        }
        return unfinished;
    }

    private long turnOf(ChapterProgress chapter) {
        ChapterProgress former = chapters.get(
                new ChapterId(chapter.id().bookId(), Math.max(1, chapter.id().number() - 1)));
        long formerEnded = former == null ? 0 : former.endedAt();
        return Math.max(mentioned.getOrDefault(chapter.id(), 0L), Math.max(formerEnded, chapter.reopenedAt()));
    }

    /** The chapters that nobody has requested and that a requested one, or one that it waits for, comes after. */
    private List<ChapterId> missingBefore(ChapterProgress chapter) {
        List<ChapterId> missing = new ArrayList<>();
        ChapterProgress waiting = chapter;
        for (int number = chapter.id().number() - 1; number > 0; number--) {
            if (waiting != null && !(waiting.open() && waiting.onlyRequested())) {
                break;
            }
            ChapterId id = new ChapterId(chapter.id().bookId(), number);
            waiting = chapters.get(id);
            if (waiting == null) {
                missing.add(0, id);
            }
        }
        return missing;
    }
}
