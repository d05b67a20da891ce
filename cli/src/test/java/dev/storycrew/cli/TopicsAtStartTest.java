package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.Listening;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.topic.TopicDifference;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A service names each topic that is not as it must be, and does not start to work on a wrong one. */
@Tag("long")
@Timeout(180)
class TopicsAtStartTest {
    @TempDir
    static Path folder;

    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() {
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "good.", 0, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void missingTopicsAreNamedWhereTheyAreNotToBeMade() throws Exception {
        String said = refused("{prefix: none., partitions: 4, create: false}", "stage", "plan");

        assertThat(said).contains("topic none.plan is missing").contains("topic none.policies is missing");
        try (Admin admin = cluster.connection().admin()) {
            assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("none."));
        }
    }

    @Test
    void otherPartitionsThanConfiguredAreNamed() throws Exception {
        assertThat(refused("{prefix: good., partitions: 5}", "router"))
                .contains("topic good.judge-results has 4 partitions, expected 5")
                .contains("set topics.partitions in the configuration to what the topics have")
                .contains("docs/scaling.md says how to move")
                .doesNotContain("create or change these topics");
    }

    @Test
    void partitionsAddedToAllTopicsAreFoundByTheStateThatWasNotMoved() throws Exception {
        made("grown.");
        try (Admin admin = cluster.connection().admin()) {
            admin.createTopics(List.of(new NewTopic("grown.router-chapters-changelog", 2, (short) 1)))
                    .all()
                    .get();
        }
        await().until(() -> !differences("grown.").isEmpty());

        assertThat(refused("{prefix: grown., partitions: 4}", "router"))
                .contains("topic grown.router-chapters-changelog has 2 partitions, expected 4")
                .contains("never add partitions to topics in use");
    }

    @Test
    void theStateOfAnotherPrefixThatBeginsLikeOursIsNotOurs() throws Exception {
        made("own.");
        try (Admin admin = cluster.connection().admin()) {
            admin.createTopics(List.of(new NewTopic("own.canary.router-chapters-changelog", 1, (short) 1)))
                    .all()
                    .get();
        }

        assertThat(differences("own.")).isEmpty();
    }

    @Test
    void oneTopicWithMorePartitionsThanTheOthersIsNamed() throws Exception {
        made("uneven.");
        try (Admin admin = cluster.connection().admin()) {
            admin.createPartitions(Map.of("uneven.edit", NewPartitions.increaseTo(6)))
                    .all()
                    .get();
        }
        await().until(() -> !differences("uneven.").isEmpty());

        assertThat(refused("{prefix: uneven., partitions: 4}", "sequencer"))
                .contains("topic uneven.edit has 6 partitions, expected 4")
                .doesNotContain("uneven.plan");
    }

    @Test
    void anotherCleanupPolicyIsNamedAndAnotherRetentionIsAWarningThatDoesNotHinder() throws Exception {
        made("kept.");
        set("kept.stage-runs", "retention.ms", "3600000");
        await().until(() -> !differences("kept.").isEmpty());
        assertThat(differences("kept.")).singleElement().satisfies(difference -> {
            assertThat(difference.sentence())
                    .isEqualTo("topic kept.stage-runs has retention.ms=3600000, expected 2592000000");
            assertThat(difference.hinders()).isFalse();
        });

        set("kept.story-bibles", "cleanup.policy", "delete");
        await().until(() -> differences("kept.").size() == 2);

        assertThat(refused("{prefix: kept., partitions: 4}", "stage", "judge"))
                .contains("warning: topic kept.stage-runs has retention.ms=3600000, expected 2592000000")
                .contains("topic kept.story-bibles has cleanup.policy=delete, expected compact")
                .doesNotContain("warning: topic kept.story-bibles");
    }

    @Test
    void aFolderWhoseTopicsAnOlderVersionMadeIsBroughtUpToDate() throws Exception {
        Path data = folder.resolve("older");
        try (EmbeddedCluster older = EmbeddedCluster.start(DataFolder.lock(data), "older.", 0, 0);
                Admin admin = older.connection().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, "older.plan"),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }

        try (EmbeddedCluster now = EmbeddedCluster.start(DataFolder.lock(data), "older.", 0, 0);
                Admin admin = now.connection().admin()) {
            TopicAdmin topics = new TopicAdmin(admin, now.connection().topics());
            await().untilAsserted(() -> assertThat(topics.differences()).isEmpty());
        }
    }

    @Test
    void aFolderKeepsThePartitionsThatItHas() throws Exception {
        Path data = folder.resolve("narrow");
        Listening anywhere = new Listening(Listening.LOOPBACK, 0, 0);
        EmbeddedCluster.start(
                        DataFolder.lock(data),
                        new TopicCatalogue("narrow.", 1),
                        anywhere,
                        step -> {},
                        begun -> {},
                        () -> {})
                .close();

        try (EmbeddedCluster later = EmbeddedCluster.start(DataFolder.lock(data), "narrow.", 0, 0);
                Admin admin = later.connection().admin()) {
            assertThat(later.connection().topics().partitions()).isEqualTo(1);
            assertThat(new TopicAdmin(admin, new TopicCatalogue("narrow.", 1)).differences())
                    .isEmpty();
        }
    }

    private static List<TopicDifference> differences(String prefix) {
        try (Admin admin = cluster.connection().admin()) {
            return new TopicAdmin(admin, new TopicCatalogue(prefix, 4)).differences();
        }
    }

    private static void made(String prefix) {
        try (Admin admin = cluster.connection().admin()) {
            new TopicAdmin(admin, new TopicCatalogue(prefix, 4)).createMissing((short) 1);
        }
    }

    private static void set(String topic, String key, String value) throws Exception {
        try (Admin admin = cluster.connection().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    /** Starts a service that must refuse; what it says. */
    private static String refused(String topics, String... command) throws Exception {
        Path config = Files.writeString(folder.resolve("config.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: %s
                """.formatted(
                        cluster.connection().kafka().get("bootstrap.servers"),
                        cluster.connection().registry().get("schema.registry.url"),
                        topics));
        StringWriter said = new StringWriter();
        CommandLine line = StoryCrew.commandLine();
        line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        String[] arguments = new String[command.length + 4];
        System.arraycopy(command, 0, arguments, 0, command.length);
        arguments[command.length] = "--config";
        arguments[command.length + 1] = config.toString();
        arguments[command.length + 2] = "--data";
        arguments[command.length + 3] = folder.resolve("service").toString();
        assertThat(line.execute(arguments)).as(said.toString()).isEqualTo(1);
        return said.toString();
    }
}
