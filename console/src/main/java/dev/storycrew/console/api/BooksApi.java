package dev.storycrew.console.api;

import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.Glance;
import dev.storycrew.console.read.RequestShelf;
import dev.storycrew.console.read.TitleShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.cards.BookLine;
import dev.storycrew.history.cards.CardCounts;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.CursorException;
import dev.storycrew.history.cards.ShownChapter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/books} and {@code /api/attention}: from cards in memory. */
public final class BooksApi implements Endpoints {
    private static final int MOST_BOOKS = 1_000_000;
    private static final int MOST_FOUND = 50;

    private final CardDesk desk;
    private final RequestShelf requests;
    private final TitleShelf titles;
    private final AttentionBoard attention;
    private final ServicesApi services;
    private final Supplier<RetryPolicy> policy;
    private final InstantSource clock;
    private final BookRows rows;
    private final AtomicReference<@Nullable Long> behind;
    private final Glance<List<Sorted>> sorted = new Glance<>(0);

    record Counts(int all, int needs, int underWay, int finished) {}

    record Books(
            List<BookRows.BookRow> items,
            @Nullable String next,
            Counts counts,
            @Nullable Long behindMs,
            List<FoundChapter> chapters) {}

    record FoundChapter(String book, String bookTitle, int number, String title) {}

    record Note(String who, @Nullable String note, long at) {}

    record Detail(
            String book,
            String title,
            String genre,
            String language,
            int chapters,
            List<BookRows.Cell> strip,
            Map<String, Integer> states,
            BookRows.@Nullable Now now,
            double costUsd,
            boolean priced,
            @Nullable Double budgetUsd,
            @Nullable Double saved,
            int needs,
            long changedAt,
            @Nullable Long readyAt,
            @Nullable Long finishedAt,
            ListPage<ChapterRow> page,
            @Nullable Note heldBy) {}

    record AttentionItem(
            String book, String bookTitle, int number, String title, Need need, List<LegalCommand> commands) {}

    record Trouble(
            String service,
            String kind,
            String text,
            @Nullable String advice,
            @Nullable Long waiting) {}

    record Attention(
            List<AttentionItem> items,
            @Nullable String next,
            int total,
            String mark,
            @Nullable Long longestSince,
            List<Trouble> services) {}

    /**
     * A book as it is sorted and filtered.
     *
     * @param place in the order of the list
     */
    private record Sorted(String book, String place, int needs, boolean finished) {
        static Sorted of(BookLine line, int needs) {
            CardCounts counts = line.counts();
            int open = counts.of(ChapterState.UNDER_WAY)
                    + counts.of(ChapterState.WAITING)
                    + counts.of(ChapterState.HELD)
                    + counts.of(ChapterState.DEAD_LETTERED);
            String place = (needs > 0 ? "0 " : "1 ") + (Long.MAX_VALUE - line.changedAt()) + " " + line.book();
            return new Sorted(line.book(), place, needs, open == 0 && needs == 0);
        }

        boolean isShown(String show) {
            return switch (show) {
                case "needs" -> needs > 0;
                case "finished" -> finished;
                case "under-way" -> needs == 0 && !finished;
                default -> true;
            };
        }
    }

    public BooksApi(
            CardDesk desk,
            RequestShelf requests,
            TitleShelf titles,
            AttentionBoard attention,
            ServicesApi services,
            Supplier<RetryPolicy> policy,
            Budget budget,
            AtomicReference<@Nullable Long> behind,
            InstantSource clock) {
        this.behind = behind;
        this.desk = desk;
        this.requests = requests;
        this.titles = titles;
        this.attention = attention;
        this.services = services;
        this.policy = policy;
        this.clock = clock;
        this.rows = new BookRows(requests, titles, budget);
        desk.onRead(this::look);
    }

    /** Looks once before anybody asks: the first look takes longest. */
    private void look() {
        Cards cards = desk.cards();
        if (cards != null) {
            sorted(cards, clock.millis());
        }
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/books", this::books);
        routes.get("/api/books/{book}", this::book);
        routes.get("/api/attention", this::attention);
    }

