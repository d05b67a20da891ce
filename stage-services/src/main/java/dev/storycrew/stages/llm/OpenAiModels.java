package dev.storycrew.stages.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;

/** Models behind any server that speaks OpenAI's protocol. */
public final class OpenAiModels {
    private OpenAiModels() {}

    public static ChatModel connect(ModelSettings settings) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(new DeadlineHttpClient(settings.timeout()))
                .baseUrl(settings.baseUrl())
                .apiKey(settings.apiKey() == null ? "none" : settings.apiKey())
                .modelName(settings.model())
                .temperature(settings.temperature())
                .maxTokens(settings.maxTokens())
                .timeout(settings.timeout())
                // The built-in retry ignores Retry-After and retries an empty quota; the door does it instead.
                .maxRetries(0)
                .build();
    }
}
