package dev.storycrew.app.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.embedded.DataFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class ValidationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void aHealthyDeploymentPassesWhateverShareThePolicyIsRolledOutTo(int percent) throws Exception {
        Files.writeString(folder.resolve("policy.yaml"), """
                name: default
                levels: {EDIT_ONLY: {erase: [revision]}, WRITE_ONLY: {erase: [draft]}, FULL_RETRY: {erase: [plan]}}
                rules:
                  - {issues: [structure, continuity], level: FULL_RETRY}
                  - {issues: [motivation, hook, clue_fairness], level: WRITE_ONLY}
                  - {issues: [prose, pacing, style, word_count, safety], level: EDIT_ONLY}
                otherwise: WRITE_ONLY
                rollout-percent: PERCENT
                """.replace("PERCENT", Integer.toString(percent)));
        Config config =
                ConfigFile.load(Files.writeString(folder.resolve("config.yaml"), "policy: policy.yaml\n"), Map.of());
        try (EmbeddedCluster cluster =
                        EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "storycrew.", 0, 0);
                Services services =
                        new Services(cluster.connection(), config, new Models(config), "1", folder.resolve("state"))) {
            services.startAll();

            List<ValidationCheck> checks =
                    new Validation(config, cluster.connection(), Duration.ofSeconds(120), check -> List.of()).run();

            assertThat(checks)
                    .hasSize(8)
                    .allSatisfy(check ->
                            assertThat(check.problems()).as(check.name()).isEmpty());
        }
    }
}