    /** The cards. @throws ProblemException until they have been read */
    static Cards cards(CardDesk desk) {
        Cards cards = desk.cards();
        if (cards == null) {
            throw ProblemException.of(
                    ProblemException.OUT_OF_REACH,
                    "the console is still reading the chapter cards",
                    "try again in a moment");
        }
        return cards;
    }

    /** A book's id. @throws ProblemException if there is no such book */
    static String book(Cards cards, String asked) {
        if (!ChapterId.isBookId(asked) || !cards.hasBook(asked)) {
            throw ProblemException.of(
                    ProblemException.NOT_THERE, "there is no such book", "./storycrew status lists the books");
        }
        return asked;
    }

    /** All books that have chapters, by their ids: each page of them would look through what stands still. */
    static List<BookLine> lines(Cards cards, long now) {
        return cards.books(MOST_BOOKS, null, now).books();
    }

    private Books books(Asked asked) {
        Cards cards = cards(desk);
        long now = clock.millis();
        String show = asked.parameter("show").orElse("all");
        if (!List.of("all", "needs", "under-way", "finished").contains(show)) {
            throw ProblemException.ofField("show", "must be all, needs, under-way or finished");
        }
        String find = asked.parameter("find").orElse("").strip().toLowerCase(Locale.ROOT);
        int limit = asked.limit();
        int most = asked.number("chapters").orElse(0);
        if (most > MOST_FOUND) {
            throw ProblemException.ofField("chapters", "must be 0 to " + MOST_FOUND + ", but is " + most);
        }
        String question = "books " + show + " " + find;
        String after = PageCursor.read(question, asked.after());
        List<Sorted> all = sorted(cards, now).stream()
                .filter(book -> find.isEmpty() || matches(book.book, find))
                .toList();
        List<Sorted> shown = all.stream()
                .filter(book -> book.isShown(show))
                .filter(book -> after == null || book.place.compareTo(after) > 0)
                .toList();
        List<Sorted> page = shown.subList(0, Math.min(limit, shown.size()));
        return new Books(
                page.stream()
                        .map(book -> rows.row(book.book, BookRows.chapters(cards, book.book, now), book.needs, now))
                        .toList(),
                shown.size() > limit ? PageCursor.of(question, page.get(page.size() - 1).place) : null,
                new Counts(all.size(), count(all, "needs"), count(all, "under-way"), count(all, "finished")),
                behind.get(),
                find.isEmpty() ? List.of() : chapters(cards, find, most, now));
    }

    private List<FoundChapter> chapters(Cards cards, String find, int most, long now) {
        return most == 0
                ? List.of()
                : cards.titled(find, most, now).stream()
                        .map(ShownChapter::card)
                        .map(card -> new FoundChapter(
                                card.id().bookId(),
                                Optional.ofNullable(titles.of(card.id().bookId()))
                                        .map(TitleShelf.Line::title)
                                        .orElse(card.id().bookId()),
                                card.id().number(),
                                card.title()))
                        .toList();
    }

    private boolean matches(String book, String find) {
        TitleShelf.Line line = titles.of(book);
        return book.toLowerCase(Locale.ROOT).contains(find)
                || (line != null && line.title().toLowerCase(Locale.ROOT).contains(find));
    }

    private static int count(List<Sorted> books, String show) {
        return (int) books.stream().filter(book -> book.isShown(show)).count();
    }

    /** All books, those that need somebody first, then those that changed last. */
    private List<Sorted> sorted(Cards cards, long now) {
        return sorted.of(() -> {
            Map<String, Integer> needs = attention.of(cards, now).byBook();
            return lines(cards, now).stream()
                    .map(line -> Sorted.of(line, needs.getOrDefault(line.book(), 0)))
                    .sorted(Comparator.comparing(Sorted::place))
                    .toList();
        });
    }

