package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.audit.card.CardAudit;
import dev.storycrew.audit.card.CardAuditReport;
import dev.storycrew.audit.trail.Timeline;
import dev.storycrew.audit.trail.TimelineBuilder;
import dev.storycrew.audit.trail.TrailSource;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.bench.faults.check.LedgerCheck;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.schemas.codec.Digests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cards of a history in which operators step in, on a real broker: before a ledger was there, with it, and behind it. */
@Tag("long")
class OperatedCardsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static History history;
    private static Connection connection;
    private static SortedMap<ChapterId, ChapterCard> withoutLedger;
    private static Cards withLedger;
    private static long wholeHistory;

    /** The history has no ledger: one that comes later, or is new in an upgraded cluster, finds all of it. */
    @BeforeAll
    static void make() throws Exception {
        history = History.operated(folder, 2);
        connection = history.connection();
        Cards before = read();
        withoutLedger = cards(before);
        wholeHistory = before.tailRecords();
        assertThat(before.cardRecords()).isZero();
        Config usual = HistoryMaker.config(folder);
        try (Services ledger = new Services(connection, usual, new Models(usual), "one", folder.resolve("state"))) {
            ledger.startLedger();
            await().atMost(PATIENCE).until(() -> read().tailRecords() == 0);
        }
        withLedger = read();
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    @Test
    void aLedgerThatComesLaterGivesTheCardsOfTheWholeHistoryAndNothingElseIsRead() {
        assertThat(wholeHistory).isPositive();
        assertThat(withLedger.tailRecords()).isZero();
        assertThat(withLedger.cardRecords()).isPositive();
        assertThat(cards(withLedger)).isEqualTo(withoutLedger).isNotEmpty();
        assertThat(withoutLedger.values())
                .anySatisfy(card -> assertThat(card.saved().comparable()).isTrue())
                .anySatisfy(card -> assertThat(card.path().bestHundredths()).isNotNull());
    }

    @Test
    void whatALedgerThatDoesNotRunHasNotSeenIsReadFromTheTopics() throws Exception {
        ChapterId id = new ChapterId("after-the-ledger", 1);
        try (Cards following = read().follow()) {
            request(id);

            Cards cards = read();
            assertThat(cards.tailRecords()).isBetween(1L, 3L);
            assertThat(cards.chapter(id, System.currentTimeMillis()))
                    .isNotNull()
                    .satisfies(shown -> assertThat(shown.state()).isEqualTo(ChapterState.WAITING));
            assertThat(Cards.read(connection, id)).isNotNull();
            await().atMost(PATIENCE).until(() -> following.chapter(id, System.currentTimeMillis()) != null);
            following.requireFollowing();
        }
    }

    @Test
    void aChaptersTimelineIsTheSameFromItsPlacesAndFromWholeTopics() {
        List<ChapterId> all = new ArrayList<>(withoutLedger.keySet());
        assertThat(all).hasSizeGreaterThan(3);
        for (ChapterId id : all) {
            TimelineBuilder sought = new TimelineBuilder(id);
            TimelineBuilder whole = new TimelineBuilder(id);
            TrailSource source = new TrailSource(connection);
            source.ofChapter(id, TimelineBuilder.topics(connection.topics()), sought::take);
            source.ofChapterInWholeTopics(id, TimelineBuilder.topics(connection.topics()), whole::take);

            Timeline expected = whole.build();
            assertThat(sought.build()).as(id.toString()).isEqualTo(expected);
            assertThat(expected.isEmpty()).isFalse();
        }
    }

    @Test
    void aCardThatWasChangedIsFoundAndNamed() throws Exception {
        assertThat(new CardAudit(connection).run(Set.of()).differences()).isEmpty();
        ChapterCard right = withoutLedger.values().stream()
                .filter(card -> card.retries() > 0)
                .findFirst()
                .orElseThrow();
        publish(new ChapterCard(
                right.id(),
                right.title(),
                right.progress(),
                right.last(),
                right.retries() + 1,
                right.requests(),
                right.path(),
                right.spent(),
                right.saved(),
                right.spans(),
                right.firstAt(),
                right.changedAt()));
        try {
            CardAuditReport report = new CardAudit(connection).run(Set.of());

            assertThat(report.differences())
                    .containsExactly("card " + right.key() + ": retries is " + (right.retries() + 1) + ", expected "
                            + right.retries());
            assertThat(report.agreeing()).isPositive();
            assertThat(new LedgerCheck(connection, Duration.ZERO).finding().violations())
                    .containsAll(report.differences());
        } finally {
            publish(right);
        }
    }

    @Test
    void whatIsNoCardIsSkipped() throws Exception {
        String topic = connection.topics().chapterCards().name();
        ChapterCard some = withoutLedger.values().iterator().next();
        byte[] card = connection.wire().encode(connection.topics().chapterCards(), some);
        try (Cards following = read().follow()) {
            for (String key : new String[] {
                "no chapter's key",
                "book/0",
                some.id().bookId() + "/0" + some.id().number()
            }) {
                send(topic, key, null);
                send(topic, key, card);
            }
            send(topic, "another/1", card);
            send(topic, some.key(), new byte[] {1, 2, 3});
            send(topic, some.key(), new byte[0]);
            ChapterId last = new ChapterId("after-what-is-no-card", 1);
            publish(ChapterCard.blank(last));

            assertThat(cards(read())).containsAllEntriesOf(withoutLedger);
            await().atMost(PATIENCE).until(() -> following.card(last.toString()) != null);
            following.requireFollowing();
            assertThat(cards(following)).containsAllEntriesOf(withoutLedger);
            send(topic, last.toString(), null);
            publish(some);
        }
    }

    @Test
    void aCardIsSmall() {
        List<Integer> sizes = new ArrayList<>();
        EventReader.open(connection, ReadPlan.all(List.of(connection.topics().chapterCards())))
                .forEach(event -> sizes.add(
                        connection.wire().encode(connection.topics().chapterCards(), (Card) event.value()).length));

        assertThat(sizes).isNotEmpty().allMatch(size -> size < 1024);
    }

    private static Cards read() {
        return Cards.read(connection, ServiceStatus.UNKNOWN, Duration.ofMinutes(15));
    }

    private static SortedMap<ChapterId, ChapterCard> cards(Cards cards) {
        SortedMap<ChapterId, ChapterCard> all = new TreeMap<>();
        CardPage page = cards.page(CardQuery.all(2), 0);
        page.chapters().forEach(shown -> all.put(shown.card().id(), shown.card()));
        while (page.next() != null) {
            page = cards.page(CardQuery.all(2).after(page.next()), 0);
            page.chapters().forEach(shown -> all.put(shown.card().id(), shown.card()));
        }
        return all;
    }

    private static void publish(Card card) throws Exception {
        send(
                connection.topics().chapterCards().name(),
                card.key(),
                connection.wire().encode(connection.topics().chapterCards(), card));
    }

    private static void send(String topic, String key, byte @Nullable [] value) throws Exception {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private static void request(ChapterId id) throws Exception {
        ChapterRequest known = (ChapterRequest) first(connection);
        ChapterBrief brief = known.brief();
        ChapterRequest request = Digests.request(
                new ChapterBrief(id, brief.book(), brief.title(), brief.summary(), brief.goals(), brief.hook()),
                known.bible());
        send(
                connection.topics().chapterRequests().name(),
                id.toString(),
                connection.wire().encode(connection.topics().chapterRequests(), request));
    }

    private static Object first(Connection of) {
        List<Object> all = new ArrayList<>();
        EventReader.open(of, ReadPlan.all(List.of(of.topics().chapterRequests())))
                .forEach(event -> all.add(event.value()));
        return all.get(0);
    }
}
