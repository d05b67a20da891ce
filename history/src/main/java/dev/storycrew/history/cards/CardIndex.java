package dev.storycrew.history.cards;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.StalledChapters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * All cards in memory, as bytes, with small indexes: by id, by state, by what needs a person. A page decodes only the
 * chapters on it and those before them, and counts are kept, not made. Safe for use by many threads.
 */
final class CardIndex {
    private static final Comparator<Moving> LONGEST_FIRST =
            Comparator.comparingLong(Moving::since).thenComparing(Moving::id);

    private final CardBytes bytes;
    private final ServiceStatus surroundings;
    private final Duration stuckAfter;
    private final boolean goesOn;
    private final NavigableMap<ChapterId, KnownChapter> chapters = new TreeMap<>();
    private final NavigableMap<String, BookCard> bookCards = new TreeMap<>();
    private final Map<ChapterState, NavigableSet<ChapterId>> byState = new EnumMap<>(ChapterState.class);
    private final NavigableMap<String, BookTotals> books = new TreeMap<>();
    private final NavigableSet<ChapterId> needy = new TreeSet<>();
    private final NavigableSet<Moving> moving = new TreeSet<>(LONGEST_FIRST);

    private record Moving(ChapterId id, long since, short services) {}

    /** Of one book; its id is the one that its chapters' ids share. */
    private static final class BookTotals {
        private final String id;
        private final int[] byState = new int[ChapterState.values().length];
        private long changedAt;

        BookTotals(String id) {
            this.id = id;
        }
    }

    CardIndex(CardBytes bytes, ServiceStatus surroundings, Duration stuckAfter) {
        this.bytes = bytes;
        this.surroundings = surroundings;
        this.stuckAfter = stuckAfter;
        this.goesOn = surroundings.goesOnAfterFailure();
        for (ChapterState state : ChapterState.values()) {
            byState.put(state, new TreeSet<>());
        }
    }

    /**
     * Takes a card of the ledger while records are folded here too: only if it knows all that is known here. What else it
     * knows will be folded here soon, and the ledger's next card knows that as well.
     *
     * @param encoded its record's value
     * @return whether it was taken and says something else than what was known
     */
    synchronized boolean offer(Card card, byte[] encoded) {
        Card known = card(card.key());
        if (known != null && !card.covers(known)) {
            return false;
        }
        put(card, encoded);
        return !card.equals(known);
    }

    /** Takes a card in place of the one that is here. */
    synchronized void put(Card card) {
        put(card, bytes.of(card));
    }

    /** The same with the bytes that it is kept as. */
    synchronized void put(Card card, byte[] encoded) {
        if (card instanceof BookCard book) {
            bookCards.put(book.book(), book);
            lookAgainAtBook(book.book());
        } else if (card instanceof ChapterCard chapter) {
            KnownChapter before = chapters.get(chapter.id());
            KnownChapter after = place(shared(chapter.id()), chapter, encoded);
            followers(chapter.id(), before, after);
        }
    }

    /** A key that is forgotten. */
    synchronized void remove(String key) {
        if (bookCards.remove(key) != null) {
            lookAgainAtBook(key);
        }
        Card card = card(key);
        if (card instanceof ChapterCard chapter) {
            KnownChapter before = chapters.remove(chapter.id());
            if (before != null) {
                takeOut(chapter.id(), before);
                followers(chapter.id(), before, null);
            }
        }
    }

    /** What is known under a key; null if nothing is. */
    synchronized @Nullable Card card(String key) {
        if (ChapterId.isBookId(key)) {
            return bookCards.get(key);
        }
        KnownChapter known = chapters.get(ChapterId.parse(key));
        return known == null ? null : bytes.card(known.card());
    }

    /** The keys of all cards, those of books first. */
    synchronized List<String> keys() {
        List<String> keys = new ArrayList<>(bookCards.keySet());
        chapters.keySet().forEach(id -> keys.add(id.toString()));
        return keys;
    }

    /** The ids of a book's chapters share its name. */
    private ChapterId shared(ChapterId id) {
        return new ChapterId(books.computeIfAbsent(id.bookId(), BookTotals::new).id, id.number());
    }