    private Detail book(Asked asked) {
        Cards cards = cards(desk);
        long now = clock.millis();
        String book = book(cards, asked.part("book"));
        AttentionBoard.Board board = attention.of(cards, now);
        BookRows.BookRow row = rows.row(
                book, BookRows.chapters(cards, book, now), board.byBook().getOrDefault(book, 0), now);
        CardPage page;
        try {
            page = cards.page(CardQuery.ofBook(book, asked.limit()).after(asked.after()), now);
        } catch (CursorException e) {
            throw ProblemException.ofField("after", String.valueOf(e.getMessage()));
        }
        BookCard card = cards.book(book);
        String heldBy = card == null ? null : card.progress().heldBy();
        return new Detail(
                row.book(),
                row.title(),
                row.genre(),
                row.language(),
                row.chapters(),
                row.strip(),
                row.states(),
                row.now(),
                row.costUsd(),
                row.priced(),
                row.budgetUsd(),
                row.saved(),
                row.needs(),
                row.changedAt(),
                row.readyAt(),
                row.finishedAt(),
                new ListPage<>(
                        page.chapters().stream()
                                .map(chapter -> row(chapter, cards, now))
                                .toList(),
                        page.next()),
                heldBy == null || card == null ? null : note(heldBy, card.changedAt()));
    }

    /** A signature taken apart: {@code mia ("too dark")}. */
    private static Note note(String signature, long at) {
        int quoted = signature.indexOf(" (\"");
        return quoted < 0 || !signature.endsWith("\")")
                ? new Note(signature, null, at)
                : new Note(signature.substring(0, quoted), signature.substring(quoted + 3, signature.length() - 2), at);
    }

    /** A chapter's row. */
    ChapterRow row(ShownChapter chapter, Cards cards, long now) {
        return ChapterRow.of(chapter, policy.get(), attention.need(chapter, cards));
    }

    private Attention attention(Asked asked) throws InterruptedException {
        Cards cards = cards(desk);
        long now = clock.millis();
        int limit = asked.limit();
        String after = PageCursor.read("attention", asked.after());
        AttentionBoard.Board board = attention.of(cards, now);
        List<AttentionItem> items = new ArrayList<>();
        AttentionBoard.Case last = null;
        boolean more = false;
        for (AttentionBoard.Case one :
                after == null ? board.cases() : board.cases().tailSet(placed(after))) {
            if (items.size() == limit) {
                more = true;
                break;
            }
            ShownChapter chapter = after != null && place(one).equals(after) ? null : cards.chapter(one.chapter(), now);
            Need need = chapter == null ? null : attention.need(chapter, cards);
            if (chapter != null && need != null) {
                items.add(item(chapter, need));
            }
            last = one;
        }
        return new Attention(
                items,
                more && last != null ? PageCursor.of("attention", place(last)) : null,
                board.total(),
                board.mark(),
                board.total() == 0 ? null : board.cases().first().since(),
                troubles());
    }

    private static String place(AttentionBoard.Case one) {
        return one.since() + " " + one.chapter();
    }

    private static AttentionBoard.Case placed(String place) {
        int blank = place.indexOf(' ');
        try {
            return new AttentionBoard.Case(
                    ChapterId.parse(place.substring(blank + 1)),
                    Long.parseLong(place.substring(0, Math.max(0, blank))));
        } catch (IllegalArgumentException e) {
            throw PageCursor.changed();
        }
    }

    private AttentionItem item(ShownChapter chapter, Need need) {
        ChapterCard card = chapter.card();
        BookFrame frame = requests.frame(card);
        return new AttentionItem(
                card.id().bookId(),
                frame == null ? card.id().bookId() : frame.title(),
                card.id().number(),
                card.title(),
                need,
                LegalCommand.of(chapter));
    }

    private List<Trouble> troubles() throws InterruptedException {
        List<Trouble> troubles = new ArrayList<>();
        for (ServicesApi.ServiceRow service : services.services().items()) {
            if (service.state().equals("ABSENT")) {
                troubles.add(new Trouble(
                        service.service(),
                        "ABSENT",
                        "no " + service.service() + " process is running",
                        service.advice(),
                        service.lag()));
            } else if (service.state().equals("BEHIND")) {
                troubles.add(new Trouble(
                        service.service(),
                        "LAG",
                        service.service() + " is " + Counted.of(service.lag(), "record") + " behind",
                        service.advice(),
                        service.lag()));
            }
        }
        return troubles;
    }
}
