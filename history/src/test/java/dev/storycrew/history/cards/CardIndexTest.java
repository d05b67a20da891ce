package dev.storycrew.history.cards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.Journal;
import dev.storycrew.history.StalledChapters;
import dev.storycrew.schemas.codec.CardFold;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards say of every chapter what a journal of the whole history says. */
class CardIndexTest {
    private static final Duration STUCK_AFTER = Duration.ofMinutes(15);
    private static final TopicCatalogue TOPICS = new TopicCatalogue("storycrew.", 1);
    private static final WireFormat WIRE = new WireFormat(
            new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", "http://127.0.0.1:1"))));

    /** No editor runs. */
    private static final ServiceStatus NO_EDIT = new ServiceStatus() {
        @Override
        public OptionalInt processes(String service) {
            return OptionalInt.of(service.equals("edit") ? 0 : 1);
        }

        @Override
        public @Nullable String trouble(String service) {
            return service.equals("write") ? "quota" : null;
        }
    };

    private final CardIndex index = new CardIndex(new CardBytes(WIRE, TOPICS.chapterCards()), NO_EDIT, STUCK_AFTER);
    private final Journal journal = new Journal((topic, origin, value) -> {});
    private final StalledChapters standstills = new StalledChapters(NO_EDIT, STUCK_AFTER);
    private long now = BookHistory.BEGIN;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void ofAnyHistoryEachChapterIsAsAJournalHasIt(int tens) {
        for (int seed = 10 * tens; seed < 10 * tens + 10; seed++) {
            List<BookHistory.Told> history = BookHistory.of(seed);
            int until = new Random(seed).nextInt(history.size() + 1);
            // A request that will be rejected is on no card; a journal has it until its dead letter comes.
            while (until < history.size() && history.get(until).source() == CardSource.DEAD_LETTERS) {
                until++;
            }
            new CardIndexTest().compare(history.subList(0, until), seed);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theTopicsMayComeInAnyOrder(int tens) {
        for (int seed = 10 * tens; seed < 10 * tens + 10; seed++) {
            new CardIndexTest().compare(shuffled(BookHistory.of(seed), new Random(seed)), seed);
        }
    }

    private void compare(List<BookHistory.Told> history, long seed) {
        Random random = new Random(seed);
        for (int at = 0; at < history.size(); at++) {
            take(history.get(at));
            if (random.nextInt(5) == 0) {
                take(history.get(random.nextInt(at + 1))); // Once more.
            }
        }
        Set<ChapterId> expected = new TreeSet<>();
        Set<ChapterId> needy = new TreeSet<>();
        Map<ChapterId, ChapterView> known = journal.chapters();
        standstills.keepOnly(id -> known.containsKey(id) && journal.rejection(id) == null);
        Map<ChapterState, Integer> counts = new EnumMap<>(ChapterState.class);
        known.values().forEach(view -> {
            expected.add(view.id());
            ShownChapter shown = Objects.requireNonNull(index.chapter(view.id(), now), view.id()::toString);
            assertSame(view, shown, seed);
            counts.merge(shown.state(), 1, Integer::sum);
            if (shown.needsSomebody()) {
                needy.add(view.id());
            }
        });

        assertThat(ids(CardQuery.all(1000))).as("seed %d", seed).isEqualTo(expected);
        expected.forEach(id -> {
            ShownChapter shown = Objects.requireNonNull(index.chapter(id, now), id::toString);
            assertThat(index.state(id)).isEqualTo(shown.state());
            assertThat(index.countAfter(id, ChapterState.WAITING)).isEqualTo((int) expected.stream()
                    .filter(other -> other.bookId().equals(id.bookId()) && other.number() > id.number())
                    .filter(other -> index.state(other) == ChapterState.WAITING)
                    .count());
        });
        index.books(null, 1000, now)
                .forEach(book -> assertThat(book.changedAt())
                        .isGreaterThanOrEqualTo(ids(CardQuery.ofBook(book.book(), 1000)).stream()
                                .map(id -> Objects.requireNonNull(index.chapter(id, now)))
                                .mapToLong(chapter -> chapter.card().changedAt())
                                .max()
                                .orElse(0)));
        CardQuery ofNeedy = new CardQuery(new TreeSet<>(), Set.of(), true, 1000, null);
        assertThat(ids(ofNeedy)).as("seed %d", seed).isEqualTo(needy);
        CardSummary summary = index.summary(CardQuery.all(1), now);
        assertThat(summary.counts().byState()).isEqualTo(counts);
        assertThat(summary.needy()).isEqualTo(needy.size());
        for (ChapterState state : ChapterState.values()) {
            CardQuery ofState = new CardQuery(new TreeSet<>(), Set.of(state), false, 1000, null);
            assertThat(ids(ofState)).hasSize(counts.getOrDefault(state, 0));
        }
    }

    private void assertSame(ChapterView view, ShownChapter shown, long seed) {
        DeadLetter rejection = journal.rejection(view.id());
        StalledChapters.Standstill still = rejection == null ? standstills.of(view.id(), now) : null;
        assertThat(shown.state()).as("%s, seed %d", view.id(), seed).isEqualTo(state(view, still, rejection));
        assertThat(shown.still()).as("%s, seed %d", view.id(), seed).isEqualTo(still);
        assertThat(shown.card().retries()).isEqualTo(view.decisions().size());
        StageRun last =
                view.runs().isEmpty() ? null : view.runs().get(view.runs().size() - 1);
        assertThat(shown.card().last())
                .isEqualTo(last == null ? null : new ChapterCard.LastRun(last.stage(), last.run(), last.attempt()));
        if (rejection != null) {
            assertThat(shown.card().requests().rejection()).isNotNull().satisfies(why -> {
                assertThat(why.letter()).isEqualTo(rejection.id());
                assertThat(why.message()).isEqualTo(rejection.message());
            });
        }
    }

    /** As status found it before there were cards. */
    private static ChapterState state(
            ChapterView view, StalledChapters.@Nullable Standstill still, @Nullable DeadLetter rejection) {
        if (rejection != null) {
            return ChapterState.REJECTED;
        }
        if (view.outcome() != null) {
            return ChapterState.valueOf(
                    Objects.requireNonNull(view.standing()).kind().name());
        }
        if (view.deadLetter() != null) {
            return ChapterState.DEAD_LETTERED;
        }
        if (!view.runs().isEmpty()) {
            return ChapterState.UNDER_WAY;
        }
        boolean held = still != null
                && (still.stall().reason() == StallDiagnosis.Reason.HELD
                        || still.stall().reason() == StallDiagnosis.Reason.HELD_BY_OPERATOR);
        return held ? ChapterState.HELD : ChapterState.WAITING;
    }

    private Set<ChapterId> ids(CardQuery query) {
        Set<ChapterId> ids = new TreeSet<>();
        index.page(query, null, query.limit(), now)
                .forEach(each -> ids.add(each.card().id()));
        return ids;
    }

    private void take(BookHistory.Told one) {
        Card blank = Objects.requireNonNull(CardFold.blank(one.key()));
        Card known = index.card(one.key());
        CardPlace place = new CardPlace(one.source(), 0, one.offset(), one.at());
        Card before = known == null ? blank : known;
        if (before.knows(place)) {
            return;
        }
        index.put(before.after(CardFold.taken(one.key(), one.value()), place));
        now = Math.max(now, one.at() + 1);
        String origin = DeadLetter.id("storycrew.chapter-requests", 0, one.offset());
        journal.take(
                Objects.requireNonNull(CardSources.of(TOPICS).get(one.source())),
                one.source() == CardSource.REQUESTS ? origin : one.source() + "-" + one.offset(),
                one.value());
        standstills.take(one.value(), one.at());
    }

    private static List<BookHistory.Told> shuffled(List<BookHistory.Told> history, Random random) {
        Map<CardSource, List<BookHistory.Told>> topics = new TreeMap<>();
        history.forEach(one -> topics.computeIfAbsent(one.source(), source -> new ArrayList<>())
                .add(one));
        List<List<BookHistory.Told>> left = new ArrayList<>(topics.values());
        List<BookHistory.Told> all = new ArrayList<>();
        while (!left.isEmpty()) {
            List<BookHistory.Told> next = left.get(random.nextInt(left.size()));
            all.add(next.remove(0));
            left.removeIf(List::isEmpty);
        }
        return all;
    }

    /** The ledger and the reader are each ahead of the other in some topic. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void nothingThatIsKnownIsLostToACardOfTheLedger(int tens) {
        int crossed = 0;
        for (int seed = 10 * tens; seed < 10 * tens + 10; seed++) {
            List<BookHistory.Told> history = BookHistory.of(seed);
            List<BookHistory.Told> asTheReaderHearsIt = shuffled(history, new Random(seed));
            List<BookHistory.Told> asTheLedgerHearsIt = shuffled(history, new Random(seed + 1000));
            CardIndexTest reader = new CardIndexTest();
            Map<String, Card> ledger = new TreeMap<>();
            CardBytes bytes = new CardBytes(WIRE, TOPICS.chapterCards());
            for (int at = 0; at < history.size(); at++) {
                BookHistory.Told told = asTheLedgerHearsIt.get(at);
                Card card = ledger.getOrDefault(told.key(), Objects.requireNonNull(CardFold.blank(told.key())))
                        .after(
                                CardFold.taken(told.key(), told.value()),
                                new CardPlace(told.source(), 0, told.offset(), told.at()));
                ledger.put(told.key(), card);
                Card before = reader.index.card(told.key());
                crossed += before != null && !before.covers(card) && !card.covers(before) ? 1 : 0;

                reader.index.offer(card, bytes.of(card));

                Card after = Objects.requireNonNull(reader.index.card(told.key()));
                assertThat(before == null || after.covers(before))
                        .as("seed %d", seed)
                        .isTrue();
                reader.take(asTheReaderHearsIt.get(at));
            }
            ledger.forEach((key, card) -> assertThat(
                            Objects.requireNonNull(reader.index.card(key)).spans())
                    .isEqualTo(card.spans()));
        }
        assertThat(crossed).isPositive();
    }

    @Test
    void withTheCardOfItsBookAHoldIsForgotten() {
        int held = 0;
        for (int seed = 0; seed < 20; seed++) {
            CardIndexTest all = new CardIndexTest();
            CardIndexTest withoutBooks = new CardIndexTest();
            for (BookHistory.Told one : BookHistory.of(seed)) {
                all.take(one);
                if (!ChapterId.isBookId(one.key())) {
                    withoutBooks.take(one);
                }
            }
            held += all.waiting().equals(withoutBooks.waiting()) ? 0 : 1;

            all.index.keys().stream().filter(ChapterId::isBookId).forEach(all.index::remove);

            assertThat(all.waiting()).as("seed %d", seed).isEqualTo(withoutBooks.waiting());
        }
        assertThat(held).isPositive();
    }

    private Set<ChapterId> waiting() {
        return ids(new CardQuery(new TreeSet<>(), Set.of(ChapterState.WAITING), false, 1000, null));
    }

    @Test
    void pagesTogetherAreEverythingOnce() {
        for (int seed = 0; seed < 20; seed++) {
            for (BookHistory.Told one : BookHistory.of(seed)) {
                take(new BookHistory.Told(one.source(), one.offset() + 1000L * seed, one.key(), one.value(), one.at()));
            }
        }
        List<CardQuery> queries = List.of(
                CardQuery.all(3),
                CardQuery.ofBook("book-1", 2),
                new CardQuery(new TreeSet<>(Set.of("book-0", "book-2")), Set.of(ChapterState.ACCEPTED), false, 2, null),
                new CardQuery(new TreeSet<>(), Set.of(ChapterState.ACCEPTED, ChapterState.WAITING), false, 1, null),
                new CardQuery(new TreeSet<>(), Set.of(), true, 2, null));
        for (CardQuery query : queries) {
            CardQuery whole = new CardQuery(query.books(), query.states(), query.needy(), 10_000, null);
            List<ChapterId> paged = new ArrayList<>();
            ChapterId after = null;
            List<ShownChapter> page;
            do {
                page = index.page(query, after, query.limit(), now);
                page.forEach(each -> paged.add(each.card().id()));
                after = page.isEmpty() ? null : paged.get(paged.size() - 1);
            } while (!page.isEmpty());

            assertThat(paged).isNotEmpty().containsExactlyElementsOf(ids(whole));
        }
    }

    @Test
    void aCursorThatWasChangedOrIsOfAnotherQuestionIsRefused() {
        CardQuery query = CardQuery.all(3);
        String cursor = Cursor.of(query.question(), "book/17");

        assertThat(Cursor.read(query.question(), cursor)).isEqualTo("book/17");
        List<String> wrong = new ArrayList<>(List.of("", "AAAA", "no cursor", cursor + "A", cursor.substring(1), "💥"));
        for (int at = 0; at < cursor.length(); at++) {
            char other = cursor.charAt(at) == 'A' ? 'B' : 'A';
            wrong.add(cursor.substring(0, at) + other + cursor.substring(at + 1));
        }
        for (String each : wrong) {
            assertThatThrownBy(() -> Cursor.read(query.question(), each))
                    .as(each)
                    .isInstanceOf(CursorException.class)
                    .hasMessageContaining("begin again");
        }
        assertThatThrownBy(() -> Cursor.read(CardQuery.ofBook("book", 3).question(), cursor))
                .isInstanceOf(CursorException.class);
    }
}