    private KnownChapter place(ChapterId id, ChapterCard card, byte[] encoded) {
        KnownChapter formerKnown = former(id);
        KnownChapter after =
                KnownChapter.of(card, encoded, formerKnown, progress(formerKnown), book(id.bookId()), goesOn);
        KnownChapter before = chapters.put(id, after);
        if (before != null) {
            takeOut(id, before);
        }
        BookTotals totals = totals(id);
        totals.changedAt = Math.max(totals.changedAt, card.changedAt());
        ChapterState state = after.state();
        if (state != null) {
            set(state).add(id);
            totals.byState[state.ordinal()]++;
        }
        if (after.needy()) {
            needy.add(id);
        }
        if (after.isMoving()) {
            moving.add(new Moving(id, after.since(), after.moving()));
        }
        return after;
    }

    private void takeOut(ChapterId id, KnownChapter before) {
        ChapterState state = before.state();
        if (state != null) {
            set(state).remove(id);
            totals(id).byState[state.ordinal()]--;
        }
        needy.remove(id);
        if (before.isMoving()) {
            moving.remove(new Moving(id, before.since(), before.moving()));
        }
    }

    /** The chapters after one that changed, as far as they can see it. */
    private void followers(ChapterId of, @Nullable KnownChapter before, @Nullable KnownChapter after) {
        boolean changed = after == null || !after.looksLike(before);
        ChapterId next = new ChapterId(of.bookId(), of.number() + 1);
        KnownChapter follower = chapters.get(next);
        while (follower != null && follower.waiting()) {
            KnownChapter now = lookAgain(next);
            if (!changed || now.looksLike(follower)) {
                return;
            }
            next = new ChapterId(next.bookId(), next.number() + 1);
            follower = chapters.get(next);
        }
    }

    private void lookAgainAtBook(String book) {
        List<ChapterId> held = new ArrayList<>();
        ofBook(chapters, book).forEach((id, chapter) -> {
            if (chapter.waiting()) {
                held.add(id);
            }
        });
        held.forEach(this::lookAgain);
    }

    private KnownChapter lookAgain(ChapterId id) {
        KnownChapter known = chapters.get(id);
        if (known == null) {
            throw new IllegalStateException(id + " is not there");
        }
        return place(shared(id), (ChapterCard) bytes.card(known.card()), known.card());
    }

    private @Nullable KnownChapter former(ChapterId id) {
        return id.number() == 1 ? null : chapters.get(new ChapterId(id.bookId(), id.number() - 1));
    }

    private @Nullable ChapterProgress progress(@Nullable KnownChapter known) {
        return known == null || !known.known() ? null : ((ChapterCard) bytes.card(known.card())).progress();
    }

    private BookProgress book(String id) {
        BookCard card = bookCards.get(id);
        return card == null ? BookProgress.UNTOUCHED : card.progress();
    }

    private NavigableSet<ChapterId> set(ChapterState state) {
        NavigableSet<ChapterId> set = byState.get(state);
        if (set == null) {
            throw new IllegalStateException("no chapters " + state);
        }
        return set;
    }

    private BookTotals totals(ChapterId id) {
        BookTotals totals = books.get(id.bookId());
        if (totals == null) {
            throw new IllegalStateException("no book " + id.bookId());
        }
        return totals;
    }

    private static <V> NavigableMap<ChapterId, V> ofBook(NavigableMap<ChapterId, V> all, String book) {
        return all.subMap(new ChapterId(book, 1), true, new ChapterId(book, Integer.MAX_VALUE), true);
    }

    /** What a query is about, all its pages together. */
    synchronized CardSummary summary(CardQuery query, long now) {
        int[] counts = new int[ChapterState.values().length];
        Set<String> mentioned = new HashSet<>();
        int needs = 0;
        List<NavigableSet<ChapterId>> needySets = List.of(needy, standingStill(now));
        for (NavigableSet<ChapterId> set : needySets) {
            for (ChapterId id : matching(set, null, query)) {
                needs++;
                if (query.needy()) {
                    mentioned.add(id.bookId());
                    counts[stateOf(id).ordinal()]++;
                }
            }
        }
        if (!query.needy()) {
            for (BookTotals book : books.values()) {
                if (query.books().isEmpty() || query.books().contains(book.id)) {
                    add(book, query, counts, mentioned);
                }
            }
        }
        return new CardSummary(counts(counts), mentioned.size(), needs);
    }

