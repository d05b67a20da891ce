package dev.storycrew.console.api;

import dev.storycrew.console.read.RequestShelf;
import dev.storycrew.console.read.TitleShelf;
import dev.storycrew.core.card.CardStep;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A book in a list, made from its chapters' cards. */
final class BookRows {
    /** No book has more chapters. */
    static final int MOST_CHAPTERS = 100_000;

    private static final double HUNDRED = 100;
    private static final Set<ChapterState> OPEN =
            Set.of(ChapterState.UNDER_WAY, ChapterState.WAITING, ChapterState.HELD, ChapterState.DEAD_LETTERED);

    private final RequestShelf requests;
    private final TitleShelf titles;
    private final @Nullable Double budget;

    /** A chapter in a book's strip. */
    record Cell(int number, String state, @Nullable String stage, int retries) {}

    /** What a book is at. */
    record Now(
            int number,
            String title,
            String state,
            @Nullable String stage,
            int attempt,
            @Nullable String level,
            long since,
            int waiting) {}

    /** The row. */
    record BookRow(
            String book,
            String title,
            String genre,
            String language,
            int chapters,
            List<Cell> strip,
            Map<String, Integer> states,
            @Nullable Now now,
            double costUsd,
            boolean priced,
            @Nullable Double budgetUsd,
            @Nullable Double saved,
            int needs,
            long changedAt,
            @Nullable Long readyAt,
            @Nullable Long finishedAt) {}

    BookRows(RequestShelf requests, TitleShelf titles, Budget budget) {
        this.requests = requests;
        this.titles = titles;
        this.budget = budget.perBook() == null ? null : budget.perBook().usd();
    }

    /** The chapters of a book, in order. */
    static List<ShownChapter> chapters(Cards cards, String book, long now) {
        return cards.page(CardQuery.ofBook(book, MOST_CHAPTERS), now).chapters();
    }

    /** @param needs how many of its chapters need somebody */
    BookRow row(String book, List<ShownChapter> chapters, int needs, long now) {
        TitleShelf.Line line = line(book, chapters);
        List<Cell> strip = new ArrayList<>();
        Map<String, Integer> states = new TreeMap<>();
        double cost = 0;
        boolean priced = true;
        Savings savings = Savings.none();
        long changed = 0;
        long first = Long.MAX_VALUE;
        long lastEnd = 0;
        int ended = 0;
        int open = 0;
        ShownChapter at = null;
        for (ShownChapter chapter : chapters) {
            ChapterCard card = chapter.card();
            ChapterProgress progress = card.progress();
            strip.add(new Cell(card.id().number(), chapter.state().name(), ChapterRow.stage(chapter), card.retries()));
            states.merge(chapter.state().name(), 1, Integer::sum);
            cost += card.spent().cost().usd();
            priced &= card.spent().priced();
            savings = savings.plus(ChapterRow.judgedSavings(card));
            changed = Math.max(changed, card.changedAt());
            if (progress != null && progress.ended() != null) {
                first = Math.min(first, card.firstAt());
                lastEnd = Math.max(lastEnd, progress.endedAt());
                ended++;
            } else if (chapter.state() != ChapterState.REJECTED) {
                open++;
            }
            boolean isAt = OPEN.contains(chapter.state()) || (needs > 0 && chapter.state() == ChapterState.EXHAUSTED);
            at = at == null && isAt ? chapter : at;
        }
        boolean moves = needs == 0 && open > 0 && ended > 0;
        return new BookRow(
                book,
                line.title(),
                line.genre(),
                line.language(),
                chapters.size(),
                strip,
                states,
                at == null ? null : now(at, chapters),
                cost,
                priced,
                budget,
                savings.comparable() ? savings.savedPercent(!priced) / HUNDRED : null,
                needs,
                changed,
                moves ? now + open * Math.max(1, lastEnd - first) / ended : null,
                open == 0 && needs == 0 && ended > 0 ? Long.valueOf(lastEnd) : null);
    }

    private TitleShelf.Line line(String book, List<ShownChapter> chapters) {
        TitleShelf.Line known = titles.of(book);
        if (known != null) {
            return known;
        }
        BookFrame frame =
                chapters.isEmpty() ? null : requests.frame(chapters.get(0).card());
        return frame == null ? new TitleShelf.Line(book, "", "und") : TitleShelf.Line.of(frame);
    }

    private static Now now(ShownChapter at, List<ShownChapter> chapters) {
        ChapterCard card = at.card();
        List<CardStep> steps = ChapterRow.steps(card);
        CardStep last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        int number = card.id().number();
        return new Now(
                number,
                card.title(),
                at.state().name(),
                ChapterRow.stage(at),
                last == null ? 0 : last.attempt(),
                last == null ? null : last.level(),
                at.still() == null ? card.changedAt() : at.still().since(),
                (int) chapters.stream()
                        .filter(other -> other.card().id().number() > number)
                        .filter(other -> other.state() == ChapterState.WAITING || other.state() == ChapterState.HELD)
                        .count());
    }
}
