package dev.storycrew.app.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryCageTest {
    @TempDir
    private Path folder;

    @Test
    void theCanaryAsksNoModelThatCostsAndSharesNoTopicWithRealWork() throws IOException {
        Config own = CanaryCage.rehearsing(config("""
                kafka: {bootstrap.servers: "broker:9092"}
                schema-registry: {schema.registry.url: "http://registry:8081", auto.register.schemas: "false"}
                topics: {prefix: acme., partitions: 12, replication-factor: 3, create: false}
                llm:
                  default: {provider: openai, api-key: k, model: gpt-4o-mini}
                  stages: {judge: {model: judge-model, fallback: [{provider: anthropic, api-key: k, model: claude}]}}
                budget: {per-chapter-usd: 1.0}
                """));

        assertThat(own.llm().models())
                .containsOnlyKeys(Stage.values())
                .allSatisfy((stage, models) ->
                        assertThat(models).extracting(ModelSettings::provider).containsExactly(ProviderKind.REHEARSAL));
        assertThat(own.cluster().topics().prefix()).isEqualTo("acme.canary.");
        assertThat(own.cluster().topics().partitions()).isEqualTo(1);
        assertThat(own.cluster().topics().replicationFactor()).isEqualTo((short) 3);
        assertThat(own.cluster().kafka()).containsEntry("bootstrap.servers", "broker:9092");
        assertThat(own.cluster().registry()).containsEntry("auto.register.schemas", "true");
        assertThat(own.routing().budget()).isEqualTo(Budget.UNLIMITED);
    }

    @Test
    void aPrefixThatLeavesNoRoomForTheCanarysIsRefused() throws IOException {
        Config tooLong = config("topics: {prefix: " + "p".repeat(195) + ".}\n");

        assertThatThrownBy(() -> CanaryCage.rehearsing(tooLong))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("topics.prefix is too long for a canary");
    }

    private Config config(String text) throws IOException {
        Path file = folder.resolve("storycrew.yaml");
        Files.writeString(file, text);
        return ConfigFile.load(file, Map.of());
    }
}
