package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.runtime.StreamsService;
import dev.storycrew.topology.runtime.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class ServiceThatCannotWorkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    private Path folder;

    @Test
    void aServiceWhoseTopicIsGoneSaysSoOnceItsThreadsKeepFailing() throws Exception {
        List<Thread> unhandled = new CopyOnWriteArrayList<>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> unhandled.add(thread));
        Supervision supervision = new Supervision();
        try (TestCluster cluster = new TestCluster(folder)) {
            try (Admin admin = Admin.create(Map.copyOf(cluster.kafka))) {
                admin.deleteTopics(List.of(cluster.topics.judgeResults().name()))
                        .all()
                        .get();
            }
            try (StreamsService router = StreamsService.start(
                    new StreamsSettings(cluster.kafka, "storycrew.router", folder.resolve("router"), (short) 1),
                    RouterTopology.build(cluster.topics, cluster.wire, RouterSettings.defaults()),
                    supervision)) {
                await().atMost(PATIENCE).until(() -> supervision.failure().isPresent());

                assertThat(supervision.failure().orElseThrow())
                        .startsWith("the service storycrew.router stopped for good: MissingSourceTopicException");
                await().atMost(PATIENCE).until(() -> !router.alive());
                assertThat(unhandled)
                        .as("a thread that was replaced is nobody's failure")
                        .isEmpty();
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
