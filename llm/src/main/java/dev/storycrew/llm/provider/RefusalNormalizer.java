package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes refusals of all providers look the same, with the tokens they report, and reads OpenAI's bill whole: LangChain4j
 * throws OpenAI's refusals away with
 * their bill, and shows Anthropic's and Gemini's as empty answers. Calls of tools look the same as well. A response that
 * is no answer at all becomes a {@link GarbledAnswerException}.
 */
final class RefusalNormalizer implements ChatModel {
    /** Gemini's finish reasons for a withheld answer. */
    private static final Set<String> HELD_BACK =
            Set.of("safety", "recitation", "blocklist", "prohibited_content", "spii", "image_safety", "language");

    /** Gemini's finish reasons for a call that came to nothing. */
    private static final Set<String> TOOL_CALLS = Set.of("malformed_function_call", "unexpected_tool_call");

    private final ChatModel model;
    private final DeadlineHttpClient http;

    /** @param http the client that the model uses */
    RefusalNormalizer(ChatModel model, DeadlineHttpClient http) {
        this.model = model;
        this.http = http;
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
        http.forgetBody();
        try {
            ChatResponse response = model.chat(request);
            String body = http.lastBody();
            if (body == null) {
                return response;
            }
            JsonNode answer = CallFailures.json(body);
            TokenUsage openAi = OpenAiUsage.in(answer);
            TokenUsage reported = openAi == null ? response.tokenUsage() : openAi;
            if (refused(answer)) {
                return ended(FinishReason.CONTENT_FILTER, reported);
            }
            if (callsTool(answer) && text(response).isBlank()) {
                return ended(FinishReason.TOOL_EXECUTION, reported);
            }
            return openAi == null ? response : ended(response.finishReason(), openAi, response.aiMessage());
        } catch (RuntimeException e) {
            String body = http.lastBody();
            if (body == null || e instanceof LangChain4jException && e.getCause() instanceof AnsweredException) {
                throw e;
            }
            JsonNode answer = CallFailures.json(body);
            if (refused(answer)) {
                return ended(FinishReason.CONTENT_FILTER, usage(answer));
            }
            if (callsTool(answer)) {
                return ended(FinishReason.TOOL_EXECUTION, usage(answer));
            }
            throw new GarbledAnswerException(WebPage.is(body) ? WebPage.WORDS : CallFailure.Kind.GARBLED.words());
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return model.supportedCapabilities();
    }

    private static String text(ChatResponse response) {
        String text = response.aiMessage().text();
        return text == null ? "" : text;
    }

    /** An answer without a text. */
    private static ChatResponse ended(FinishReason reason, @Nullable TokenUsage usage) {
        return ended(reason, usage, AiMessage.from(""));
    }

    private static ChatResponse ended(@Nullable FinishReason reason, @Nullable TokenUsage usage, AiMessage message) {
        return ChatResponse.builder()
                .aiMessage(message)
                .finishReason(reason)
                .tokenUsage(usage)
                .build();
    }

    private static boolean refused(JsonNode answer) {
        JsonNode openAi = answer.path("choices").path(0);
        JsonNode gemini = answer.path("candidates").path(0).path("finishReason");
        return openAi.path("message").path("refusal").asText("").length() > 0
                        && !openAi.path("message").path("refusal").isNull()
                || openAi.path("finish_reason").asText("").equals("content_filter")
                || answer.path("stop_reason").asText("").equals("refusal")
                || HELD_BACK.contains(gemini.asText("").toLowerCase(Locale.ROOT))
                || answer.path("promptFeedback").hasNonNull("blockReason");
    }

    /** No request offers a tool; some models, and servers with tools of their own, call one all the same. */
    private static boolean callsTool(JsonNode answer) {
        JsonNode openAi = answer.path("choices").path(0).path("message");
        JsonNode gemini = answer.path("candidates").path(0);
        return !openAi.path("tool_calls").isEmpty()
                || openAi.path("function_call").isObject()
                || answer.path("stop_reason").asText("").equals("tool_use")
                || any(
                        answer.path("content"),
                        block -> block.path("type").asText("").equals("tool_use"))
                || TOOL_CALLS.contains(gemini.path("finishReason").asText("").toLowerCase(Locale.ROOT))
                || any(gemini.path("content").path("parts"), part -> part.has("functionCall"));
    }

    private static boolean any(JsonNode list, Predicate<JsonNode> what) {
        return StreamSupport.stream(list.spliterator(), false).anyMatch(what);
    }

    private static @Nullable TokenUsage usage(JsonNode answer) {
        OpenAiUsage openAi = OpenAiUsage.in(answer);
        if (openAi != null) {
            return openAi;
        }
        JsonNode gemini = answer.path("usageMetadata");
        return gemini.has("promptTokenCount")
                ? GoogleAiGeminiTokenUsage.builder()
                        .inputTokenCount(gemini.path("promptTokenCount").asInt())
                        .outputTokenCount(gemini.path("candidatesTokenCount").asInt())
                        .cachedContentTokenCount(
                                gemini.path("cachedContentTokenCount").asInt())
                        .thoughtsTokenCount(gemini.path("thoughtsTokenCount").asInt())
                        .build()
                : null;
    }
}
