package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two routers and two sequencers on a real broker with four partitions; the stages are played by the test, which hands
 * every result in twice, as a runtime's open window may.
 */
@Tag("long")
@Tag("containers")
class TwoInstancesTest {
    private static final int BOOKS = 6;
    private static final int CHAPTERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Random random = new Random(42);

    @Test
    void everyChapterEndsOnceInOrderAndOneInstanceMayLeave() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            for (String instance : List.of("one", "two")) {
                cluster.start(
                        "router",
                        instance,
                        RouterTopology.build(cluster.topics, cluster.wire, RouterSettings.defaults()));
                cluster.start(
                        "sequencer",
                        instance,
                        SequencerTopology.build(cluster.topics, cluster.wire, OnFailure.CONTINUE));
            }
            playTheStages(cluster);
            check(cluster);
        }
    }

    @Test
    void aBibleLargerThanABrokersUsualRecordPassesThroughItsInternalTopics() throws Exception {
        int bytes = 1_600_000;
        StringBuilder facts = new StringBuilder();
        while (facts.length() < bytes) {
            // So many different characters that compression does not bring it below the usual limit.
            facts.append((char) (' ' + random.nextInt(95)));
        }
        StoryBible large = StoryBible.initial(List.of(), List.of(facts.toString()), null);
        try (TestCluster cluster = new TestCluster(folder)) {
            cluster.start("sequencer", "one", SequencerTopology.build(cluster.topics, cluster.wire, OnFailure.HOLD));
            for (int number = 1; number <= 2; number++) {
                var request = SampleChapters.request("book", number);
                cluster.send(cluster.topics.chapterRequests(), request.brief().id(), request);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(cluster.read(cluster.topics.stage(Stage.PLAN)))
                            .hasSize(1));
            // A request may not be so large; what models add to a bible may make it so.
            cluster.send(
                    cluster.topics.chapters(),
                    new ChapterId("book", 1),
                    SampleChapters.outcome(
                            SampleChapters.request("book", 1),
                            1,
                            ChapterOutcome.Kind.ACCEPTED,
                            null,
                            large,
                            List.of(),
                            2));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(cluster.read(cluster.topics.stage(Stage.PLAN)))
                            .anySatisfy(started -> assertThat(started.bible()).isEqualTo(large)));
            assertThat(internalTopicLimits(cluster.kafka))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .allSatisfy(limit ->
                            assertThat(limit).isEqualTo(Integer.toString(TopicCatalogue.MAX_DEAD_LETTER_BYTES)));
        }
    }

    /** The embedded broker's own limit is a large one already; other brokers' is not. */
    private static List<String> internalTopicLimits(Map<String, String> kafka) throws Exception {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            List<ConfigResource> internal = admin.listTopics().names().get().stream()
                    .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            return admin.describeConfigs(internal).all().get().values().stream()
                    .map(config -> config.get("max.message.bytes").value())
                    .toList();
        }
    }

    private void playTheStages(TestCluster cluster) {
        List<ChapterId> wanted = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = cluster.consumer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                partitions.addAll(cluster.partitions(cluster.topics.stage(stage)));
            }
            partitions.addAll(cluster.partitions(cluster.topics.chapters()));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int book = 1; book <= BOOKS; book++) {
                for (int chapter = CHAPTERS; chapter >= 1; chapter--) {
                    var request = SampleChapters.request("book-" + book, chapter);
                    wanted.add(request.brief().id());
                    cluster.send(
                            cluster.topics.chapterRequests(), request.brief().id(), request);
                }
            }
            int[] ended = {0};
            boolean[] left = {false};
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(50))) {
                    if (found.topic().equals(cluster.topics.chapters().name())) {
                        ended[0]++;
                    } else {
                        play(
                                cluster,
                                cluster.wire.decode(cluster.topics.stage(Stage.PLAN), found.value()),
                                found.topic());
                    }
                }
                if (ended[0] >= BOOKS && !left[0]) {
                    left[0] = true;
                    cluster.services.remove(0).close();
                    cluster.services.remove(0).close();
                }
                return ended[0] >= wanted.size();
            });
        }
    }

    private void play(TestCluster cluster, ChapterEnvelope taken, String topic) {
        boolean bible = topic.equals(cluster.topics.stage(Stage.BIBLE).name());
        ChapterEnvelope result = bible ? SampleChapters.withBible(taken) : SampleChapters.judged(taken, issues());
        Topic<ChapterEnvelope> to = bible ? cluster.topics.bibleResults() : cluster.topics.judgeResults();
        cluster.send(to, result.id(), result);
        cluster.send(to, result.id(), result);
    }

    private List<Issue> issues() {
        return switch (random.nextInt(4)) {
            case 0 -> List.of(SampleChapters.issue("hook", "scene 4"), SampleChapters.issue("prose", "scene 1"));
            case 1 -> List.of(SampleChapters.issue("structure", null));
            default -> List.of();
        };
    }

    private void check(TestCluster cluster) {
        List<ChapterOutcome> outcomes = cluster.read(cluster.topics.chapters());
        assertThat(outcomes)
                .extracting(ChapterOutcome::chapter)
                .doesNotHaveDuplicates()
                .hasSize(BOOKS * CHAPTERS);
        Map<ChapterId, ChapterOutcome> byChapter =
                outcomes.stream().collect(Collectors.toMap(ChapterOutcome::chapter, Function.identity()));
        byChapter.forEach((id, outcome) -> {
            assertThat(outcome.history()).hasSizeBetween(1, 4);
            ChapterOutcome former = byChapter.get(new ChapterId(id.bookId(), Math.max(1, id.number() - 1)));
            if (id.number() > 1 && former != null) {
                assertThat(outcome.bible().facts()).containsAll(former.bible().facts());
            }
        });
        List<RetryDecision> decisions = cluster.read(cluster.topics.retryDecisions());
        assertThat(decisions)
                .extracting(decision -> decision.chapter() + " " + decision.attempt())
                .doesNotHaveDuplicates();
        List<ChapterEnvelope> started = cluster.read(cluster.topics.stage(Stage.PLAN)).stream()
                .filter(envelope -> envelope.attempt() == 0)
                .toList();
        assertThat(started)
                .extracting(ChapterEnvelope::id)
                .doesNotHaveDuplicates()
                .hasSize(BOOKS * CHAPTERS);
        assertThat(cluster.read(cluster.topics.deadLetters())).isEmpty();
    }
}
