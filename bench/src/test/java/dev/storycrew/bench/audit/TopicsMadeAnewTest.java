package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.audit.card.CardAudit;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readers and audits of cards make of topics that are deleted and made again, and of cards that are gone. */
@Tag("long")
class TopicsMadeAnewTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int CHAPTERS = 6;

    @TempDir
    private Path folder;

    private EmbeddedCluster cluster;
    private Connection connection;
    private List<ChapterRequest> requests;

    @BeforeEach
    void requestAndMakeCards() throws Exception {
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), TopicCatalogue.DEFAULT_PREFIX, 0, 0);
        connection = cluster.connection();
        requests = HistoryMaker.requests(CHAPTERS);
        Submission.publish(connection, requests);
        runLedgerUntilNothingIsLeft();
        assertThat(chapters(read())).hasSize(CHAPTERS);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void withoutTheirTopicCardsAreFoldedAnewAndTheLedgerWritesThemOutAgain() throws Exception {
        List<ChapterCard> before = chapters(read());

        makeAnew(connection.topics().chapterCards());

        Cards without = read();
        assertThat(without.cardRecords()).isZero();
        assertThat(chapters(without)).isEqualTo(before);
        assertThat(Cards.read(connection, before.get(0).id())).isEqualTo(before.get(0));
        assertThat(new CardAudit(connection).run(Set.of()).differences()).hasSize(CHAPTERS);

        runLedgerUntilNothingIsLeft();

        assertThat(chapters(read())).isEqualTo(before);
        assertThat(new CardAudit(connection).run(Set.of()).differences()).isEmpty();
    }

    @Test
    void cardsOfATopicThatWasMadeAnewAreNotBelieved() throws Exception {
        ChapterId old = chapters(read()).get(0).id();
        makeAnew(connection.topics().chapterRequests());
        assertThat(chapters(read())).isEmpty();
        assertThat(Cards.read(connection, old)).isNull();

        Submission.publish(connection, requests.subList(1, 3));

        List<ChapterId> ids = new ArrayList<>();
        requests.subList(1, 3).forEach(request -> ids.add(request.brief().id()));
        assertThat(chapters(read())).extracting(ChapterCard::id).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(new CardAudit(connection).run(Set.of()).clean()).isFalse();
    }

    @Test
    void anAuditNamesACardThatIsMissingOneThatIsBehindAndOneThatNothingIsAbout() throws Exception {
        List<ChapterCard> cards = chapters(read());
        ChapterCard missing = cards.get(0);
        ChapterCard behind = cards.get(1);
        ChapterId unknown = new ChapterId("nobody-asked-for", 1);
        send(missing.key(), null);
        send(behind.key(), ChapterCard.blank(behind.id()));
        send(unknown.toString(), ChapterCard.blank(unknown));

        assertThat(new CardAudit(connection).run(Set.of()).differences())
                .hasSize(3)
                .contains(
                        "card " + missing.key() + ": it is missing, but its records are in the topics",
                        "card " + unknown + ": no record in the topics is about it")
                .anyMatch(difference -> difference.startsWith(
                        "card " + behind.key() + ": places of its records is [], expected [requests-"));
    }

    @Test
    void aCardIsNotCheckedOnceRecordsBehindItAreGone() throws Exception {
        String topic = connection.topics().chapterRequests().name();
        try (Admin admin = connection.admin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .partitions()
                    .forEach(each ->
                            all.put(new TopicPartition(topic, each.partition()), RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        }

        assertThat(chapters(read())).hasSize(CHAPTERS);
        assertThat(new CardAudit(connection).run(Set.of())).satisfies(report -> {
            assertThat(report.differences()).isEmpty();
            assertThat(report.unknown()).isEqualTo(CHAPTERS);
        });
    }

    private void runLedgerUntilNothingIsLeft() throws Exception {
        Config usual = HistoryMaker.config(folder);
        try (Services ledger = new Services(connection, usual, new Models(usual), "one", folder.resolve("state"))) {
            ledger.startLedger();
            await().atMost(PATIENCE).until(() -> read().tailRecords() == 0);
        }
    }

    private Cards read() {
        return Cards.read(connection, ServiceStatus.UNKNOWN, Duration.ofMinutes(15));
    }

    private static List<ChapterCard> chapters(Cards cards) {
        List<ChapterCard> all = new ArrayList<>();
        cards.forEach(card -> all.add((ChapterCard) card));
        return all;
    }

    private void makeAnew(Topic<?> topic) throws Exception {
        try (Admin admin = connection.admin()) {
            admin.deleteTopics(List.of(topic.name())).all().get();
            await().atMost(PATIENCE)
                    .until(() -> !admin.listTopics().names().get().contains(topic.name()));
        }
        assertThat(RealCluster.createTopics(connection)).containsExactly(topic.name());
    }

    private void send(String key, @Nullable Card card) throws Exception {
        Topic<Card> topic = connection.topics().chapterCards();
        byte[] value = card == null ? null : connection.wire().encode(topic, card);
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }
}
