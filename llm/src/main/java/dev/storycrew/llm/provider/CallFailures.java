package dev.storycrew.llm.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.storycrew.llm.provider.CallFailure.Kind;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failed call means, in one place, from the status and the error codes of OpenAI, Anthropic and Gemini. A
 * provider's own words are examined but never repeated: they may contain the key or the prompt.
 */
public final class CallFailures {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,59}");

    /** OpenAI, vLLM, Ollama, Groq; llama.cpp; Anthropic; Bedrock; Gemini; LiteLLM. */
    private static final List<String> CONTEXT_WORDS = List.of(
            "context_length_exceeded",
            "contextwindowexceeded",
            "context length",
            "context window",
            "context size",
            "context limit",
            "prompt is too long",
            "input is too long",
            "input token count",
            "tokens_limit_reached",
            "reduce the length of the");

    /**
     * What says the same in the words of others. Text Generation Inference; Qwen, Z.ai; Moonshot; Cohere; xAI; older vLLM;
     * Baidu; and those who say it in Chinese.
     */
    private static final Pattern CONTEXT_PHRASE = Pattern.compile("`?inputs`? (?:tokens|must have less than)"
            + "|\\brange of input length\\b"
            + "|\\b(?:prompt|input|request|messages?|conversation)\\b[^.\"]{0,60}\\b(?:exceed(?:s|ed)?|longer than|too (?:long|large|many))"
            + "[^.\"]{0,60}(?:\\b(?:tokens?|length|len|limit|model)\\b|$|[.\"])"
            + "|\\btoo many (?:input |prompt )?tokens\\b"
            + "|\\bmaximum (?:prompt|input|model|sequence) length\\b|\\bmax(?:imum)?[ _]model[ _]len(?:gth)?\\b"
            + "|\\b(?:total )?tokens?\\b[^.\"]{0,20}\\bexceed"
            + "|(?:输入|提示词|内容|上下文|prompt)[^。\"]{0,12}(?:过长|超长|超过|超出)");

    /** A request that alone is over a limit per minute: waiting does not help it. */
    private static final List<String> NEVER_FITS = List.of("request too large", "tokens must be reduced");

    private static final List<String> QUOTA_WORDS = List.of(
            "insufficient_quota",
            "insufficient_balance",
            "insufficient balance",
            "credit balance is too low",
            "perday",
            "billing_hard_limit");

    private static final List<String> KEY_WORDS = List.of("api_key_invalid", "api key not valid", "invalid api key");

    private static final int LONGEST_MESSAGE = 500;

    private static final String PROXY_WANTS_A_PASSWORD =
            "the proxy requires a user name and password, which StoryCrew cannot give; use a proxy that does not";

    private CallFailures() {}

    /** What a failed call means; null if the cause is neither the provider nor the connection to it. */
    public static @Nullable CallFailure of(RuntimeException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpException http) {
                return ofAnswer(http);
            }
            if (cause instanceof TimeoutException) {
                return CallFailure.of(Kind.TIMED_OUT);
            }
            if (cause instanceof GarbledAnswerException garbled) {
                return new CallFailure(Kind.GARBLED, String.valueOf(garbled.getMessage()), null);
            }
            if (cause instanceof IOException || cause instanceof UnresolvedAddressException) {
                return CallFailure.of(Kind.OUT_OF_REACH);
            }
        }
        return null;
    }

    private static CallFailure ofAnswer(HttpException http) {
        String body = String.valueOf(http.getMessage());
        boolean page = WebPage.is(body);
        Kind kind = page ? kindOfPage(http.statusCode()) : kind(http.statusCode(), body.toLowerCase(Locale.ROOT));
        String code = code(body);
        String words = words(http.statusCode(), kind, page);
        String message = "HTTP " + http.statusCode() + (code == null ? "" : " " + code) + ": " + words;
        return new CallFailure(
                kind, message, http instanceof AnsweredException answered ? RetryAfter.of(answered, body) : null);
    }

    /** It says nothing about the key or the model, which whoever wrote the page may not even know. */
    private static Kind kindOfPage(int status) {
        return switch (status) {
            case 407 -> Kind.BAD_CREDENTIALS;
            case 408 -> Kind.TIMED_OUT;
            case 413 -> Kind.CONTEXT_TOO_LONG;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.OVERLOADED : Kind.GARBLED;
        };
    }

    private static String words(int status, Kind kind, boolean page) {
        if (status == 407) {
            return PROXY_WANTS_A_PASSWORD;
        }
        if (page) {
            return status == 413 ? "a proxy refuses requests of this length" : WebPage.WORDS;
        }
        return status < 400 ? "the provider's address has moved; set the base-url to the new one" : kind.words();
    }

    private static Kind kind(int status, String body) {
        if (status == 402 || (status < 500 && says(body, QUOTA_WORDS))) {
            return Kind.QUOTA_GONE;
        }
        if (isTooLong(status, body)) {
            return Kind.CONTEXT_TOO_LONG;
        }
        if (status == 400 && says(body, KEY_WORDS)) {
            return Kind.BAD_CREDENTIALS;
        }
        return switch (status) {
            case 401, 403, 407 -> Kind.BAD_CREDENTIALS;
            case 404 -> Kind.UNKNOWN_MODEL;
            case 408 -> Kind.TIMED_OUT;
            case 409, 425 -> Kind.OVERLOADED;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.OVERLOADED : status < 400 ? Kind.GARBLED : Kind.INVALID_REQUEST;
        };
    }

    /** Some local servers say so with a failure of their own. */
    private static boolean isTooLong(int status, String body) {
        return switch (status) {
            case 413 -> true;
            case 400, 422 ->
                says(body, CONTEXT_WORDS) || CONTEXT_PHRASE.matcher(start(body)).find();
            case 429 -> says(body, NEVER_FITS);
            case 500 -> says(body, CONTEXT_WORDS);
            default -> false;
        };
    }

    /** Without the request, which some servers repeat. */
    private static String start(String body) {
        return body.substring(0, Math.min(body.length(), LONGEST_MESSAGE));
    }

    private static boolean says(String body, List<String> words) {
        return words.stream().anyMatch(body::contains);
    }

    /** The error's code, a single word that contains nobody's text; null if there is none. */
    private static @Nullable String code(String body) {
        JsonNode error = json(body).path("error");
        for (String field : List.of("code", "type", "status")) {
            String code = error.path(field).asText("");
            if (CODE.matcher(code).matches()) {
                return code;
            }
        }
        return null;
    }

    static JsonNode json(String body) {
        try {
            JsonNode parsed = JSON.readTree(body);
            return parsed.isArray() && !parsed.isEmpty() ? parsed.get(0) : parsed;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
