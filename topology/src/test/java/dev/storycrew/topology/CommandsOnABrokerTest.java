package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two routers and two sequencers on a real broker. Every chapter's first run fails; an operator, who sends everything
 * twice, retries, accepts, revises or lets the book go on, and halfway one instance of each leaves.
 */
@Tag("long")
@Tag("containers")
class CommandsOnABrokerTest {
    private static final int BOOKS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void everyCommandIsObeyedOnceAndEveryOutcomeButTheFirstNamesIts() throws Exception {
        try (TestCluster cluster = new TestCluster(folder)) {
            PolicyDocument policy = new PolicyDocument("strict", "1", "name: strict\nmax-retries: 1\n", "mia", 1);
            cluster.send(cluster.topics.policies(), "strict@1", policy);
            cluster.send(cluster.topics.policies(), "active", policy);
            cluster.read(cluster.topics.policies());
            for (String instance : List.of("one", "two")) {
                cluster.start(
                        "router",
                        instance,
                        RouterTopology.build(cluster.topics, cluster.wire, RouterSettings.defaults()));
                cluster.start(
                        "sequencer", instance, SequencerTopology.build(cluster.topics, cluster.wire, OnFailure.HOLD));
            }
            play(cluster);
            check(cluster);
        }
    }

    private static void play(TestCluster cluster) {
        try (KafkaConsumer<byte[], byte[]> consumer = cluster.consumer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                partitions.addAll(cluster.partitions(cluster.topics.stage(stage)));
            }
            partitions.addAll(cluster.partitions(cluster.topics.chapters()));
            partitions.addAll(cluster.partitions(cluster.topics.commandResults()));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int book = 0; book < BOOKS; book++) {
                for (int chapter = 1; chapter <= 2; chapter++) {
                    ChapterId id = new ChapterId("book-" + book, chapter);
                    cluster.send(cluster.topics.chapterRequests(), id, SampleChapters.request(id.bookId(), chapter));
                }
            }
            Set<ChapterId> over = new HashSet<>();
            boolean[] left = {false};
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(50))) {
                    if (found.topic().equals(cluster.topics.chapters().name())) {
                        ChapterOutcome outcome = cluster.wire.decode(cluster.topics.chapters(), found.value());
                        if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED) {
                            over.add(outcome.chapter());
                        } else {
                            send(cluster, command(outcome.chapter(), ""));
                        }
                    } else if (found.topic()
                            .equals(cluster.topics.commandResults().name())) {
                        CommandResult answer = cluster.wire.decode(cluster.topics.commandResults(), found.value());
                        answered(cluster, answer, over);
                    } else {
                        work(
                                cluster,
                                cluster.wire.decode(cluster.topics.stage(Stage.PLAN), found.value()),
                                found.topic());
                    }
                }
                if (over.size() >= BOOKS / 2 && !left[0]) {
                    left[0] = true;
                    cluster.services.remove(0).close();
                    cluster.services.remove(0).close();
                }
                return over.size() == 2 * BOOKS;
            });
        }
    }

    /** First runs fail, later ones pass. */
    private static void work(TestCluster cluster, ChapterEnvelope taken, String topic) {
        if (topic.equals(cluster.topics.stage(Stage.BIBLE).name())) {
            ChapterEnvelope done = SampleChapters.withBible(taken);
            cluster.send(cluster.topics.bibleResults(), done.id(), done);
            cluster.send(cluster.topics.bibleResults(), done.id(), done);
        } else {
            List<Issue> issues = taken.run() == 1 ? List.of(SampleChapters.issue("prose", "scene 1")) : List.of();
            ChapterEnvelope judged = SampleChapters.judged(taken, issues);
            cluster.send(cluster.topics.judgeResults(), judged.id(), judged);
            cluster.send(cluster.topics.judgeResults(), judged.id(), judged);
        }
    }

    /** What a chapter gets whose first run failed. */
    private static OperatorCommand command(ChapterId id, String again) {
        int book = Integer.parseInt(id.bookId().substring("book-".length()));
        String name = id + again;
        return switch ((book + id.number()) % 4) {
            case 0 -> Commands.accept(name, id.toString(), 0);
            case 1 -> Commands.retry(name, id.toString(), "WRITE_ONLY", Set.of(2), null);
            case 2 -> Commands.revise(name, id.toString(), Map.of(1, "a", 2, "b", 3, "c", 4, "d"));
            default -> Commands.of(name, OperatorCommand.Kind.RELEASE, id.bookId());
        };
    }

    private static void send(TestCluster cluster, OperatorCommand command) {
        cluster.send(cluster.topics.operatorCommands(), command.target(), command);
        cluster.send(cluster.topics.operatorCommands(), command.target(), command);
    }

    /** This operator is faster than any person: a command that came before the sequencer saw the outcome is sent anew. */
    private static void answered(TestCluster cluster, CommandResult answer, Set<ChapterId> over) {
        String id = answer.command().id();
        ChapterId chapter = ChapterId.parse(id.replace("+", ""));
        if (answer.verdict() == CommandResult.Verdict.REFUSED) {
            send(cluster, command(chapter, id.substring(chapter.toString().length()) + "+"));
        } else if (answer.command().kind() == OperatorCommand.Kind.RELEASE) {
            over.add(chapter);
        }
    }

    private static void check(TestCluster cluster) {
        List<CommandResult> results = cluster.read(cluster.topics.commandResults());
        assertThat(results.stream()
                        .filter(result -> result.verdict() != CommandResult.Verdict.PASSED_ON)
                        .map(result -> result.command().id())
                        .toList())
                .doesNotHaveDuplicates();
        List<CommandResult> answers = results.stream()
                .filter(result -> result.verdict() == CommandResult.Verdict.DONE)
                .toList();
        assertThat(answers).hasSize(2 * BOOKS);
        List<ChapterOutcome> outcomes = cluster.read(cluster.topics.chapters());
        List<ChapterOutcome> first =
                outcomes.stream().filter(outcome -> outcome.commandId() == null).toList();
        assertThat(first)
                .hasSize(2 * BOOKS)
                .allSatisfy(outcome -> assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED))
                .extracting(ChapterOutcome::chapter)
                .doesNotHaveDuplicates();
        List<ChapterOutcome> later =
                outcomes.stream().filter(outcome -> outcome.commandId() != null).toList();
        assertThat(later)
                .allSatisfy(outcome -> assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED))
                .extracting(ChapterOutcome::commandId)
                .containsExactlyInAnyOrderElementsOf(answers.stream()
                        .map(answer -> answer.command())
                        .filter(command -> command.kind() != OperatorCommand.Kind.RELEASE)
                        .map(OperatorCommand::id)
                        .toList());
        assertThat(cluster.read(cluster.topics.storyBibles())).hasSize(later.size());
        assertThat(cluster.read(cluster.topics.retryDecisions()))
                .hasSize(2 * BOOKS)
                .extracting(RetryDecision::policy)
                .containsOnly("strict@1");
        assertThat(cluster.read(cluster.topics.deadLetters())).isEmpty();
    }
}
