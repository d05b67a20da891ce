package dev.storycrew.history.cards;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.CardSpan;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.codec.CardFold;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.CardSources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where every chapter stands, from the ledger's cards: exact as of when it was {@linkplain #read read}, whether the ledger
 * is up to date, behind, not running, or never was.
 *
 * <p>Whatever the ledger's group has committed is in its cards, by the same transaction. So the offsets are asked for first,
 * then the cards are read, then what the topics hold beyond those offsets, and folded by the same function. With a ledger
 * that is up to date that is nothing; without one it is the whole history. It is so too where the commits promise more than
 * there is: for lack of any card, or since a topic was made anew.
 *
 * <pre>{@code
 * Cards cards = Cards.read(connection, surroundings, settings.stuckAfter());
 * CardPage page = cards.page(CardQuery.all(50), System.currentTimeMillis());
 * while (page.next() != null) {
 *     page = cards.page(CardQuery.all(50).after(page.next()), System.currentTimeMillis());
 * }
 * }</pre>
 *
 * <p>With {@link #follow} it stays up to date until it is closed. Safe for use by many threads.
 */
public final class Cards implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

    private static final String BOOKS = "books 1";
    private static final int TITLES_AT_ONCE = 10_000;

    /** Any service that is asked about: whoever caches answers asks about all of them at once. */
    private static final String ANY_SERVICE = "router";

    private final Connection connection;
    private final ServiceStatus around;
    private final Map<String, CardSource> sources = new HashMap<>();
    private final Map<CardSource, String> names = new EnumMap<>(CardSource.class);
    private final Predicate<String> keys;
    /** The only partition that is read; null for all. */
    private final @Nullable Integer partition;

    private final CardBytes bytes;
    private final CardIndex index;
    private final List<Thread> following = new ArrayList<>();
    /** The partitions of the cards' topic that have any. */
    private final Set<Integer> withCards = new HashSet<>();
    /** The last offset of each partition that is on any card of the ledger. */
    private final Map<TopicPartition, Long> known = new HashMap<>();

    private final FoldedRuns runs = new FoldedRuns(FoldedRuns.USUAL);

    private @Nullable TopicReader cardReader;
    private @Nullable TopicReader tailReader;
    private volatile Consumer<String> changes = key -> {};
    private long cardRecords;
    private long tailRecords;
    /** Why it no longer follows; null while it does. */
    private volatile @Nullable Throwable stopped;

    /** Whether the topics are folded at the same time as the ledger's cards come. */
    private volatile boolean followed;

    private volatile boolean closing;

    private Cards(
            Connection connection,
            ServiceStatus around,
            Duration stuckAfter,
            Predicate<String> keys,
            @Nullable Integer partition) {
        this.connection = connection;
        this.around = around;
        this.keys = keys;
        this.partition = partition;
        CardSources.of(connection.topics()).forEach((source, topic) -> {
            sources.put(topic.name(), source);
            names.put(source, topic.name());
        });
        this.bytes = new CardBytes(connection.wire(), connection.topics().chapterCards());
        this.index = new CardIndex(bytes, around, stuckAfter);
    }

    /**
     * Reads all cards.
     *
     * @param around what is known about the services; asked whenever chapters are shown
     * @param stuckAfter how long a chapter may stand still
     * @throws KafkaException when the broker is out of reach
     */
    public static Cards read(Connection connection, ServiceStatus around, Duration stuckAfter) {
        return read(connection, around, stuckAfter, Set.of());
    }

    /**
     * The same for some books.
     *
     * @param books their ids; empty for all
     */
    public static Cards read(Connection connection, ServiceStatus around, Duration stuckAfter, Set<String> books) {
        Cards cards =
                new Cards(connection, around, stuckAfter, key -> books.isEmpty() || books.contains(bookOf(key)), null);
        cards.read();
        return cards;
    }

    /**
     * As the ledger has them: where it has committed what its cards lack, they lack it here too.
     *
     * @param books their ids; empty for all
     */
    public static Cards asKept(Connection connection, Set<String> books) {
        Cards cards = new Cards(
                connection,
                ServiceStatus.UNKNOWN,
                Duration.ZERO,
                key -> books.isEmpty() || books.contains(bookOf(key)),
                null);
        try (Admin admin = connection.admin()) {
            Map<TopicPartition, Long> committed = cards.committed(admin);
            cards.readCards(admin);
            cards.readTail(beyond(committed, Set.of()), admin);
        }
        return cards;
    }

    /**
     * The same from the topics alone, as if the ledger had made none, and up to where these were read: so what is
     * compared does not move.
     */
    public Cards fromTopics() {
        Cards cards = new Cards(connection, ServiceStatus.UNKNOWN, Duration.ZERO, keys, partition);
        Map<TopicPartition, StartPosition.Range> all = new HashMap<>();
        Objects.requireNonNull(tailReader, "read() comes first")
                .ends()
                .forEach((each, end) -> all.put(each, new StartPosition.Range(0, end)));
        try (Admin admin = connection.admin()) {
            cards.readTail(all, admin);
        }
        return cards;
    }

    /** Tells of a card whether the topics still hold all its records, as of now. */
    public Predicate<Card> kept() {
        Map<TopicPartition, Long> oldest;
        try (Admin admin = connection.admin()) {
            oldest = offsets(admin, partitions(admin), OffsetSpec.earliest());
        }
        return card -> card.spans().stream()
                .allMatch(span -> span.first() >= oldest.getOrDefault(place(span), Long.MAX_VALUE));
    }

    /**
     * The card of one chapter, from its own partition.
     *
     * @return null if nothing shows that the chapter exists
     * @throws KafkaException when the broker is out of reach
     */
    public static @Nullable ChapterCard read(Connection connection, ChapterId id) {
        String key = id.toString();
        Cards cards =
                new Cards(connection, ServiceStatus.UNKNOWN, Duration.ZERO, key::equals, partitionOf(connection, key));
        cards.read();
        return (ChapterCard) cards.index.card(key);
    }

    /** Where all records of a key are; null where topics differ in their partitions. */
    private static @Nullable Integer partitionOf(Connection connection, String key) {
        List<String> names =
                new ArrayList<>(List.of(connection.topics().chapterCards().name()));
        CardSources.of(connection.topics()).values().forEach(topic -> names.add(topic.name()));
        try (Admin admin = connection.admin()) {
            Set<String> there = Answers.await(admin.listTopics().names());
            Set<Integer> counts = new HashSet<>();
            Answers.await(admin.describeTopics(
                                    names.stream().filter(there::contains).toList())
                            .allTopicNames())
                    .values()
                    .forEach(described -> counts.add(described.partitions().size()));
            return counts.size() == 1
                    ? Integer.valueOf(Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8)))
                            % counts.iterator().next())
                    : null;
        }
    }

    private void read() {
        try (Admin admin = connection.admin()) {
            Map<TopicPartition, Long> committed = committed(admin);
            readCards(admin);
            readTail(beyond(committed, inDoubt(admin, committed)), admin);
        }
    }

    private void readCards(Admin admin) {
        TopicReader ofCards = TopicReader.open(
                connection,
                new ReadPlan(List.of(connection.topics().chapterCards()), StartPosition.beginning(), null, partition),
                admin);
        ofCards.forEach(this::takeCard);
        cardReader = ofCards;
    }

    private void readTail(Map<TopicPartition, StartPosition.Range> beyond, Admin admin) {
        TopicReader ofTail = TopicReader.open(
                connection,
                new ReadPlan(
                        List.copyOf(CardSources.of(connection.topics()).values()),
                        new StartPosition.Within(beyond),
                        null,
                        partition),
                admin);
        ofTail.forEach(this::takeRecord);
        tailReader = ofTail;
        runs.clear();
    }

    /** What the ledger's group has not committed; everything in partitions of which its cards do not tell. */
    private static Map<TopicPartition, StartPosition.Range> beyond(
            Map<TopicPartition, Long> committed, Set<Integer> inDoubt) {
        Map<TopicPartition, StartPosition.Range> beyond = new HashMap<>();
        committed.forEach((each, offset) ->
                beyond.put(each, StartPosition.Range.from(inDoubt.contains(each.partition()) ? 0 : offset)));
        return beyond;
    }

    /**
     * The partitions that the ledger may have committed more of than there is on cards: their cards are gone with their
     * topic, or a topic that they were made from was made anew. Cards of such a topic are left out.
     */
    private Set<Integer> inDoubt(Admin admin, Map<TopicPartition, Long> committed) {
        Set<TopicPartition> anew = new HashSet<>();
        offsets(admin, committed.keySet(), OffsetSpec.latest()).forEach((each, end) -> {
            if (committed.getOrDefault(each, 0L) > end || known.getOrDefault(each, -1L) >= end) {
                anew.add(each);
            }
        });
        Set<Integer> inDoubt = new HashSet<>();
        committed.keySet().forEach(each -> {
            if (anew.contains(each) || !withCards.contains(each.partition())) {
                inDoubt.add(each.partition());
            }
        });
        if (!anew.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("event", "topic_made_anew")
                    .addKeyValue("partitions", anew)
                    .log("Reading without the cards of a topic that was recreated: rebuild the cards too");
            for (String key : index.keys()) {
                Set<TopicPartition> places = places(index.card(key));
                if (!Collections.disjoint(places, anew)) {
                    index.remove(key);
                    places.forEach(each -> inDoubt.add(each.partition()));
                }
            }
        }
        return inDoubt;
    }

    private Set<TopicPartition> places(@Nullable Card card) {
        Set<TopicPartition> places = new HashSet<>();
        if (card != null) {
            card.spans().forEach(span -> places.add(place(span)));
        }
        return places;
    }

    private TopicPartition place(CardSpan span) {
        return new TopicPartition(Objects.requireNonNull(names.get(span.source())), span.partition());
    }

    /** What the ledger's group has committed of each partition; 0 if nothing. */
    private Map<TopicPartition, Long> committed(Admin admin) {
        Map<TopicPartition, OffsetAndMetadata> committed = commits(admin);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition each : partitions(admin)) {
            OffsetAndMetadata offset = committed.get(each);
            offsets.put(each, offset == null ? 0 : offset.offset());
        }
        return offsets;
    }

    private Map<TopicPartition, OffsetAndMetadata> commits(Admin admin) {
        String group = connection.topics().prefix() + CardSources.SERVICE;
        try {
            return Answers.await(
                    admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                            .partitionsToOffsetAndMetadata(),
                    "DESCRIBE",
                    "group " + group);
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    private List<TopicPartition> partitions(Admin admin) {
        Set<String> there = Answers.await(admin.listTopics().names());
        List<String> read = sources.keySet().stream().filter(there::contains).toList();
        List<TopicPartition> partitions = new ArrayList<>();
        Answers.await(admin.describeTopics(read).allTopicNames())
                .forEach((topic, described) -> described.partitions().stream()
                        .filter(each -> partition == null || each.partition() == partition)
                        .forEach(each -> partitions.add(new TopicPartition(topic, each.partition()))));
        return partitions;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(each -> wanted.put(each, which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        Answers.await(admin.listOffsets(wanted).all(), "READ", "topics " + wanted.keySet())
                .forEach((each, found) -> offsets.put(each, found.offset()));
        return offsets;
    }

    /**
     * Stays up to date from here on, in threads of its own, until it is closed: with the topics themselves, so without
     * waiting for the ledger, whose cards bring what only it knows.
     */
    public Cards follow() {
        return follow(value -> {});
    }

    /**
     * The same, telling of each record that the topics get from here on.
     *
     * @param heard takes its value, on a thread of this class, before the chapter's card shows it
     */
    public synchronized Cards follow(Consumer<Object> heard) {
        TopicReader ofCards = Objects.requireNonNull(cardReader, "read() comes first");
        TopicReader ofTail = Objects.requireNonNull(tailReader, "read() comes first");
        if (following.isEmpty()) {
            followed = true;
            following.add(started("cards-follower", () -> ofCards.follow(this::takeCard)));
            following.add(started(
                    "cards-tail",
                    () -> ofTail.follow(read -> {
                        tell(read, heard);
                        takeRecord(read);
                    })));
        }
        return this;
    }

    private Thread started(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) {
                        if (!closing) {
                            stopped = e;
                            LOG.atError()
                                    .addKeyValue("event", "cards_stopped")
                                    .setCause(e)
                                    .log("Cards are no longer followed");
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** True while it follows. */
    public boolean isFollowing() {
        return followed && !closing && stopped == null;
    }

    /**
     * Makes sure that it still follows.
     *
     * @throws KafkaException if it has stopped
     */
    public void requireFollowing() {
        Throwable cause = stopped;
        if (cause != null) {
            throw new KafkaException("the cards can no longer be read: " + cause.getMessage(), cause);
        }
    }

    /** Stops following; what is known stays. */
    @Override
    public synchronized void close() {
        closing = true;
        following.forEach(Thread::interrupt);
        for (Thread thread : following) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        following.clear();
    }

    /**
     * Tells, from here on, which cards have changed.
     *
     * @param listener is given the key of a chapter or a book, by several threads; it must be quick
     */
    public void onChange(Consumer<String> listener) {
        changes = listener;
    }

    private void takeCard(TopicRecord read) {
        String key = read.key();
        byte[] value = read.value();
        Card blank = CardFold.blank(key);
        if (blank != null && value != null) {
            withCards.add(read.partition());
        }
        if (key != null && !keys.test(key)) {
            return;
        }
        if (key == null || blank == null) {
            skipped(read, "its key is neither a chapter's id nor a book's", null);
            return;
        }
        if (takeCard(key, value, read)) {
            changes.accept(key);
        }
    }

    /** Takes a card of the ledger. @return whether it says something else than what was known */
    private boolean takeCard(String key, byte @Nullable [] value, TopicRecord read) {
        synchronized (index) {
            cardRecords++;
            if (value == null) {
                index.remove(key);
                return true;
            }
            try {
                Card card = bytes.ofTopic(value);
                if (!card.key().equals(key)) {
                    skipped(read, "it is the card of " + card.key(), null);
                    return false;
                }
                if (followed) {
                    return index.offer(card, value);
                }
                index.put(card, value); // A later one is the ledger's last word.
                card.spans().forEach(span -> known.merge(place(span), span.last(), Math::max));
                return true;
            } catch (UndecodableException e) {
                skipped(read, e.getMessage(), e);
                return false;
            }
        }
    }

    private void takeRecord(TopicRecord read) {
        String key = fold(read);
        if (key != null) {
            changes.accept(key);
        }
    }

    /** Takes a record into its card. @return the card's key; null if it has not changed */
    private @Nullable String fold(TopicRecord read) {
        byte[] value = read.value();
        CardSource source = Objects.requireNonNull(sources.get(read.topic().name()));
        Card blank = CardFold.blank(read.key());
        synchronized (index) {
            tailRecords++;
            if (value == null || blank == null || !keys.test(blank.key())) {
                return null;
            }
            Card card = index.card(blank.key());
            CardPlace place = new CardPlace(source, read.partition(), read.offset(), read.timestamp());
            if (card != null && card.knows(place)) {
                return null;
            }
            try {
                Object decoded = connection.wire().decode(read.topic(), value);
                Card before = card == null ? blank : card;
                index.put(runs.after(before, CardFold.taken(read.key(), decoded), place));
                return blank.key();
            } catch (UndecodableException e) {
                skipped(read, e.getMessage(), e);
                return null;
            }
        }
    }

    private void tell(TopicRecord read, Consumer<Object> heard) {
        byte[] value = read.value();
        Card blank = value == null ? null : CardFold.blank(read.key());
        if (value == null || blank == null || !keys.test(blank.key())) {
            return;
        }
        try {
            heard.accept(connection.wire().decode(read.topic(), value));
        } catch (UndecodableException e) {
            // Whoever folds it says so.
        }
    }

    private static String bookOf(String key) {
        int slash = key.lastIndexOf('/');
        return slash < 0 ? key : key.substring(0, slash);
    }

    private static void skipped(TopicRecord read, @Nullable String why, @Nullable UndecodableException cause) {
        LOG.atWarn()
                .addKeyValue("event", "undecodable")
                .addKeyValue("position", read.position())
                .setCause(cause)
                .log("Skipping a record that cannot be read: {}", why);
    }

    /**
     * What a query is about, all its pages together; its limit and cursor do not count.
     *
     * @param now in milliseconds since the epoch
     */
    public CardSummary summary(CardQuery query, long now) {
        askAround();
        return index.summary(query, now);
    }

    /** What is known under a chapter's id or a book's; null if nothing is. */
    public @Nullable Card card(String key) {
        return index.card(key);
    }

    /** Hands over every card, those of books first. */
    public void forEach(Consumer<Card> sink) {
        index.keys().forEach(key -> {
            Card card = index.card(key);
            if (card != null) {
                sink.accept(card);
            }
        });
    }

    /** True if what a chapter's retries saved follows from its records and not only from the ledger's card. */
    public boolean knowsSavings(String key) {
        synchronized (index) {
            return !runs.isUnknown(key);
        }
    }

    /** True if there is a chapter of a book. */
    public boolean hasBook(String book) {
        return index.hasBook(book);
    }

    /**
     * The first chapters by id whose title has a text, in capitals or not.
     *
     * @param most how many
     */
    public List<ShownChapter> titled(String text, int most, long now) {
        TitleText searched = new TitleText(text);
        List<ChapterId> found = new ArrayList<>();
        ChapterId last = null;
        do {
            // In parts, so that what comes meanwhile can be taken.
            last = index.titled(searched, last, TITLES_AT_ONCE, found::add);
        } while (last != null && found.size() < most);
        askAround();
        return found.stream()
                .limit(most)
                .map(id -> index.chapter(id, now))
                .filter(Objects::nonNull)
                .toList();
    }

    /** How many chapters a book has, without a look at any. */
    public int chapters(String book) {
        int all = 0;
        for (ChapterState state : ChapterState.values()) {
            all += index.count(book, state);
        }
        return all;
    }

    /** How many chapters after one, of its book, wait or are held; without a look at any. */
    public int waitingAfter(ChapterId id) {
        return index.countAfter(id, ChapterState.WAITING) + index.countAfter(id, ChapterState.HELD);
    }

    /** The state of a chapter as it is shown, without a look at its card; null if nothing shows that it exists. */
    public @Nullable ChapterState state(ChapterId id) {
        return index.state(id);
    }

    /** The ids of all books with chapters. */
    public List<String> bookIds() {
        return index.bookIds();
    }

    /** What operators have decided about a book; null if nothing. */
    public @Nullable BookCard book(String book) {
        return (BookCard) index.card(book);
    }

    /**
     * A page of books.
     *
     * @param limit how many
     * @param cursor of the page before; null for the first page
     * @param now in milliseconds since the epoch
     * @throws CursorException if the cursor was changed, or belongs to something else
     */
    public BookPage books(int limit, @Nullable String cursor, long now) {
        askAround();
        List<BookLine> found = index.books(cursor == null ? null : Cursor.read(BOOKS, cursor), limit + 1, now);
        if (found.size() <= limit) {
            return new BookPage(found, null);
        }
        return new BookPage(
                found.subList(0, limit), Cursor.of(BOOKS, found.get(limit - 1).book()));
    }

    /**
     * A page of chapters.
     *
     * @param now in milliseconds since the epoch
     * @throws CursorException if the cursor was changed, or belongs to another query
     */
    public CardPage page(CardQuery query, long now) {
        askAround();
        String cursor = query.after();
        ChapterId after = cursor == null ? null : ChapterId.parse(Cursor.read(query.question(), cursor));
        List<ShownChapter> found = index.page(query, after, query.limit() + 1, now);
        if (found.size() <= query.limit()) {
            return new CardPage(found, null);
        }
        List<ShownChapter> page = found.subList(0, query.limit());
        return new CardPage(
                page,
                Cursor.of(query.question(), page.get(page.size() - 1).card().key()));
    }

    /** A chapter; null if nothing shows that it exists. */
    public @Nullable ShownChapter chapter(ChapterId id, long now) {
        askAround();
        return index.chapter(id, now);
    }

    /** While the index is locked nothing is taken, so nobody should wait for the broker then. */
    private void askAround() {
        around.processes(ANY_SERVICE);
    }

    /** How many records of cards were read so far. */
    public long cardRecords() {
        synchronized (index) {
            return cardRecords;
        }
    }

    /** How many records were read so far because they were not in the cards yet. */
    public long tailRecords() {
        synchronized (index) {
            return tailRecords;
        }
    }
}
