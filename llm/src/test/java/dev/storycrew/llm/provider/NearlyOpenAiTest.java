package dev.storycrew.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Price;
import dev.storycrew.llm.Billing;
import dev.storycrew.llm.ModelEndpoint;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.Prompt;
import dev.storycrew.llm.Question;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.llm.provider.CallFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak almost the vendor's protocol, and what stands between them and us. */
class NearlyOpenAiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = """
            {"choices":[{"index":0,"message":{"role":"assistant","content":"good"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""";
    private static final String PAGE = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>";

    private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
    private Function<JsonNode, Reply> server = request -> new Reply(200, GOOD);
    private HttpServer http;

    private record Reply(int status, String body, Map<String, String> headers) {
        Reply(int status, String body) {
            this(status, body, Map.of());
        }
    }

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::serve);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
        requests.add(request);
        Reply reply = server.apply(request);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
            {"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use \
            'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}""", """
            {"error":{"message":"Unrecognized request argument supplied: max_tokens","type":"invalid_request_error"}}"""})
    void aServerThatWantsMaxCompletionTokensIsAskedSoFromThenOn(String error) {
        server = request -> request.has("max_tokens") ? new Reply(400, error) : new Reply(200, GOOD);
        ChatModel model = model(ProviderKind.OPENAI);

        assertThat(text(model.chat(plain()))).isEqualTo("good");
        assertThat(text(model.chat(plain()))).isEqualTo("good");

        assertThat(requests).hasSize(3);
        assertThat(requests.get(0).path("max_tokens").asInt()).isEqualTo(500);
        assertThat(requests.subList(1, 3)).allSatisfy(request -> {
            assertThat(request.path("max_completion_tokens").asInt()).isEqualTo(500);
            assertThat(request.has("max_tokens")).isFalse();
        });
    }

    /** OpenAI from GPT-5.6 on; DeepSeek; Moonshot; one that reports more than there was; one that reports nothing more. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"prompt_tokens_details\":{\"cached_tokens\":20,\"cache_write_tokens\":70} | 20 | 70",
                "\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":97} | 0 | 97",
                "\"prompt_cache_hit_tokens\":64,\"prompt_cache_miss_tokens\":36 | 64 | 0",
                "\"cached_tokens\":64 | 64 | 0",
                "\"prompt_tokens_details\":{\"cached_tokens\":80,\"cache_write_tokens\":70} | 80 | 20",
                "\"prompt_tokens_details\":null | 0 | 0",
                "\"prompt_tokens_details\":{\"cached_tokens\":null,\"cache_write_tokens\":null} | 0 | 0"
            })
    void whatWasReadFromTheCacheAndWrittenToItIsOnTheBill(String details, int read, int written) {
        server = request -> new Reply(
                200,
                GOOD.replace("\"prompt_tokens\":7", "\"prompt_tokens\":100," + details)
                        .replace(
                                "\"completion_tokens\":3",
                                "\"completion_tokens\":3," + "\"completion_tokens_details\":{\"reasoning_tokens\":2}"));

        TokenUsage usage = model(ProviderKind.OPENAI).chat(plain()).tokenUsage();

        assertThat(usage).isInstanceOfSatisfying(OpenAiUsage.class, bill -> {
            assertThat(bill.inputTokenCount()).isEqualTo(100);
            assertThat(bill.cached()).isEqualTo(read);
            assertThat(bill.cacheWrite()).isEqualTo(written);
            assertThat(bill.outputTokenCount()).isEqualTo(3);
            assertThat(bill.reasoning()).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "400 | This model's maximum context length is 8192 tokens.",
                "400 | the request exceeds the available context size, try increasing it",
                "400 | the input length exceeds the context length",
                "400 | Input is too long for requested model.",
                "400 | Please reduce the length of the messages or completion.",
                "400 | too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000.",
                "400 | This model's maximum prompt length is 131072 but the request contains 200000 tokens.",
                "400 | Range of input length should be [1, 30720]",
                "400 | Prompt exceeds max length",
                "400 | Invalid request: Your request exceeded model token limit: 8192",
                "400 | The decoder prompt (length 9000) is longer than the maximum model length of 8192.",
                "400 | litellm.ContextWindowExceededError",
                "400 | input length and max_tokens exceed context limit: 188240 + 21333 > 200000",
                "400 | prompt tokens too long",
                "400 | tokens_limit_reached: Request body too large for this model. Max size: 8000 tokens.",
                "400 | 输入内容过长，超过模型最大长度",
                "422 | Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193.",
                "422 | Input validation error: `inputs` must have less than 8192 tokens. Given: 9000",
                "429 | Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 51234.",
                "500 | Requested tokens (9000) exceed context window of 2048"
            })
    void aRequestThatIsTooLongForTheModelIsToldApartFromABrokenOne(int status, String words) {
        server = request -> new Reply(status, error(words));

        assertThatThrownBy(() -> model(ProviderKind.OPENAI).chat(plain()))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        thrown -> assertThat(Objects.requireNonNull(CallFailures.of(thrown))
                                        .kind())
                                .isEqualTo(CallFailure.Kind.CONTEXT_TOO_LONG));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | max_tokens is too large: 99999. | INVALID_REQUEST",
                "400 | max_tokens (9000) exceeds the model's maximum output tokens | INVALID_REQUEST",
                "400 | the prompt field is missing | INVALID_REQUEST",
                "400 | Your request was rejected as a result of our safety system. | INVALID_REQUEST",
                "429 | Rate limit reached on tokens per min (TPM): Limit 30000, Used 20000, Requested 11234. | RATE_LIMITED",
                "500 | The server had an error while processing your request | OVERLOADED"
            })
    void whatIsRefusedForAnotherReasonIsNotTooLong(int status, String words, CallFailure.Kind kind) {
        server = request -> new Reply(status, error(words));

        assertThatThrownBy(() -> model(ProviderKind.OPENAI).chat(plain()))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        thrown -> assertThat(Objects.requireNonNull(CallFailures.of(thrown))
                                        .kind())
                                .isEqualTo(kind));
    }

    @Test
    void openAiItselfIsAskedWithTheNewLimitAndAnOldServerBehindItsNameWithTheOldOne() {
        Dialect vendors = Dialect.of(settings(ProviderKind.OPENAI, ProviderKind.OPENAI.defaultUrl()));
        assertThat(vendors.limitField()).isEqualTo("max_completion_tokens");
        assertThat(Dialect.of(settings(ProviderKind.OPENAI, url())).limitField())
                .isEqualTo("max_tokens");

        JsonNode sent = JSON.createObjectNode().put("max_completion_tokens", 5);
        Dialect learned = vendors.after(
                422,
                "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"max_completion_tokens\"],\"msg\":\"Extra inputs are not permitted\"}]}",
                sent);

        assertThat(learned.limitField()).isEqualTo("max_tokens");
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, temperature", "ANTHROPIC, temperature", "OPENAI, response_format"})
    void whatAModelDoesNotTakeIsLeftOut(ProviderKind kind, String field) {
        String words = "Unsupported value: '" + field + "' does not support this with this model.";
        server = request ->
                request.has(field) ? new Reply(400, error(words)) : new Reply(200, GOOD.replace("good", "{}"));
        ChatModel model = model(kind);

        if (kind == ProviderKind.ANTHROPIC) {
            server = request -> request.has(field) ? new Reply(400, error(words)) : new Reply(200, """
                            {"content":[{"type":"text","text":"{}"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
        }
        assertThat(text(model.chat(json()))).isEqualTo("{}");

        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).has(field)).isTrue();
    }

    @Test
    void aRejectionThatTeachesNothingIsAFailureAtOnce() {
        server = request -> new Reply(400, error("Invalid value: the user's words mention max_tokens"));

        CallFailure failure = failure(model(ProviderKind.OPENAI));

        assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(requests).hasSize(1);
    }

    @Test
    void aServerThatTakesNeitherLimitIsNotAskedForEver() {
        server = request -> new Reply(400, error("Unsupported parameter: max_tokens, max_completion_tokens"));

        assertThat(failure(model(ProviderKind.OPENAI)).kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream must be true",
                "Stream must be set to true",
                "This model only support stream mode, please enable the stream parameter to access the model.",
                "Only streaming requests are supported"
            })
    void aServerThatOnlyStreamsIsAskedForAStream(String words) {
        server = request -> request.path("stream").asBoolean()
                ? new Reply(200, openAiStream(), Map.of("Content-Type", "text/event-stream"))
                : new Reply(400, error(words));
        ChatModel model = model(ProviderKind.OPENAI);

        ChatResponse answer = model.chat(plain());
        model.chat(plain());

        assertThat(text(answer)).isEqualTo("good \u00fc\u2014");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(7);
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(3);
        assertThat(requests).hasSize(3);
        assertThat(requests.get(2).at("/stream_options/include_usage").asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void aStreamThatNobodyAskedForIsRead(String lineEnd) {
        server = request -> new Reply(200, openAiStream().replace("\n", lineEnd));
        assertThat(text(model(ProviderKind.OPENAI).chat(plain()))).isEqualTo("good \u00fc\u2014");

        server = request -> new Reply(200, anthropicStream().replace("\n", lineEnd));
        ChatResponse answer = model(ProviderKind.ANTHROPIC).chat(plain());
        assertThat(text(answer)).isEqualTo("good");
        assertThat(answer.tokenUsage().inputTokenCount()).isEqualTo(7);
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(3);

        server = request -> new Reply(200, geminiStream().replace("\n", lineEnd));
        assertThat(text(model(ProviderKind.GEMINI).chat(plain()))).isEqualTo("good");
    }

    @ParameterizedTest
    @EnumSource(
            value = ProviderKind.class,
            names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void aStreamThatBreaksOffIsNoAnswer(ProviderKind kind) {
        String whole = switch (kind) {
            case OPENAI -> openAiStream();
            case ANTHROPIC -> anthropicStream();
            default -> geminiStream();
        };
        // Before the last words that say that it is complete.
        int end = Math.max(
                whole.indexOf("data: {\"choices\":[{\"index\":0,\"delta\":{},"),
                Math.max(whole.indexOf("event: message_stop"), whole.indexOf("data:", 5)));
        server = request -> new Reply(200, whole.substring(0, end));

        CallFailure failure = failure(model(kind));

        assertThat(failure.kind()).isEqualTo(Kind.GARBLED);
        assertThat(failure.message()).isEqualTo("the streamed answer ended before it was complete");
    }

    @ParameterizedTest
    @CsvSource({"'', OVERLOADED", "429, RATE_LIMITED", "401, BAD_CREDENTIALS"})
    void anErrorUnderTheStatus200IsThatError(String code, Kind kind) {
        String error =
                "{\"error\":{\"message\":\"the user's words\"" + (code.isEmpty() ? "" : ",\"code\":" + code) + "}}";
        for (String body : List.of(error, "data: " + error + "\n\n")) {
            server = request -> new Reply(200, body);
            assertThat(failure(model(ProviderKind.OPENAI)).kind()).isEqualTo(kind);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, '{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"tool_calls\"}]}'",
        "OPENAI, '{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\",\"function_call\":{\"name\":\"search\",\"arguments\":\"{}\"}},\"finish_reason\":\"function_call\"}]}'",
        "ANTHROPIC, '{\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"search\",\"input\":{}}],\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}'",
        "GEMINI, '{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"functionCall\":{\"name\":\"search\",\"args\":{}}}]},\"finishReason\":\"STOP\"}]}'",
        "GEMINI, '{\"candidates\":[{\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]}'"
    })
    void aCallOfAToolInsteadOfAnAnswerIsSeenAsSuch(ProviderKind kind, String body) {
        server = request -> new Reply(200, body);

        ChatResponse answer = model(kind).chat(plain());

        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    }

    /** OpenAI's older and newer reasoning models, a server of another make, and models that do not reason. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minimal | minimal",
                "none | minimal, none",
                "low | minimal, none, low",
                "'' | minimal, ''",
            })
    void whereLittleThoughtIsEnoughTheServersOwnWordForItIsLearned(String taken, String asked) {
        server = request -> request.path("reasoning_effort").asText("").equals(taken)
                ? new Reply(200, GOOD)
                : new Reply(400, taken.isEmpty() ? """
                        {"error":{"message":"Unrecognized request argument supplied: reasoning_effort"}}""" : """
                        {"error":{"message":"Unsupported value: 'reasoning_effort' does not support that with this model.",\
                        "param":"reasoning_effort","code":"unsupported_value"}}""");
        ModelGateway gateway = ModelGateway.toOne(endpoint(model(ProviderKind.OPENAI)));

        assertThatCode(() -> {
                    gateway.ask(question(new AnswerFormat("short", null, true)), text -> text, () -> {});
                    gateway.ask(question(new AnswerFormat("short", null, true)), text -> text, () -> {});
                })
                .doesNotThrowAnyException();

        List<String> expected = new ArrayList<>(List.of(asked.replace("''", "").split(", ?", -1)));
        expected.add(taken);
        assertThat(requests)
                .extracting(request -> request.path("reasoning_effort").asText(""))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void anEffortThatIsConfiguredIsSentAsItIsAndNoneWhereFullThoughtIsWanted() throws Exception {
        ModelGateway configured = ModelGateway.toOne(endpoint(model(ProviderKind.OPENAI, "high")));
        ModelGateway plain = ModelGateway.toOne(endpoint(model(ProviderKind.OPENAI)));

        configured.ask(question(new AnswerFormat("short", null, true)), text -> text, () -> {});
        plain.ask(question(AnswerFormat.PROSE), text -> text, () -> {});

        assertThat(requests.get(0).path("reasoning_effort").asText()).isEqualTo("high");
        assertThat(requests.get(1).has("reasoning_effort")).isFalse();
    }

    @Test
    void aToolCallIsAskedForOnceMoreAndThenTheModelIsGivenUp() {
        server = request -> new Reply(200, """
                {"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function",\
                "function":{"name":"search","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}""");
        ModelEndpoint endpoint = endpoint(model(ProviderKind.OPENAI));
        Question question = question(AnswerFormat.PROSE);

        assertThatThrownBy(() -> ModelGateway.toOne(endpoint).ask(question, text -> text, () -> {}))
                .isInstanceOf(StageFailure.class)
                .hasMessageContaining("it calls a tool instead of answering");

        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).toString()).contains("Your answer cannot be used: it calls a tool");
    }

    @ParameterizedTest
    @CsvSource({
        "200, GARBLED",
        "302, GARBLED",
        "401, GARBLED",
        "403, GARBLED",
        "404, GARBLED",
        "413, CONTEXT_TOO_LONG",
        "407, BAD_CREDENTIALS",
        "429, RATE_LIMITED",
        "502, OVERLOADED",
        "503, OVERLOADED"
    })
    void aWebPageIsNamedAndNeverShown(int status, Kind kind) {
        for (ProviderKind provider : List.of(ProviderKind.OPENAI, ProviderKind.ANTHROPIC, ProviderKind.GEMINI)) {
            server = request -> new Reply(status, PAGE, Map.of("Content-Type", "text/html"));

            CallFailure failure = failure(model(provider));

            assertThat(failure.kind()).as(provider.label()).isEqualTo(kind);
            assertThat(failure.message())
                    .doesNotContain("<")
                    .doesNotContain("\n")
                    .doesNotContain("Bad Gateway");
            if (status != 413 && status != 407) {
                assertThat(failure.message())
                        .contains("a web page answered, not the provider")
                        .contains("base-url");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'Sun, 06 Nov 1994 08:49:47 GMT', 10000",
        "'Sunday, 06-Nov-94 08:49:47 GMT', 10000",
        "'Sun Nov  6 08:49:47 1994', 10000",
        "'Sun, 06 Nov 1994 08:49:00 GMT', 0",
        "7, 7000"
    })
    void aTimeToWaitIsReadAsSecondsOrAsADateByTheServersClock(String retryAfter, long millis) {
        AnsweredException answered = new AnsweredException(
                429,
                "{}",
                java.net.http.HttpHeaders.of(
                        Map.of("Retry-After", List.of(retryAfter), "Date", List.of("Sun, 06 Nov 1994 08:49:37 GMT")),
                        (name, value) -> true));

        assertThat(Objects.requireNonNull(CallFailures.of(answered)).retryAfter())
                .isEqualTo(Duration.ofMillis(millis));
    }

    private CallFailure failure(ChatModel model) {
        List<CallFailure> failures = new ArrayList<>();
        assertThatThrownBy(() -> model.chat(plain()))
                .isInstanceOfSatisfying(
                        RuntimeException.class,
                        thrown -> failures.add(Objects.requireNonNull(CallFailures.of(thrown), thrown.toString())));
        return failures.get(0);
    }

    private static String text(ChatResponse response) {
        return response.aiMessage().text();
    }

    private static String error(String words) {
        return JSON.createObjectNode()
                .set("error", JSON.createObjectNode().put("message", words).put("type", "invalid_request_error"))
                .toString();
    }

    /** With a comment that keeps the connection alive, an empty delta, and the tokens in an event of their own. */
    private static String openAiStream() {
        return """
                : PROCESSING

                data: {"id":"x","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

                data: {"choices":[{"index":0,"delta":{"content":"good "}}]}

                data:{"choices":[{"index":0,"delta":{"content":"\u00fc\u2014"}}]}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}

                data: [DONE]

                """;
    }

    private static String anthropicStream() {
        return """
                event: message_start
                data: {"type":"message_start","message":{"id":"x","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":7,"output_tokens":1}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: ping
                data: {"type":"ping"}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"go"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"od"}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}

                event: message_stop
                data: {"type":"message_stop"}

                """;
    }

    private static String geminiStream() {
        return """
                data: {"candidates":[{"content":{"role":"model","parts":[{"text":"go"}]}}]}

                data: {"candidates":[{"content":{"role":"model","parts":[{"text":"od"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3}}

                """;
    }

    private static ChatRequest plain() {
        return ChatRequest.builder()
                .messages(dev.langchain4j.data.message.UserMessage.from("the user's words"))
                .maxOutputTokens(500)
                .build();
    }

    private static ChatRequest json() {
        return plain().toBuilder()
                .responseFormat(ResponseFormat.builder()
                        .type(ResponseFormatType.JSON)
                        .jsonSchema(JsonSchema.builder()
                                .name("thing")
                                .rootElement(JsonRawSchema.from("{\"type\":\"object\"}"))
                                .build())
                        .build())
                .build();
    }

    private ChatModel model(ProviderKind kind) {
        return model(kind, null);
    }

    private ChatModel model(ProviderKind kind, @Nullable String effort) {
        return ChatModels.connect(settings(kind, url(), effort));
    }

    private static ModelEndpoint endpoint(ChatModel model) {
        return new ModelEndpoint(
                new Provider("p", ProviderLimits.NONE, ProviderTimings.DEFAULT),
                model,
                ProviderKind.OPENAI,
                "model",
                new Billing(new Price(1, 1, 1, 1), false));
    }

    private static Question question(AnswerFormat format) {
        return new Question(
                "book",
                new Prompt("system", "the user's words", "v"),
                format,
                new TreeSet<>(),
                10,
                Money.ZERO,
                Money.ZERO);
    }

    private String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/v1";
    }

    private static ModelSettings settings(ProviderKind kind, String url) {
        return settings(kind, url, null);
    }

    private static ModelSettings settings(ProviderKind kind, String url, @Nullable String effort) {
        return new ModelSettings(
                kind,
                url,
                new Secret("key"),
                Map.of(),
                null,
                "model",
                Duration.ofMinutes(1),
                0.5,
                null,
                effort,
                true,
                ProviderLimits.NONE);
    }
}
