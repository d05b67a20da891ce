package dev.storycrew.llm.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The protocols that the gateway speaks. */
public enum ProviderKind {
    /** Every server that speaks OpenAI's protocol: OpenAI, DeepSeek, SiliconFlow, vLLM, Ollama and many others. */
    OPENAI("https://api.openai.com/v1"),
    ANTHROPIC("https://api.anthropic.com/v1"),
    GEMINI("https://generativelanguage.googleapis.com/v1beta"),
    /** No language model at all. */
    REHEARSAL("");

    private final String defaultUrl;

    ProviderKind(String defaultUrl) {
        this.defaultUrl = defaultUrl;
    }

    public String defaultUrl() {
        return defaultUrl;
    }

    /** As used in configurations and records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The provider of a label.
     *
     * @throws IllegalArgumentException listing the known ones
     */
    public static ProviderKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of "
                        + Arrays.stream(values()).map(ProviderKind::label).collect(Collectors.joining(", "))
                        + ", but is '" + label + "'"));
    }
}
