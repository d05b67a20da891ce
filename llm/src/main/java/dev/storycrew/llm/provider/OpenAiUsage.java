package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a server of OpenAI's protocol reports, read from its answer: LangChain4j's own class does not know
 * writes to the cache, which are charged, nor where other servers report what they read from theirs.
 */
public final class OpenAiUsage extends TokenUsage {
    /** OpenAI; DeepSeek; Moonshot. */
    private static final List<String> READ =
            List.of("/prompt_tokens_details/cached_tokens", "/prompt_cache_hit_tokens", "/cached_tokens");

    private final int cached;
    private final int cacheWrite;
    private final int reasoning;

    private OpenAiUsage(int input, int cached, int cacheWrite, int output, int reasoning) {
        super(input, output);
        this.cached = cached;
        this.cacheWrite = cacheWrite;
        this.reasoning = reasoning;
    }

    /** The usage in an answer; null if there is none of this protocol. */
    static @Nullable OpenAiUsage in(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        if (!usage.has("prompt_tokens")) {
            return null;
        }
        int input = usage.path("prompt_tokens").asInt();
        int cached =
                READ.stream().mapToInt(path -> usage.at(path).asInt()).max().orElse(0);
        int read = Math.min(cached, input);
        int written = usage.at("/prompt_tokens_details/cache_write_tokens").asInt();
        return new OpenAiUsage(
                input,
                read,
                Math.min(written, input - read),
                usage.path("completion_tokens").asInt(),
                usage.at("/completion_tokens_details/reasoning_tokens").asInt());
    }

    /** Input tokens that were read from the cache. */
    public int cached() {
        return cached;
    }

    /** Input tokens that were charged for being written to the cache. */
    public int cacheWrite() {
        return cacheWrite;
    }

    /** Output tokens spent on reasoning. */
    public int reasoning() {
        return reasoning;
    }
}
