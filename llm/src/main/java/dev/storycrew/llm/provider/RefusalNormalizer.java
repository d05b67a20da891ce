package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes refusals of all providers look the same, with the tokens they report: LangChain4j throws OpenAI's away with
 * their bill, and shows Anthropic's and Gemini's as empty answers. A response that is no answer at all becomes a {@link
 * GarbledAnswerException}.
 */
final class RefusalNormalizer implements ChatModel {
    /** Gemini's finish reasons for a withheld answer. */
    private static final Set<String> HELD_BACK =
            Set.of("safety", "recitation", "blocklist", "prohibited_content", "spii", "image_safety", "language");

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
            return body != null && refused(CallFailures.json(body)) ? refusal(response.tokenUsage()) : response;
        } catch (RuntimeException e) {
            String body = http.lastBody();
            if (body == null || e instanceof LangChain4jException && e.getCause() instanceof AnsweredException) {
                throw e;
            }
            JsonNode answer = CallFailures.json(body);
            if (refused(answer)) {
                return refusal(usage(answer));
            }
            throw new GarbledAnswerException();
        }
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return model.supportedCapabilities();
    }

    private static ChatResponse refusal(@Nullable TokenUsage usage) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(""))
                .finishReason(FinishReason.CONTENT_FILTER)
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

    private static @Nullable TokenUsage usage(JsonNode answer) {
        JsonNode openAi = answer.path("usage");
        if (openAi.has("prompt_tokens")) {
            return OpenAiTokenUsage.builder()
                    .inputTokenCount(openAi.path("prompt_tokens").asInt())
                    .outputTokenCount(openAi.path("completion_tokens").asInt())
                    .inputTokensDetails(OpenAiTokenUsage.InputTokensDetails.builder()
                            .cachedTokens(openAi.at("/prompt_tokens_details/cached_tokens")
                                    .asInt())
                            .build())
                    .outputTokensDetails(OpenAiTokenUsage.OutputTokensDetails.builder()
                            .reasoningTokens(openAi.at("/completion_tokens_details/reasoning_tokens")
                                    .asInt())
                            .build())
                    .build();
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
