package dev.storycrew.bench.faults.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.audit.AuditReport;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older and a newer version of the envelopes and of the state work side by side, and after a rollback. */
@Tag("long")
class RollingVersionsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CHAPTERS = 120;
    private static final String BY_THE_NEWER = NewerVersion.TEXT;

    @TempDir
    private Path folder;

    @Test
    void anOlderAndANewerVersionShareTheWorkAndTheOlderOneCarriesOnWhatTheNewerLeaves() throws Exception {
        Path newer = NewerVersion.make(folder.resolve("newer"));
        ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("cluster")), "t.", 0, 0);
                Spawner spawner = new Spawner()) {
            Connection connection = cluster.connection();
            Path file = config(connection);
            Config config = ConfigFile.load(file, Map.of());
            List<ChapterRequest> requests = HistoryMaker.requests(CHAPTERS);
            try (Services older =
                    new Services(connection, config, new Models(config), "older", folder.resolve("streams"))) {
                older.startAll();
                Submission.publish(connection, requests.subList(0, CHAPTERS / 2));
                await().atMost(PATIENCE)
                        .until(() -> !values(connection, connection.topics().chapters())
                                .isEmpty());

                List<Member> members = start(newer, file, spawner, supervisor);
                await().atMost(PATIENCE).until(() -> bothWroteEverywhere(connection));
                Submission.publish(connection, requests.subList(CHAPTERS / 2, CHAPTERS));
                members.forEach(Member::unwanted);
                members.forEach(Member::terminate);

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(ended(connection)).hasSize(CHAPTERS));
            }
            assertThat(values(connection, connection.topics().deadLetters())).isEmpty();
            AuditReport audit = new Verification(
                            connection, Policies.of(connection, config.routing().policy()))
                    .run(AuditScope.everything(), StartPosition.beginning(), null);
            assertThat(audit.violations()).isEmpty();
        } finally {
            supervisor.shutdownNow();
        }
    }

    private Path config(Connection connection) throws Exception {
        return Files.writeString(
                folder.resolve("config.yaml"),
                String.format(
                        Locale.ROOT,
                        """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {prefix: t., partitions: %d}
                llm: {rehearsal: {latency: 150ms}}
                sequencer: {on-failure: continue}
                """,
                        connection.kafka().get("bootstrap.servers"),
                        connection.registry().get("schema.registry.url"),
                        connection.topics().partitions()));
    }

    /** Of the services that hold state, and of two stages, one more process of the newer version. */
    private List<Member> start(Path newer, Path config, Spawner spawner, ScheduledExecutorService supervisor)
            throws Exception {
        Files.createDirectories(folder.resolve("out"));
        CampaignEvents events = new CampaignEvents(folder.resolve("events.jsonl"));
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("router", List.of("router"));
        commands.put("sequencer", List.of("sequencer"));
        commands.put("write", List.of("stage", "write"));
        commands.put("judge", List.of("stage", "judge"));
        List<Member> members = new ArrayList<>();
        commands.forEach((name, command) -> {
            List<String> arguments = new ArrayList<>(command);
            arguments.addAll(List.of("--config", config.toString(), "--instance", "newer", "--data"));
            arguments.add(folder.resolve(name).toString());
            ChildJvm jvm = new ChildJvm(name, arguments, 192, Map.of(), Map.of(), List.of(newer), List.of());
            Member member = new Member(jvm, folder, spawner, events, supervisor);
            members.add(member);
            member.start();
        });
        for (Member member : members) {
            assertThat(member.awaitServing(PATIENCE.toMillis()))
                    .as(member.printed())
                    .isTrue();
        }
        return members;
    }

    /** Topics between stages, and the changelogs of state, hold records of both versions. */
    private static boolean bothWroteEverywhere(Connection connection) {
        String prefix = connection.topics().prefix();
        for (String topic : List.of(
                prefix + Stage.PLAN.label(),
                prefix + Stage.EDIT.label(),
                prefix + "judge-results",
                prefix + "router-latest-changelog",
                prefix + "sequencer-books-changelog")) {
            Set<Boolean> versions = CommittedRecords.of(connection, topic).stream()
                    .map(ConsumerRecord::value)
                    .filter(value -> value != null)
                    .map(value -> new String(value, StandardCharsets.ISO_8859_1).contains(BY_THE_NEWER))
                    .collect(Collectors.toSet());
            if (versions.size() < 2) {
                return false;
            }
        }
        return true;
    }

    private static Set<ChapterId> ended(Connection connection) {
        List<ChapterOutcome> outcomes = values(connection, connection.topics().chapters());
        Set<ChapterId> ended = outcomes.stream().map(ChapterOutcome::chapter).collect(Collectors.toSet());
        assertThat(outcomes).as("one outcome each").hasSameSizeAs(ended);
        return ended;
    }

    private static <T> List<T> values(Connection connection, Topic<T> topic) {
        return CommittedRecords.of(connection, topic.name()).stream()
                .map(found -> connection.wire().decode(topic, found.value()))
                .toList();
    }
}
