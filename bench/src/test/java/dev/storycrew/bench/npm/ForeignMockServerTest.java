package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.storycrew.llm.provider.CallFailure;
import dev.storycrew.llm.provider.CallFailures;
import dev.storycrew.llm.provider.ChatModels;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.provider.Secret;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The door to language models against a mock server that others wrote (aimock), in the three protocols. */
@Tag("long")
class ForeignMockServerTest {
    private static Process server;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
        NpmProject project = NpmProject.installed("npm");
        server = new ProcessBuilder("node", "mock-server.mjs")
                .directory(project.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
        url = Objects.requireNonNull(output.readLine(), "the mock server said nothing");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.getOutputStream().close();
            server.waitFor();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProviderKind.class,
            names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void anAnswerIsRead(ProviderKind kind) {
        ChatResponse answer = ask(kind, "ANSWER");

        assertThat(answer.aiMessage().text()).isEqualTo("good");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().outputTokenCount()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, TOOL, TOOL_EXECUTION", "ANTHROPIC, TOOL, TOOL_EXECUTION", "GEMINI, TOOL, TOOL_EXECUTION",
        "OPENAI, CUT, LENGTH", "ANTHROPIC, CUT, LENGTH", "GEMINI, CUT, LENGTH"
    })
    void whyAnAnswerEndedIsSeen(ProviderKind kind, String words, FinishReason reason) {
        assertThat(ask(kind, words).finishReason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, LIMIT, RATE_LIMITED", "ANTHROPIC, LIMIT, RATE_LIMITED", "GEMINI, LIMIT, RATE_LIMITED",
        "OPENAI, DOWN, OVERLOADED", "ANTHROPIC, DOWN, OVERLOADED", "GEMINI, DOWN, OVERLOADED",
        "OPENAI, KEY, BAD_CREDENTIALS", "ANTHROPIC, KEY, BAD_CREDENTIALS", "GEMINI, KEY, BAD_CREDENTIALS"
    })
    void anErrorIsUnderstood(ProviderKind kind, String words, CallFailure.Kind expected) {
        RuntimeException thrown = catchThrowableOfType(RuntimeException.class, () -> ask(kind, words));

        CallFailure failure = Objects.requireNonNull(CallFailures.of(thrown), String.valueOf(thrown));
        assertThat(failure.kind()).isEqualTo(expected);
        if (words.equals("LIMIT")) {
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    private static ChatResponse ask(ProviderKind kind, String words) {
        ChatModel model = ChatModels.connect(new ModelSettings(
                kind,
                url + (kind == ProviderKind.GEMINI ? "/v1beta" : "/v1"),
                new Secret("mock"),
                Map.of(),
                null,
                "model",
                Duration.ofMinutes(1),
                null,
                null,
                null,
                true,
                ProviderLimits.NONE));
        return model.chat(
                ChatRequest.builder().messages(UserMessage.from(words)).build());
    }
}
