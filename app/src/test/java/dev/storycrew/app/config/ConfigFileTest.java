package dev.storycrew.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.Secret;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    @TempDir
    private Path folder;

    @Test
    void withNothingSetTheRehearsalModelPlays() {
        Config config = ConfigFile.load(null, Map.of());

        assertThat(config.llm().models().values())
                .allSatisfy(candidates -> assertThat(candidates)
                        .extracting(ModelSettings::provider)
                        .containsExactly(ProviderKind.REHEARSAL));
    }

    @Test
    void debugModeIsOffUnlessTheFileOrTheEnvironmentTurnsItOn() throws IOException {
        assertThat(ConfigFile.load(null, Map.of()).debug()).isFalse();
        assertThat(ConfigFile.load(file("debug: true\n"), Map.of()).debug()).isTrue();
        assertThat(ConfigFile.load(null, Map.of("STORYCREW_DEBUG", "true")).debug())
                .isTrue();
        assertThat(ConfigFile.load(file("debug: true\n"), Map.of("STORYCREW_DEBUG", "false"))
                        .debug())
                .isFalse();
    }

    @Test
    void theBestAttemptIsChosenByScoresUnlessTheFileOrTheEnvironmentSaysPairs() throws IOException {
        assertThat(ConfigFile.load(null, Map.of()).llm().judge()).isEqualTo(new JudgeSettings(10, false));
        assertThat(ConfigFile.load(file("judge: {best: pairs, sample-percent: 5}\n"), Map.of())
                        .llm()
                        .judge())
                .isEqualTo(new JudgeSettings(5, true));
        assertThat(ConfigFile.load(file("judge: {best: scores}\n"), Map.of("STORYCREW_JUDGE_BEST", "pairs"))
                        .llm()
                        .judge()
                        .comparesPairs())
                .isTrue();
    }

    @Test
    void theOpenAiVariablesAloneAreEnough() {
        Config config = ConfigFile.load(
                null,
                Map.of("OPENAI_API_KEY", "secret", "OPENAI_BASE_URL", "http://x/v1/", "OPENAI_MODEL_NAME", "mini"));

        ModelSettings write = model(config, Stage.WRITE);
        assertThat(write.provider()).isEqualTo(ProviderKind.OPENAI);
        assertThat(write.baseUrl()).isEqualTo("http://x/v1");
        assertThat(write.model()).isEqualTo("mini");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void aStagesOwnModelComesFirstAndTheEnvironmentBeforeTheFile() throws IOException {
        Path file = file("""
                kafka: {bootstrap.servers: "b:1"}
                llm:
                  default: {base-url: "http://x", api-key: "${KEY}", model: common, timeout: 5s}
                  stages: {judge: {model: strict}}
                stages: {write: {lanes: 3}}
                """);
        Config config = ConfigFile.load(
                file,
                Map.of(
                        "KEY", "k",
                        "STORYCREW_LLM_STAGES_WRITE_MODEL", "fast",
                        "STORYCREW_KAFKA_BOOTSTRAP_SERVERS", "b:2"));

        assertThat(model(config, Stage.JUDGE).model()).isEqualTo("strict");
        assertThat(model(config, Stage.WRITE).model()).isEqualTo("fast");
        assertThat(model(config, Stage.PLAN).model()).isEqualTo("common");
        assertThat(model(config, Stage.PLAN).apiKey()).isEqualTo(new Secret("k"));
        assertThat(config.cluster().kafka()).containsEntry("bootstrap.servers", "b:2");
        assertThat(config.lanes()).containsEntry(Stage.WRITE, 3).containsEntry(Stage.EDIT, 8);
    }

    @Test
    void eachStageMayHaveAProviderOfItsOwnAndFallbacks() throws IOException {
        Path file = file("""
                llm:
                  default:
                    base-url: "http://127.0.0.1:1/v1"
                    api-key: common
                    model: small
                    limits: {requests-per-minute: 60, concurrent-calls: 4}
                  stages:
                    judge:
                      provider: anthropic
                      model: claude
                      temperature: 0
                      max-tokens: 2000
                      reasoning-effort: low
                      headers: {X-Team: fiction}
                      fallback: [claude-small, {provider: gemini, model: gem, api-key-file: gem.key}]
                    write: {fallback: [smaller]}
                """);
        Files.writeString(file.resolveSibling("gem.key"), "from-a-file\n");
        Config config = ConfigFile.load(file, Map.of("ANTHROPIC_API_KEY", "of-anthropic"));

        List<ModelSettings> judge = candidates(config, Stage.JUDGE);
        assertThat(judge).extracting(ModelSettings::model).containsExactly("claude", "claude-small", "gem");
        assertThat(judge)
                .extracting(ModelSettings::provider)
                .containsExactly(ProviderKind.ANTHROPIC, ProviderKind.ANTHROPIC, ProviderKind.GEMINI);
        assertThat(judge)
                .as("keys never follow a model to another server")
                .extracting(ModelSettings::apiKey)
                .containsExactly(new Secret("of-anthropic"), new Secret("of-anthropic"), new Secret("from-a-file"));
        assertThat(judge.get(1).headers()).containsOnlyKeys("X-Team");
        assertThat(judge.get(2).headers()).isEmpty();
        assertThat(candidates(config, Stage.WRITE))
                .extracting(ModelSettings::model)
                .containsExactly("small", "smaller");
        assertThat(candidates(config, Stage.WRITE).get(1).limits()).isEqualTo(new ProviderLimits(60, null, 4));
        assertThat(config.toString())
                .doesNotContain("common")
                .doesNotContain("of-anthropic")
                .doesNotContain("from-a-file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lmm: {} | FILE:1: lmm: no such field; did you mean llm?",
                "judge: {best: pair} | FILE:1: judge.best: must be scores or pairs, but is 'pair'",
                "judge: {bests: pairs} | FILE:1: judge.bests: no such field; did you mean best?",
                "judge: {sample-percent: 101} | FILE:1: judge.sample-percent: must be from 0 to 100, but is 101",
                "stages: {wriet: {lanes: 2}} | FILE:1: stages.wriet: no such field; did you mean write?",
                "stages: {write: {lanes: 0}} | FILE:1: stages.write.lanes: must be at least 1, but is 0",
                "llm: {default: {timeout: soon}} | FILE:1: llm.default.timeout: must be a duration such as 500ms, 120s or 2m, but is 'soon'",
                "llm: {default: {api-key: '${NO_SUCH}'}} | FILE:1: llm.default.api-key: the environment variable NO_SUCH is not set",
                "llm: {default: {provider: opneai}} | FILE:1: llm.default.provider: must be one of openai, anthropic, gemini, rehearsal, but is 'opneai'",
                "llm: {default: {provider: gemini}} | FILE:1: llm.stages.plan.model: is missing: name one of gemini's models",
                "llm: {default: {base-url: 'ftp://x'}} | FILE:1: llm.default.base-url: must be an address such as http://127.0.0.1:11434/v1",
                "llm: {default: {base-url: 'http://me:pw@x/v1'}} | FILE:1: llm.default.base-url: must not contain a password; use api-key or headers",
                "llm: {default: {model: m, temperature: 3}} | FILE:1: llm.default.temperature: must be between 0 and 2, but is 3",
                "llm: {default: {model: m, reasoning-effort: hard}} | FILE:1: llm.default.reasoning-effort: must be none, minimal, low, medium or high, but is 'hard'",
                "llm: {default: {model: m, proxy: 'http://p'}} | FILE:1: llm.default.proxy: must be an address such as http://proxy.example:3128",
                "llm: {default: {model: m, limits: {rpm: 3}}} | FILE:1: llm.default.limits.rpm: no such field; expected one of requests-per-minute, tokens-per-minute, concurrent-calls",
                "llm: {default: {model: m, fallback: [{modle: x}]}} | FILE:1: llm.default.fallback[0].modle: no such field; did you mean model?",
                "llm: {default: {model: m}, stages: {plan: {limits: {concurrent-calls: 3}}}} | FILE:1: llm.stages: the limits of openai at api.openai.com are given twice and differ; they apply to all stages that use it, together",
                "budget: {per-book-usd: 0} | FILE:1: budget.per-book-usd: must be above 0, but is 0.0",
                "prompts: {dri: x} | FILE:1: prompts.dri: no such field; did you mean dir?",
                "prompts: {previous-text: some} | FILE:1: prompts.previous-text: must be all or neighbours, but is 'some'",
                "prompts: {bible-tokens: 99} | FILE:1: prompts.bible-tokens: must be from 100 to 1000000, but is 99",
                "prompts: {bible-tokens: 1000001} | FILE:1: prompts.bible-tokens: must be from 100 to 1000000, but is 1000001",
                "prompts: {bible-tokens: 4k} | FILE:1: prompts.bible-tokens: must be a whole number, but is '4k'",
                "llm: {rehearsal: {mistakes: {hook: 3}}} | FILE:1: llm.rehearsal.mistakes.hook: must be between 0 and 1, but is 3.0"
            })
    void aMistakeIsNamedWithFileLineAndField(String yaml, String message) throws IOException {
        Path file = file(yaml + "\n");

        assertThatThrownBy(() -> ConfigFile.load(file, Map.of())).hasMessage(message.replace("FILE", file.toString()));
    }

    @Test
    void aVariableThatIsNoKeyIsRefused() {
        assertThatThrownBy(() -> ConfigFile.load(null, Map.of("STORYCREW_LLM_DEFAULT_MODLE", "x")))
                .hasMessageContaining("STORYCREW_LLM_DEFAULT_MODLE: no such configuration key; did you mean"
                        + " STORYCREW_LLM_DEFAULT_MODEL?");
    }

    @Test
    void promptsAreReadFromTheirFolderAndCheckedAtTheStart() throws IOException {
        PromptTemplates.export(folder.resolve("mine"), false);
        Path edited = folder.resolve("mine").resolve("edit.system.mustache");
        Files.writeString(edited, Files.readString(edited) + "Be kind.\n");
        Path file = file("prompts: {dir: mine}\n");

        Config config = ConfigFile.load(file, Map.of());

        assertThat(config.llm().prompts().isEdited(Stage.EDIT)).isTrue();
        assertThat(config.llm().prompts().isEdited(Stage.PLAN)).isFalse();

        Files.writeString(edited, Files.readString(edited) + "{{mood}}\n");
        assertThatThrownBy(() -> ConfigFile.load(file, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("edit.system.mustache:")
                .hasMessageContaining("there is no variable mood");
    }

    private static ModelSettings model(Config config, Stage stage) {
        return candidates(config, stage).get(0);
    }

    private static List<ModelSettings> candidates(Config config, Stage stage) {
        return Objects.requireNonNull(config.llm().models().get(stage));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "config", ".yaml"), text);
    }
}
