package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a commit interval that no test outlasts. */
@Tag("long")
class CommittedAtOnceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofHours(1);

    @TempDir
    private Path folder;

    @Test
    void aChapterDoesNotWaitForTheCommitInterval() {
        try (TestCluster cluster = new TestCluster(folder)) {
            cluster.start(
                    "sequencer",
                    "one",
                    SequencerTopology.build(cluster.topics, cluster.wire, OnFailure.HOLD),
                    INTERVAL);
            cluster.start(
                    "router",
                    "one",
                    RouterTopology.build(cluster.topics, cluster.wire, RouterSettings.defaults()),
                    INTERVAL);

            cluster.send(cluster.topics.chapterRequests(), "book/1", SampleChapters.request("book", 1));
            cluster.send(
                    cluster.topics.judgeResults(),
                    "else/1",
                    SampleChapters.judged(SampleChapters.start("else", 1), List.of()));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(cluster.read(cluster.topics.stage(Stage.PLAN)))
                            .extracting(ChapterEnvelope::id)
                            .hasToString("[book/1]"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(cluster.read(cluster.topics.stage(Stage.BIBLE)))
                            .extracting(ChapterEnvelope::id)
                            .hasToString("[else/1]"));
        }
    }
}
