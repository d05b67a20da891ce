package dev.storycrew.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.testcluster.ContainerCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.lifecycle.Startables;
import picocli.CommandLine;

/** Every service in a container of our image, on three brokers and Apicurio's registry. */
@Tag("containers")
class OurImageTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CHAPTERS = 4;
    private static final Map<String, GenericContainer<?>> SERVICES = new LinkedHashMap<>();

    @TempDir
    private static Path folder;

    private static ContainerCluster cluster;
    private static Path file;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        CompletableFuture<Void> built = CompletableFuture.runAsync(OurImage::build);
        cluster = ContainerCluster.start(3);
        built.join();
        OurImage.command(cluster, "topics", "create").start();
        for (String name : List.of("router", "sequencer", "ledger")) {
            SERVICES.put(name, OurImage.service(cluster, name));
        }
        for (Stage stage : Stage.values()) {
            SERVICES.put(stage.label(), OurImage.service(cluster, "stage", stage.label()));
        }
        Startables.deepStart(SERVICES.values()).join();
        file = Files.writeString(
                folder.resolve("from-host.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {partitions: 4, replication-factor: 3, create: false}
                """.formatted(cluster.bootstrapServers(), cluster.registryUrl()));
        connection = RealCluster.connect(ConfigFile.load(file, Map.of()));
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(GenericContainer::stop);
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aStageThatIsKilledIsStartedAgainAndEveryChapterEndsOnce() throws Exception {
        GenericContainer<?> write = Objects.requireNonNull(SERVICES.get(Stage.WRITE.label()));
        List<ChapterRequest> requests = publish("killed");
        await().atMost(PATIENCE).until(() -> outcomes(requests).size() >= 1);

        DockerClientFactory.lazyClient()
                .killContainerCmd(write.getContainerId())
                .exec();
        DockerClientFactory.lazyClient()
                .startContainerCmd(write.getContainerId())
                .exec();

        everyChapterEndsOnce(requests);
        assertThat(write.getLogs()).as("logs on standard output").contains("\"event\":\"stage_finished\"");
    }

    @Test
    void aBrokerThatIsPausedAnotherThatIsKilledAndAThirdThatIsRestartedLoseNothing() throws Exception {
        List<ChapterRequest> requests = publish("brokers");
        await().atMost(PATIENCE).until(() -> outcomes(requests).size() >= 1);

        cluster.pauseBroker(1);
        awaitBrokers(2, 3);
        cluster.resumeBroker(1);
        awaitBrokers(1, 2, 3);
        cluster.killBroker(2);
        awaitBrokers(1, 3);
        cluster.startBroker(2);
        awaitBrokers(1, 2, 3);
        cluster.restartBroker(3);
        awaitBrokers(1, 2, 3);

        everyChapterEndsOnce(requests);
    }

    private static List<ChapterRequest> publish(String name) throws Exception {
        StringBuilder book = new StringBuilder("""
                id: BOOK
                title: The Ferry
                genre: mystery
                words-per-chapter: 450
                bible: {characters: [{name: Ida Marsh}, {name: Ole Brandt}]}
                chapters:
                """.replace("BOOK", name));
        for (int number = 1; number <= CHAPTERS; number++) {
            book.append("  - {number: ")
                    .append(number)
                    .append(", title: A Part, summary: Ida goes on. Ole does not.}\n");
        }
        Path written = Files.writeString(folder.resolve(name + ".yaml"), book);
        List<ChapterRequest> requests = Submission.requests(BookFile.read(written));
        Submission.publish(connection, requests);
        return requests;
    }

    private static void everyChapterEndsOnce(List<ChapterRequest> requests) {
        await().atMost(PATIENCE).until(() -> outcomes(requests).size() >= requests.size());
        assertThat(outcomes(requests)).doesNotHaveDuplicates().hasSize(requests.size());
        StringWriter printed = new StringWriter();
        CommandLine line = StoryCrew.commandLine().setOut(new PrintWriter(printed));
        int exit = line.execute("audit", "verify", "--config", file.toString());
        assertThat(exit).as(printed.toString()).isZero();
    }

    /** The chapters that have ended, each as often as it did. */
    private static List<ChapterId> outcomes(List<ChapterRequest> requests) {
        Set<ChapterId> wanted =
                requests.stream().map(request -> request.brief().id()).collect(Collectors.toSet());
        Topic<ChapterOutcome> topic = connection.topics().chapters();
        List<ChapterId> ended = new ArrayList<>();
        TopicReader.open(connection, ReadPlan.all(List.of(topic))).forEach(read -> {
            ChapterId chapter = connection
                    .wire()
                    .decode(topic, Objects.requireNonNull(read.value()))
                    .chapter();
            if (wanted.contains(chapter)) {
                ended.add(chapter);
            }
        });
        return ended;
    }

    /** Until these and no others are taken for alive. */
    private static void awaitBrokers(Integer... ids) {
        try (Admin admin = Admin.create(Map.copyOf(connection.kafka()))) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get().stream()
                            .map(Node::id)
                            .collect(Collectors.toSet())
                            .equals(Set.of(ids)));
        }
    }
}
