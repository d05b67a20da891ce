package dev.storycrew.console.api;

import dev.storycrew.console.read.Glance;
import dev.storycrew.console.read.LetterIndex;
import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.CardStep;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.StalledChapters.Standstill;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What needs a person, the longest waiting first. A book that stands behind a failed chapter is one case, not one for each
 * chapter that waits. Made again after two seconds at the earliest.
 */
final class AttentionBoard {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int PAGE = 1000;
    private static final double HUNDRED = 100;

    private final LetterIndex letters;
    private final Glance<Board> board = new Glance<>(FRESH_NANOS);

    /** A chapter that needs somebody, and since when, in milliseconds since the epoch. */
    record Case(ChapterId chapter, long since) implements Comparable<Case> {
        @Override
        public int compareTo(Case other) {
            int order = Long.compare(since, other.since);
            return order == 0 ? chapter.compareTo(other.chapter) : order;
        }
    }

    /**
     * All cases, without what their cards say: there may be many.
     *
     * @param byBook how many each book has
     */
    record Board(SortedSet<Case> cases, Map<String, Integer> byBook) {
        int total() {
            return cases.size();
        }

        /** Another one where other chapters need somebody, or the same ones for another reason, also where they are as many. */
        String mark() {
            return Integer.toHexString(cases.hashCode());
        }
    }

    AttentionBoard(LetterIndex letters) {
        this.letters = letters;
    }

    /** The cases now. */
    Board of(Cards cards, long now) {
        return board.of(() -> make(cards, now));
    }

    private Board make(Cards cards, long now) {
        Map<ChapterId, Long> found = new HashMap<>();
        Set<ChapterState> candidates = Set.of(
                ChapterState.EXHAUSTED, ChapterState.CANCELLED, ChapterState.DEAD_LETTERED, ChapterState.REJECTED);
        gather(cards, new CardQuery(new TreeSet<>(), candidates, false, PAGE, null), now, found);
        gather(cards, new CardQuery(new TreeSet<>(), Set.of(), true, PAGE, null), now, found);
        SortedSet<Case> cases = new TreeSet<>();
        Map<String, Integer> byBook = new HashMap<>();
        found.forEach((chapter, since) -> {
            cases.add(new Case(chapter, since));
            byBook.merge(chapter.bookId(), 1, Integer::sum);
        });
        return new Board(cases, byBook);
    }

    /** Looks through all candidates, for most of them may need nobody any more. */
    private void gather(Cards cards, CardQuery query, long now, Map<ChapterId, Long> found) {
        String cursor = null;
        do {
            CardPage page = cards.page(query.after(cursor), now);
            for (ShownChapter chapter : page.chapters()) {
                Need need = need(chapter, cards);
                if (need != null) {
                    found.put(chapter.card().id(), need.since());
                }
            }
            cursor = page.next();
        } while (cursor != null);
    }

    /** What somebody must do about a chapter; null for nothing. */
    @Nullable
    Need need(ShownChapter chapter, Cards cards) {
        ChapterCard card = chapter.card();
        ChapterProgress progress = card.progress();
        Standstill still = chapter.still();
        StallDiagnosis stall = still == null ? null : still.stall();
        return switch (chapter.state()) {
            case ACCEPTED -> null;
            case EXHAUSTED, CANCELLED -> standsInTheWay(chapter, cards) ? ofEnd(chapter, cards) : null;
            case DEAD_LETTERED -> {
                ChapterProgress.Waiting letter = progress == null ? null : progress.deadLetter();
                String id = letter == null ? null : letter.letter();
                LetterIndex.Entry known = id == null ? null : letters.find(id);
                yield new Need(
                        "DEAD_LETTER",
                        letter == null ? card.changedAt() : letter.at(),
                        cards.waitingAfter(card.id()),
                        known == null ? null : known.letter().reason(),
                        known == null ? null : known.letter().message(),
                        null,
                        null,
                        id,
                        ChapterRow.stage(chapter),
                        stall == null ? null : stall.advice());
            }
            case REJECTED -> {
                var rejection = card.requests().rejection();
                String id = rejection == null ? null : rejection.letter();
                LetterIndex.Entry known = id == null ? null : letters.find(id);
                yield new Need(
                        "REJECTED",
                        card.changedAt(),
                        0,
                        known == null ? null : known.letter().reason(),
                        rejection == null ? null : rejection.message(),
                        null,
                        null,
                        id,
                        null,
                        "correct the request and publish it again");
            }
            case UNDER_WAY, WAITING, HELD -> ofStandstill(chapter, still, cards);
        };
    }

    private Need ofEnd(ShownChapter chapter, Cards cards) {
        ChapterCard card = chapter.card();
        ChapterProgress progress = card.progress();
        Integer best = card.path().bestHundredths();
        Integer attempt = best == null
                ? null
                : ChapterRow.steps(card).stream()
                        .filter(step -> best.equals(step.scoreHundredths()))
                        .map(CardStep::attempt)
                        .findFirst()
                        .orElse(null);
        String id = card.id().toString();
        return new Need(
                chapter.state().name(),
                progress == null ? card.changedAt() : progress.endedAt(),
                cards.waitingAfter(card.id()),
                chapter.state().name(),
                null,
                attempt,
                best == null ? null : best / HUNDRED,
                null,
                null,
                "./storycrew accept " + id + ", ./storycrew retry " + id
                        + " --level WRITE_ONLY, or, to go on without it," + " ./storycrew release "
                        + card.id().bookId());
    }

    private static @Nullable Need ofStandstill(ShownChapter chapter, @Nullable Standstill still, Cards cards) {
        if (still == null || !still.worthTelling()) {
            return null;
        }
        StallDiagnosis stall = still.stall();
        String kind = switch (stall.reason()) {
            case HELD_BY_OPERATOR -> "HELD";
            // Told of the chapter that it waits for.
            case HELD, WAITS_FOR_FORMER, DEAD_LETTER -> null;
            case FORMER_NOT_ASKED_FOR, NO_SERVICE, MODEL_IN_TROUBLE, UNKNOWN -> "STUCK";
        };
        if (kind == null) {
            return null;
        }
        ChapterCard card = chapter.card();
        return new Need(
                kind,
                still.since(),
                cards.waitingAfter(card.id()),
                stall.reason().name(),
                stall.because(),
                null,
                null,
                null,
                ChapterRow.stage(chapter),
                stall.advice());
    }

    /** True unless its book has gone on without it. */
    private static boolean standsInTheWay(ShownChapter chapter, Cards cards) {
        ChapterId id = chapter.card().id();
        ChapterState next = cards.state(new ChapterId(id.bookId(), id.number() + 1));
        return next == null
                ? chapter.state() == ChapterState.EXHAUSTED && !released(chapter, cards)
                : next == ChapterState.HELD;
    }

    private static boolean released(ShownChapter chapter, Cards cards) {
        BookCard book = cards.book(chapter.card().id().bookId());
        ChapterProgress progress = chapter.card().progress();
        return book != null && progress != null && book.progress().releasedAt() > progress.endedAt();
    }
}
