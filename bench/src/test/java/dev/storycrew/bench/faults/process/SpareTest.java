package dev.storycrew.bench.faults.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.embedded.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many processes of a stage as its topic has partitions, and one more. */
@Tag("long")
class SpareTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PARTITIONS = 4;
    private static final String SPARE = "waiting as a spare";
    private static final String NO_SPARE = "no longer a spare";

    @TempDir
    private Path folder;

    @Test
    void oneProcessTooManyWaitsAsASpareSaysSoAndTakesOverWhenAnotherDies() throws Exception {
        ScheduledExecutorService supervisor = Executors.newSingleThreadScheduledExecutor();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("cluster")), "t.", 0, 0);
                Spawner spawner = new Spawner()) {
            Path config = Files.writeString(
                    folder.resolve("config.yaml"),
                    String.format(
                            Locale.ROOT,
                            """
                    kafka: {bootstrap.servers: "%s"}
                    schema-registry: {schema.registry.url: "%s"}
                    topics: {prefix: t., partitions: %d}
                    """,
                            cluster.connection().kafka().get("bootstrap.servers"),
                            cluster.connection().registry().get("schema.registry.url"),
                            PARTITIONS));
            Files.createDirectories(folder.resolve("out"));
            CampaignEvents events = new CampaignEvents(folder.resolve("events.jsonl"));
            List<Member> members = new ArrayList<>();
            for (int instance = 1; instance <= PARTITIONS + 1; instance++) {
                String name = "plan-" + instance;
                ChildJvm jvm = new ChildJvm(
                        name,
                        List.of(
                                "stage",
                                "plan",
                                "--config",
                                config.toString(),
                                "--instance",
                                name,
                                "--data",
                                folder.resolve(name).toString()),
                        128,
                        Map.of(TestSwitches.SESSION_MILLIS, "6000"),
                        Map.of(),
                        List.of(),
                        List.of());
                Member member = new Member(jvm, folder, spawner, events, supervisor);
                members.add(member);
                member.start();
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(spares(members)).hasSize(1));
            Member spare = spares(members).get(0);
            Member victim = members.stream()
                    .filter(member -> member != spare)
                    .findFirst()
                    .orElseThrow();

            victim.unwanted();
            victim.kill(0);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(spares(members)).isEmpty());
            assertThat(spare.printed()).contains(SPARE).contains(NO_SPARE);
        } finally {
            supervisor.shutdownNow();
        }
    }

    /** Those of which the last word is that they wait; only once all serve. */
    private static List<Member> spares(List<Member> members) {
        assertThat(members.stream().filter(Member::alive)).allMatch(Member::serving);
        return members.stream()
                .filter(Member::alive)
                .filter(member ->
                        member.printed().lastIndexOf(SPARE) > member.printed().lastIndexOf(NO_SPARE))
                .toList();
    }
}
