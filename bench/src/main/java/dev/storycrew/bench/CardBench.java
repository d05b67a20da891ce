package dev.storycrew.bench;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPath;
import dev.storycrew.core.card.CardPlace;
import dev.storycrew.core.card.CardRequests;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.CardSpan;
import dev.storycrew.core.card.CardStep;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.card.Spent;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;

/** How long many cards take to read, how much memory they need, and how long a page takes. */
public final class CardBench {
    private static final int CHAPTERS_OF_A_BOOK = 40;
    private static final int PAGE = 50;
    private static final int PAGES_OF_A_KIND = 300;
    private static final long NOW = 1_764_446_400_000L;
    private static final long MINUTE = 60_000;
    private static final int WORDS = 450;
    /** How many records the partitions have that cards point into. */
    private static final int OFFSETS = 50_000;

    private static final int SPAN = 50;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Connection connection;
    private final int count;

    /** @param count how many chapters have cards */
    public CardBench(Connection connection, int count) {
        this.connection = connection;
        this.count = count;
    }

    /**
     * What was measured.
     *
     * @param topicBytes the cards' values on the topic
     * @param buildMillis from nothing to the first page
     * @param heapBytes what the store holds after a collection
     * @param tailRecords what had to be read beyond the cards
     */
    public record Result(
            int cards, long topicBytes, long buildMillis, long heapBytes, long tailRecords, List<PageTimes> pages) {
        public Result {
            pages = List.copyOf(pages);
        }
    }

