package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a server that is nearly its vendor's wants its requests. What it refuses is learned from its error.
 *
 * @param limitField the name of the output limit: {@code max_tokens} or {@code max_completion_tokens}
 * @param streams whether answers must be asked for as a stream
 * @param streamUsage whether a stream is asked to report its tokens, which only OpenAI's protocol has to be
 * @param temperature whether a temperature is taken
 * @param responseFormat whether a form of the answer is taken
 * @param littleThought the server's word for the least effort; empty for none; null if the effort is configured, which is
 *     never changed
 */
record Dialect(
        String limitField,
        boolean streams,
        boolean streamUsage,
        boolean temperature,
        boolean responseFormat,
        @Nullable String littleThought) {
    /** What models call the least effort, as they came; each takes only some of them. */
    private static final List<String> LITTLE_THOUGHT = List.of(ChatModels.LITTLE_THOUGHT, "none", "low", "");

    private static final String EFFORT = "reasoning_effort";
    private static final String OLD_LIMIT = "max_tokens";
    private static final String NEW_LIMIT = "max_completion_tokens";
    private static final String TEMPERATURE = "temperature";
    private static final String RESPONSE_FORMAT = "response_format";
    private static final String STREAM_OPTIONS = "stream_options";
    private static final String SYSTEM_MESSAGES = "system";
    private static final String CACHE_MARK = "cache_control";

    private static final Pattern ONLY_STREAMS =
            Pattern.compile("\\bstream(ing)?\\b.{0,60}\\b(must|only|required|enable|true|mode)\\b"
                    + "|\\b(must|only|requires?|required|enable)\\b.{0,60}\\bstream(ing|s)?\\b");

    private static final List<String> REFUSALS = List.of(
            "unsupported",
            "not support",
            "n't support",
            "unrecognized",
            "unknown",
            "not permitted",
            "not allowed",
            "unexpected",
            "extra_forbidden",
            "extra inputs",
            "unavailable",
            "deprecated",
            "instead");

    /** What a protocol's own documentation says. All of OpenAI's own models take the new limit; other servers may not. */
    static Dialect of(ModelSettings settings) {
        boolean openAi = settings.provider() == ProviderKind.OPENAI;
        boolean vendors = settings.baseUrl().equals(ProviderKind.OPENAI.defaultUrl());
        return new Dialect(
                openAi && vendors ? NEW_LIMIT : OLD_LIMIT,
                false,
                openAi,
                true,
                true,
                settings.reasoningEffort() == null ? LITTLE_THOUGHT.get(0) : null);
    }

    /** Changes a request to what the server wants. */
    void applyTo(ObjectNode request) {
        rename(request, NEW_LIMIT.equals(limitField) ? OLD_LIMIT : NEW_LIMIT, limitField);
        if (streams) {
            request.put("stream", true);
            if (streamUsage) {
                request.putObject(STREAM_OPTIONS).put("include_usage", true);
            }
        }
        if (!temperature) {
            request.remove(TEMPERATURE);
        }
        if (!responseFormat) {
            request.remove(RESPONSE_FORMAT);
        }
        markAll(request.path(SYSTEM_MESSAGES));
        if (littleThought != null && request.has(EFFORT)) {
            if (littleThought.isEmpty()) {
                request.remove(EFFORT);
            } else {
                request.put(EFFORT, littleThought);
            }
        }
    }

    /** LangChain4j marks only the end of the last system message for Anthropic's cache, and others share more or less of it. */
    private static void markAll(JsonNode systemMessages) {
        JsonNode mark = systemMessages.path(systemMessages.size() - 1).path(CACHE_MARK);
        for (JsonNode message : systemMessages) {
            if (mark.isObject() && message instanceof ObjectNode block && !block.has(CACHE_MARK)) {
                block.set(CACHE_MARK, mark.deepCopy());
            }
        }
    }

    private static void rename(ObjectNode request, String from, String to) {
        JsonNode value = request.remove(from);
        if (value != null) {
            request.set(to, value);
        }
    }

    /** This dialect with what an error to a request teaches; the same if it teaches nothing. */
    Dialect after(int status, String error, JsonNode sent) {
        if (status != 400 && status != 422) {
            return this;
        }
        String said = error.toLowerCase(Locale.ROOT);
        boolean refuses = REFUSALS.stream().anyMatch(said::contains);
        boolean otherLimit = sent.has(limitField)
                && (limitField.equals(OLD_LIMIT) && said.contains(NEW_LIMIT) || refuses && said.contains(limitField));
        boolean mustStream = !sent.path("stream").asBoolean()
                && ONLY_STREAMS.matcher(said.replace('\n', ' ')).find();
        boolean noUsage = sent.has(STREAM_OPTIONS) && said.contains(STREAM_OPTIONS);
        boolean noTemperature = sent.has(TEMPERATURE) && refuses && said.contains(TEMPERATURE);
        boolean noFormat = sent.has(RESPONSE_FORMAT)
                && refuses
                && (said.contains(RESPONSE_FORMAT) || said.contains("json_schema"));
        return new Dialect(
                otherLimit ? limitField.equals(OLD_LIMIT) ? NEW_LIMIT : OLD_LIMIT : limitField,
                streams || mustStream,
                streamUsage && !noUsage,
                temperature && !noTemperature,
                responseFormat && !noFormat,
                sent.has(EFFORT) && said.contains(EFFORT) ? lessThought(said) : littleThought);
    }

    /** The next word, or none where no word is taken. */
    private @Nullable String lessThought(String said) {
        if (littleThought == null) {
            return null;
        }
        boolean value = said.contains("value") || said.contains("should be") || said.contains("one of");
        return value ? LITTLE_THOUGHT.get(LITTLE_THOUGHT.indexOf(littleThought) + 1) : "";
    }

    /** What this dialect does differently from another, for people. */
    String changesFrom(Dialect before) {
        List<String> changes = new ArrayList<>();
        if (!limitField.equals(before.limitField)) {
            changes.add(limitField + " instead of " + before.limitField);
        }
        if (streams && !before.streams) {
            changes.add("streamed answers");
        }
        if (!streamUsage && before.streamUsage) {
            changes.add("no " + STREAM_OPTIONS);
        }
        if (!temperature && before.temperature) {
            changes.add("no " + TEMPERATURE);
        }
        if (!responseFormat && before.responseFormat) {
            changes.add("no " + RESPONSE_FORMAT);
        }
        if (littleThought != null && !littleThought.equals(before.littleThought)) {
            changes.add(littleThought.isEmpty() ? "no " + EFFORT : EFFORT + " " + littleThought);
        }
        return String.join(", ", changes);
    }
}
