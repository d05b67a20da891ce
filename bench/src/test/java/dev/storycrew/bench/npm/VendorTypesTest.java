package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.fakeprovider.FakeCall;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests of all stages of a real pipeline, in the three protocols, are what the vendors' own SDKs would send:
 * TypeScript checks them against the SDKs' published types. No key is needed.
 */
@Tag("long")
@Timeout(600)
class VendorTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MINUTES = 5;
    private static final int CHAPTERS_IN_A_BOOK = 10;
    private static final Path RECORDED = Path.of("npm/recorded");

    @TempDir
    private static Path folder;

    private static NpmProject project;
    private static List<FakeCall> calls;

    @BeforeAll
    static void record() throws Exception {
        project = NpmProject.installed("npm");
        // Only an accepted chapter is noted in the bible.
        RehearsalModel rehearsal =
                new RehearsalModel(RehearsalSettings.of(11, RehearsalSettings.noMistakes(), Duration.ZERO));
        List<ChapterRequest> requests = HistoryMaker.requests(CHAPTERS_IN_A_BOOK * Protocol.values().length);
        try (FakeProviders server = FakeProviders.start(
                        asked -> rehearsal.answer(asked.system(), asked.user()), VendorTypesTest::mischief);
                EmbeddedCluster cluster = EmbeddedCluster.start(
                        DataFolder.lock(folder.resolve("data")), TopicCatalogue.DEFAULT_PREFIX, 0, 0)) {
            for (Protocol protocol : Protocol.values()) {
                HistoryMaker.make(
                        cluster.connection(),
                        ConfigFile.load(config(server, protocol), Map.of()),
                        folder.resolve("streams"),
                        // The earlier protocols' chapters have ended, and are not published again.
                        IntStream.rangeClosed(0, protocol.ordinal())
                                .mapToObj(book -> requests.get(book * CHAPTERS_IN_A_BOOK))
                                .toList(),
                        ended -> {});
            }
            calls = server.ledger();
        }
    }

    /** Each stage's first answer is broken or cut off, so that re-asks, and requests with more room, are checked too. */
    private static Fault mischief(FakeRequest request) {
        return request.tries() > 1
                ? null
                : request.model().equals(Stage.WRITE.label()) ? Fault.TRUNCATED : Fault.BROKEN;
    }

    @Test
    void everyRequestIsWhatTheVendorsTypesSay() throws Exception {
        write(calls, "");

        NpmProject.Ran checked = check();

        assertThat(checked.exit()).as(checked.output()).isZero();
    }

    @Test
    void allStagesAndProtocolsAreRecorded() {
        for (Protocol protocol : Protocol.values()) {
            assertThat(calls)
                    .filteredOn(call -> call.request().protocol() == protocol)
                    .extracting(call -> call.request().model())
                    .containsAll(Stream.of(Stage.values()).map(Stage::label).toList());
        }
    }

    @Test
    void aFieldThatNoVendorKnowsIsFound() throws Exception {
        for (Protocol protocol : Protocol.values()) {
            FakeCall call = calls.stream()
                    .filter(one -> one.request().protocol() == protocol)
                    .findFirst()
                    .orElseThrow();
            write(List.of(call), "max_tokenz");

            NpmProject.Ran checked = check();

            assertThat(checked.exit()).as(protocol.name()).isNotZero();
            assertThat(checked.output()).contains("max_tokenz");
        }
    }

    private static NpmProject.Ran check() throws Exception {
        return project.node(MINUTES, "node_modules/typescript/bin/tsc", "-p", ".");
    }

    private static void write(List<FakeCall> recorded, String addedField) throws Exception {
        Files.createDirectories(RECORDED);
        StringBuilder text = new StringBuilder(
                "import type { AnthropicRequest, GeminiRequest, OpenAiRequest } from '../requests.js';\n");
        for (FakeCall call : recorded) {
            ObjectNode body = (ObjectNode) JSON.readTree(call.request().body());
            if (!addedField.isEmpty()) {
                body.put(addedField, 1);
            }
            text.append("\n// ").append(call.request().model()).append("\n(").append(body.toPrettyString());
            text.append(") satisfies ").append(type(call.request().protocol())).append(";\n");
        }
        Files.writeString(RECORDED.resolve("requests-of-all-stages.ts"), text);
    }

    private static String type(Protocol protocol) {
        return switch (protocol) {
            case OPENAI -> "OpenAiRequest";
            case ANTHROPIC -> "AnthropicRequest";
            case GEMINI -> "GeminiRequest";
        };
    }

    private static Path config(FakeProviders server, Protocol protocol) throws Exception {
        StringBuilder stages = new StringBuilder();
        for (Stage stage : Stage.values()) {
            stages.append("    ").append(stage.label()).append(": {model: ").append(stage.label());
            // Anthropic's newest models take no temperature, and so its types have none. Those who set one for an older
            // model are served all the same.
            stages.append(
                    stage == Stage.JUDGE
                            ? ", reasoning-effort: low"
                            : protocol == Protocol.ANTHROPIC ? "" : ", temperature: 0.5");
            stages.append(stage == Stage.EDIT ? ", max-tokens: 20000}\n" : "}\n");
        }
        return Files.writeString(folder.resolve(protocol + ".yaml"), """
                llm:
                  default: {provider: %s, base-url: "%s", api-key: key, model: any}
                  stages:
                %s""".formatted(
                        protocol.name().toLowerCase(Locale.ROOT), server.url(protocol), stages));
    }
}