    private static void add(BookTotals book, CardQuery query, int[] counts, Set<String> mentioned) {
        for (ChapterState state : ChapterState.values()) {
            int ofState = book.byState[state.ordinal()];
            if (ofState > 0 && (query.states().isEmpty() || query.states().contains(state))) {
                counts[state.ordinal()] += ofState;
                mentioned.add(book.id);
            }
        }
    }

    private static CardCounts counts(int[] byOrdinal) {
        Map<ChapterState, Integer> counts = new EnumMap<>(ChapterState.class);
        for (ChapterState state : ChapterState.values()) {
            counts.put(state, byOrdinal[state.ordinal()]);
        }
        return new CardCounts(counts);
    }

    synchronized boolean hasBook(String book) {
        BookTotals totals = books.get(book);
        return totals != null && Arrays.stream(totals.byState).sum() > 0;
    }

    /**
     * Looks at the titles of some chapters.
     *
     * @param after the chapter before the first of them; null to begin
     * @param most how many are looked at
     * @param found gets the ids of those whose title has the text
     * @return the last one that was looked at; null if there are no more
     */
    synchronized @Nullable ChapterId titled(
            TitleText text, @Nullable ChapterId after, int most, Consumer<ChapterId> found) {
        Utf8 title = new Utf8();
        int looked = 0;
        for (Map.Entry<ChapterId, KnownChapter> each :
                (after == null ? chapters : chapters.tailMap(after, false)).entrySet()) {
            title = bytes.title(each.getValue().card(), title);
            if (each.getValue().state() != null && text.isIn(title)) {
                found.accept(each.getKey());
            }
            if (++looked == most) {
                return each.getKey();
            }
        }
        return null;
    }

    /** How many chapters of a book are in a state. */
    synchronized int count(String book, ChapterState state) {
        BookTotals totals = books.get(book);
        return totals == null ? 0 : totals.byState[state.ordinal()];
    }

    /** How many chapters of a book that come after one are in a state. */
    synchronized int countAfter(ChapterId id, ChapterState state) {
        return range(set(state), id, id.bookId()).size();
    }

    /** The state of a chapter as it is shown; null if nothing shows that it exists. */
    synchronized @Nullable ChapterState state(ChapterId id) {
        KnownChapter known = chapters.get(id);
        return known == null ? null : known.state();
    }

    /** The ids of all books with chapters. */
    synchronized List<String> bookIds() {
        return books.keySet().stream().filter(this::hasBook).toList();
    }

    /** The next books after one, or from the first; of those with chapters. */
    synchronized List<BookLine> books(@Nullable String after, int most, long now) {
        NavigableSet<ChapterId> still = standingStill(now);
        List<BookLine> found = new ArrayList<>();
        for (BookTotals book : (after == null ? books : books.tailMap(after, false)).values()) {
            if (found.size() == most) {
                break;
            }
            if (hasBook(book.id)) {
                BookCard held = bookCards.get(book.id);
                found.add(new BookLine(
                        book.id,
                        counts(book.byState),
                        range(needy, book.id).size() + range(still, book.id).size(),
                        Math.max(book.changedAt, held == null ? 0 : held.changedAt())));
            }
        }
        return found;
    }

    /** Those that have stood still for too long, or wait for a service that does not run, and need nobody otherwise. */
    private NavigableSet<ChapterId> standingStill(long now) {
        int down = 0;
        for (int bit = 0; bit < KnownChapter.SERVICES.size(); bit++) {
            if (surroundings.processes(KnownChapter.SERVICES.get(bit)).orElse(1) == 0) {
                down |= 1 << bit;
            }
        }
        NavigableSet<ChapterId> still = new TreeSet<>();
        for (Moving each : moving) {
            boolean stuck = now - each.since() >= stuckAfter.toMillis();
            if (stuck || (each.services() & down) != 0) {
                still.add(each.id());
            } else if (down == 0) {
                break; // The others moved later.
            }
        }
        return still;
    }

