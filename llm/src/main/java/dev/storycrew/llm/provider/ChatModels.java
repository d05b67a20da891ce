package dev.storycrew.llm.provider;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connects to models. The built-in retries ignore Retry-After and retry an empty quota; the gateway does it instead.
 */
public final class ChatModels {
    /** The effort of a request that asks for little thought, where no effort is configured; servers may know another word. */
    public static final String LITTLE_THOUGHT = "minimal";

    private static final String NO_KEY = "none";
    /** Anthropic wants a limit in each request, and LangChain4j's own is too short for a chapter. */
    private static final int ANTHROPIC_MAX_TOKENS = 16_384;

    private ChatModels() {}

    /** Connects to a language model. */
    public static ChatModel connect(ModelSettings settings) {
        DeadlineHttpClient http = new DeadlineHttpClient(settings.timeout(), settings.proxy());
        ChatModel model = switch (settings.provider()) {
            case OPENAI -> openAi(settings, new DialectHttpClient(http, settings));
            case ANTHROPIC -> anthropic(settings, new DialectHttpClient(http, settings));
            case GEMINI -> gemini(settings, http);
            case REHEARSAL -> throw new IllegalArgumentException("the rehearsal model has no connection");
        };
        return new RefusalNormalizer(model, http);
    }

    private static ChatModel openAi(ModelSettings settings, DialectHttpClient http) {
        OpenAiChatModel.OpenAiChatModelBuilder model = OpenAiChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(key(settings))
                .modelName(settings.model())
                .temperature(settings.temperature())
                .reasoningEffort(settings.reasoningEffort())
                .customHeaders(settings.plainHeaders())
                .timeout(settings.timeout())
                .strictJsonSchema(true)
                .supportedCapabilities(capabilities(settings))
                .maxRetries(0);
        return model.maxTokens(settings.maxTokens()).build();
    }

    private static ChatModel anthropic(ModelSettings settings, DialectHttpClient http) {
        Integer thinking = thinkingTokens(settings.reasoningEffort());
        int answer = settings.maxTokens() == null ? ANTHROPIC_MAX_TOKENS : settings.maxTokens();
        AnthropicChatModel.AnthropicChatModelBuilder model = AnthropicChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(key(settings))
                .modelName(settings.model())
                .customHeaders(settings.plainHeaders())
                .timeout(settings.timeout())
                .supportedCapabilities(capabilities(settings))
                // The system message stays the same from call to call and is read from the provider's cache.
                .cacheSystemMessages(true)
                .maxRetries(0);
        // With thinking, the limit covers thought and answer, and the temperature must be the default.
        return thinking == null || thinking == 0
                ? model.maxTokens(answer).temperature(settings.temperature()).build()
                : model.maxTokens(answer + thinking)
                        .thinkingType("enabled")
                        .thinkingBudgetTokens(thinking)
                        .build();
    }

    private static ChatModel gemini(ModelSettings settings, DeadlineHttpClient http) {
        Integer thinking = thinkingTokens(settings.reasoningEffort());
        return GoogleAiGeminiChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(settings.baseUrl())
                .apiKey(key(settings))
                .modelName(settings.model())
                .temperature(settings.temperature())
                .maxOutputTokens(settings.maxTokens())
                .customHeaders(settings.plainHeaders())
                .timeout(settings.timeout())
                .supportedCapabilities(capabilities(settings))
                .thinkingConfig(
                        thinking == null
                                ? null
                                : GeminiThinkingConfig.builder()
                                        .thinkingBudget(thinking)
                                        .build())
                .maxRetries(0)
                .build();
    }

    private static Set<Capability> capabilities(ModelSettings settings) {
        return settings.jsonSchema() ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA) : Set.of();
    }

    private static String key(ModelSettings settings) {
        Secret key = settings.apiKey();
        return key == null ? NO_KEY : key.value();
    }

    /** What OpenAI calls effort is a number of tokens elsewhere; null for the provider's default. */
    private static @Nullable Integer thinkingTokens(@Nullable String effort) {
        return effort == null
                ? null
                : switch (effort) {
                    case "none" -> 0;
                    case "minimal" -> 1_024;
                    case "low" -> 2_048;
                    case "medium" -> 8_192;
                    default -> 16_384;
                };
    }
}
