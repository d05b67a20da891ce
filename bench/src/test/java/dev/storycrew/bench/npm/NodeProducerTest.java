package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.schemas.avro.ChapterRequestRecord;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The producer that docs/producers.md describes, in another language, against a real broker and registry. */
@Tag("long")
class NodeProducerTest {
    private static final String FOLDER = "../examples/node-producer";
    private static final long MINUTES = 3;

    @TempDir
    private static Path folder;

    private static NpmProject project;
    private static EmbeddedCluster cluster;
    private static Services services;

    @BeforeAll
    static void start() throws Exception {
        project = NpmProject.installed(FOLDER);
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), TopicCatalogue.DEFAULT_PREFIX, 0, 0);
        Config config = HistoryMaker.config(folder);
        services = new Services(
                cluster.connection(), config, new Models(config), "node-producer", folder.resolve("streams"));
        services.startAll();
    }

    @AfterAll
    static void stop() throws Exception {
        if (services != null) {
            services.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void itGetsTheChapterThatItRequested() throws Exception {
        NpmProject.Ran ran = produce(Path.of(FOLDER, "request.json"));

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("requested node-harbour/1").contains("node-harbour/1 ACCEPTED");
    }

    @Test
    void itIsToldWhereAConflictingRequestWasRejected() throws Exception {
        ObjectNode request = (ObjectNode)
                new ObjectMapper().readTree(Path.of(FOLDER, "request.json").toFile());
        ((ObjectNode) request.get("brief")).put("bookId", "node-conflict");
        Path first = Files.writeString(folder.resolve("first.json"), request.toString());
        ((ObjectNode) request.get("brief")).put("summary", "Something else happens.");
        Path second = Files.writeString(folder.resolve("second.json"), request.toString());
        NpmProject.Ran taken = produce(first);
        assertThat(taken.exit()).as(taken.output()).isZero();

        NpmProject.Ran ran = produce(second);

        assertThat(ran.exit()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output()).contains("node-conflict/1 was rejected: CONFLICTING_REQUEST");
    }

    @Test
    void nodeMakesTheSameRequestIds() throws Exception {
        Path schema = Files.writeString(
                folder.resolve("request.avsc"),
                ChapterRequestRecord.getClassSchema().toString());

        NpmProject.Ran ran = project.node(MINUTES, "check-request-ids.mjs", schema.toString());

        assertThat(ran.exit()).as(ran.output()).isZero();
    }

    private static NpmProject.Ran produce(Path request) throws Exception {
        return project.node(
                MINUTES,
                "produce.mjs",
                cluster.connection().kafka().getOrDefault("bootstrap.servers", ""),
                cluster.connection().registry().getOrDefault("schema.registry.url", ""),
                request.toAbsolutePath().toString());
    }
}