    /** Some chapters by id, the first of them after {@code after}. */
    synchronized List<ShownChapter> page(CardQuery query, @Nullable ChapterId after, int most, long now) {
        List<NavigableSet<ChapterId>> sets = new ArrayList<>();
        if (query.needy()) {
            sets.add(needy);
            sets.add(standingStill(now));
        } else {
            Set<ChapterState> states = query.states().isEmpty() ? byState.keySet() : query.states();
            states.forEach(state -> sets.add(set(state)));
        }
        SortedSet<ChapterId> found = new TreeSet<>();
        for (NavigableSet<ChapterId> set : sets) {
            found.addAll(first(set, after, query, most));
        }
        return found.stream().limit(most).map(id -> shown(id, now)).toList();
    }

    private List<ChapterId> first(NavigableSet<ChapterId> set, @Nullable ChapterId after, CardQuery query, int most) {
        List<ChapterId> found = new ArrayList<>();
        for (ChapterId id : matching(set, after, query)) {
            found.add(id);
            if (found.size() == most) {
                break;
            }
        }
        return found;
    }

    /** Those of a set that a query is about, without a look at the other books. */
    private Iterable<ChapterId> matching(NavigableSet<ChapterId> set, @Nullable ChapterId after, CardQuery query) {
        Stream<ChapterId> ids = query.books().isEmpty()
                ? (after == null ? set : set.tailSet(after, false)).stream()
                : query.books().stream()
                        .filter(book -> after == null || book.compareTo(after.bookId()) >= 0)
                        .flatMap(book -> range(set, after, book).stream());
        return ids.filter(id -> query.states().isEmpty() || query.states().contains(stateOf(id)))::iterator;
    }

    private ChapterState stateOf(ChapterId id) {
        KnownChapter known = chapters.get(id);
        ChapterState state = known == null ? null : known.state();
        if (state == null) {
            throw new IllegalStateException(id + " is not there");
        }
        return state;
    }

    private static SortedSet<ChapterId> range(NavigableSet<ChapterId> set, String book) {
        return range(set, null, book);
    }

    private static SortedSet<ChapterId> range(NavigableSet<ChapterId> set, @Nullable ChapterId after, String book) {
        boolean within = after != null && after.bookId().equals(book);
        return set.subSet(
                within ? after : new ChapterId(book, 1), !within, new ChapterId(book, Integer.MAX_VALUE), true);
    }

    /** A chapter as it is shown; null if nothing shows that it exists. */
    synchronized @Nullable ShownChapter chapter(ChapterId id, long now) {
        KnownChapter known = chapters.get(id);
        return known == null || known.state() == null ? null : shown(id, now);
    }

    private ShownChapter shown(ChapterId id, long now) {
        KnownChapter known = chapters.get(id);
        ChapterState state = known == null ? null : known.state();
        if (known == null || state == null) {
            throw new IllegalStateException(id + " is not there");
        }
        ChapterCard card = (ChapterCard) bytes.card(known.card());
        ChapterProgress progress = card.progress();
        StalledChapters.Standstill still = !known.known() || progress == null
                ? null
                : StalledChapters.of(
                        progress,
                        progress(former(id)),
                        known.missing() ? missingBefore(id) : List.of(),
                        book(id.bookId()),
                        surroundings,
                        stuckAfter,
                        now);
        return new ShownChapter(card, state, still);
    }

    private List<ChapterId> missingBefore(ChapterId of) {
        List<ChapterId> missing = new ArrayList<>();
        for (int number = of.number() - 1; number > 0; number--) {
            ChapterId id = new ChapterId(of.bookId(), number);
            KnownChapter known = chapters.get(id);
            if (known == null || !known.known()) {
                missing.add(0, id);
            } else if (!known.waiting()) {
                break;
            }
        }
        return missing;
    }
}