    /**
     * Publishes the requests and their cards, as a ledger that is up to date would have. The other topics that cards are
     * made from get empty records, as many as cards say that there are.
     *
     * @param progress is told how many there are, from time to time
     * @return how many bytes the cards have
     */
    public long publish(LongConsumer progress) throws Exception {
        Topic<Card> topic = connection.topics().chapterCards();
        Topic<ChapterRequest> requests = connection.topics().chapterRequests();
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("compression.type", "zstd");
        settings.setProperty("linger.ms", "20");
        long[] ends = new long[connection.topics().partitions()];
        long bytes = 0;
        Random random = new Random(1);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < count; number++) {
                ChapterId id = new ChapterId(book(number), 1 + number % CHAPTERS_OF_A_BOOK);
                byte[] key = id.toString().getBytes(StandardCharsets.UTF_8);
                int partition = Utils.toPositive(Utils.murmur2(key)) % ends.length;
                producer.send(new ProducerRecord<>(
                        requests.name(), partition, key, connection.wire().encode(requests, request(id))));
                byte[] value = connection.wire().encode(topic, card(number, partition, ends[partition]++, random));
                bytes += value.length;
                producer.send(new ProducerRecord<>(topic.name(), key, value));
                if (number % 100 == 0) {
                    Card held = held(book(number));
                    producer.send(new ProducerRecord<>(
                            topic.name(),
                            held.key().getBytes(StandardCharsets.UTF_8),
                            connection.wire().encode(topic, held)));
                }
                if ((number + 1) % 100_000 == 0) {
                    progress.accept(number + 1L);
                }
            }
            fill(producer);
            producer.flush();
        }
        commit();
        return bytes;
    }

    private void fill(KafkaProducer<byte[], byte[]> producer) {
        CardSources.of(connection.topics()).forEach((source, topic) -> {
            for (int partition = 0;
                    source != CardSource.REQUESTS
                            && partition < connection.topics().partitions();
                    partition++) {
                for (int offset = 0; offset < OFFSETS; offset++) {
                    producer.send(new ProducerRecord<>(topic.name(), partition, null, null));
                }
            }
        });
    }

    /** The ledger has read all that there is. */
    private void commit() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        CardSources.of(connection.topics()).values().forEach(topic -> {
            for (int partition = 0; partition < connection.topics().partitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        });
        try (Admin admin = connection.admin()) {
            Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
            admin.listOffsets(ends)
                    .all()
                    .get()
                    .forEach((each, end) -> all.put(each, new OffsetAndMetadata(end.offset())));
            admin.alterConsumerGroupOffsets(connection.topics().prefix() + CardSources.SERVICE, all)
                    .all()
                    .get();
        }
    }

    /** Reads the cards and turns pages. */
    public Result measure(long topicBytes) {
        long before = heap();
        long began = System.nanoTime();
        Cards cards = Cards.read(connection, ServiceStatus.UNKNOWN, Duration.ofMinutes(15));
        cards.page(CardQuery.all(PAGE), NOW);
        long build = Math.round((System.nanoTime() - began) / NANOS_PER_MILLI);
        long heap = heap() - before;
        List<PageTimes> pages = new ArrayList<>();
        pages.add(follow("all, one page after the other", cards, page -> CardQuery.all(PAGE)));
        for (ChapterState state : ChapterState.values()) {
            pages.add(follow(
                    state.words(), cards, page -> new CardQuery(new TreeSet<>(), Set.of(state), false, PAGE, null)));
        }
        Random random = new Random(2);
        pages.add(each("a book", cards, page -> CardQuery.ofBook(book(random.nextInt(count)), PAGE)));
        pages.add(follow(
                "what needs a person", cards, page -> new CardQuery(new TreeSet<>(), Set.of(), true, PAGE, null)));
        pages.add(PageTimes.of(
                "books",
                PAGES_OF_A_KIND,
                page -> cards.books(PAGE, null, NOW).books().size()));
        pages.add(PageTimes.of(
                "totals",
                PAGES_OF_A_KIND,
                page -> cards.summary(CardQuery.all(PAGE), NOW).books() > 0 ? 1 : 0));
        Result result = new Result(
                cards.summary(CardQuery.all(1), NOW).counts().chapters(),
                topicBytes,
                build,
                heap,
                cards.tailRecords(),
                pages);
        cards.close();
        return result;
    }

    private static PageTimes follow(String kind, Cards cards, IntFunction<CardQuery> query) {
        String[] cursor = new String[1];
        return PageTimes.of(kind, PAGES_OF_A_KIND, page -> {
            CardPage read = cards.page(query.apply(page).after(cursor[0]), NOW);
            cursor[0] = read.next();
            return read.chapters().size();
        });
    }

    private static PageTimes each(String kind, Cards cards, IntFunction<CardQuery> query) {
        return PageTimes.of(
                kind,
                PAGES_OF_A_KIND,
                page -> cards.page(query.apply(page), NOW).chapters().size());
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Any book. */
    String anyBook(Random random) {
        return book(random.nextInt(count));
    }

    private static String book(int number) {
        return String.format(Locale.ROOT, "a-book-of-the-library-%06d", number / CHAPTERS_OF_A_BOOK);
    }

    private static BookCard held(String book) {
        OperatorCommand hold = OperatorCommand.of("h", OperatorCommand.Kind.HOLD, book, "it is too dark", "mia", NOW);
        return BookCard.blank(book)
                .after(
                        new CommandResult(hold, CommandResult.Verdict.DONE, "sequencer", "", 0, null, NOW),
                        new CardPlace(CardSource.COMMAND_RESULTS, 0, 1, NOW));
    }

    private static ChapterRequest request(ChapterId id) {
        BookFrame frame = new BookFrame(
                "The Light of " + id.bookId(),
                "mystery",
                "en",
                null,
                WORDS,
                BookFrame.DEFAULT_WORD_TOLERANCE,
                new Style(List.of("quiet"), "third_limited", List.of()));
        return Digests.request(
                new ChapterBrief(id, frame, title(id), "The lamp goes out.", List.of("Ida lights the lamp"), null),
                StoryBible.initial(List.of(), List.of(), null));
    }

    private static String title(ChapterId id) {
        return "The one in which the lamp goes out, part " + id.number();
    }

    /** Of each book the first chapters are done, the next is in any state, and the rest wait. */
    private static ChapterCard card(int number, int partition, long request, Random random) {
        ChapterId id = new ChapterId(book(number), 1 + number % CHAPTERS_OF_A_BOOK);
        int reached = 1 + (number / CHAPTERS_OF_A_BOOK * 7) % (CHAPTERS_OF_A_BOOK + 8);
        boolean done = id.number() < reached;
        boolean waits = id.number() > reached;
        int dice = random.nextInt(100);
        ChapterOutcome.Kind ended = done
                ? ChapterOutcome.Kind.ACCEPTED
                : waits
                        ? null
                        : dice < 20 ? ChapterOutcome.Kind.EXHAUSTED : dice < 30 ? ChapterOutcome.Kind.CANCELLED : null;
        boolean dead = !done && !waits && ended == null && dice < 50;
        boolean rejected = !done && !waits && ended == null && !dead && dice < 60;
        long at = NOW - (long) random.nextInt(60) * MINUTE;
        ProgressEvent.Kind last = ended != null
                ? ProgressEvent.Kind.ENDED
                : waits
                        ? ProgressEvent.Kind.REQUESTED
                        : dead ? ProgressEvent.Kind.GIVEN_UP : ProgressEvent.Kind.STARTED;
        ChapterProgress progress = rejected
                ? null
                : new ChapterProgress(
                        id,
                        last,
                        1,
                        waits ? 0 : random.nextInt(3),
                        waits ? null : Part.last().stage(),
                        at,
                        at,
                        ended,
                        ended == null ? 0 : at,
                        0,
                        dead ? new ChapterProgress.Waiting("storycrew.edit-3@" + number, at) : null,
                        null,
                        false,
                        false);
        List<CardStep> steps = new ArrayList<>();
        for (int attempt = 0; !waits && !rejected && attempt <= random.nextInt(4); attempt++) {
            steps.add(new CardStep(
                    1,
                    attempt,
                    attempt == 0 ? null : "WRITE_ONLY",
                    attempt == 0 ? null : Scope.SCENES,
                    false,
                    ended == null ? null : Integer.valueOf(700 + random.nextInt(200)),
                    false));
        }
        CardRequests requests = rejected
                ? new CardRequests(
                        List.of(),
                        List.of(),
                        new CardRequests.Rejection(
                                "storycrew.chapter-requests-" + partition + "@" + request, "title: must not be blank"))
                : new CardRequests(List.of(request), List.of(), null);
        List<CardSpan> spans = new ArrayList<>();
        for (CardSource source : waits || rejected ? List.of(CardSource.REQUESTS) : List.of(CardSource.values())) {
            long first = random.nextInt(OFFSETS - SPAN);
            spans.add(
                    source == CardSource.REQUESTS
                            ? new CardSpan(source, partition, request, request)
                            : new CardSpan(source, number % 4, first, first + random.nextInt(SPAN)));
        }
        Savings.Amount some = new Savings.Amount(new Money(random.nextInt(1_000_000_000)), random.nextInt(40_000));
        return new ChapterCard(
                id,
                title(id),
                progress,
                waits || rejected
                        ? null
                        : new ChapterCard.LastRun(Part.last().stage(), 1, Math.max(0, steps.size() - 1)),
                Math.max(0, steps.size() - 1),
                requests,
                new CardPath(steps, 0, ended == null || steps.isEmpty() ? null : 850),
                new Spent(
                        random.nextInt(100_000),
                        random.nextInt(50_000),
                        random.nextInt(20_000),
                        30_000_000,
                        true,
                        false),
                steps.size() > 1 ? new Savings(some, some) : Savings.none(),
                spans,
                at - MINUTE,
                at);
    }
}
