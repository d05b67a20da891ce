package dev.storycrew.fakeprovider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The three protocols: how a request reads, and how answers and errors look. */
public enum Protocol {
    OPENAI {
        @Override
        FakeRequest read(String path, Headers headers, JsonNode json, String body) {
            List<FakeRequest.Message> messages = messages(json.path("messages"), "content");
            String system = messages.stream()
                    .filter(message -> message.role().equals("system"))
                    .map(FakeRequest.Message::text)
                    .collect(Collectors.joining());
            messages.removeIf(message -> message.role().equals("system"));
            String key = header(headers, "Authorization").replaceFirst("^Bearer ", "");
            int most = json.path("max_completion_tokens")
                    .asInt(json.path("max_tokens").asInt());
            boolean schema =
                    json.path("response_format").path("type").asText("").equals("json_schema");
            return new FakeRequest(
                    this, json.path("model").asText(), system, messages, 1, most, schema, false, key, body);
        }

        @Override
        String answer(String text, End end, Bill bill) {
            ObjectNode answer = JSON.createObjectNode();
            answer.put("id", "x")
                    .put("object", "chat.completion")
                    .put("created", 1)
                    .put("model", "fake");
            ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            if (end == End.REFUSED) {
                message.putNull("content").put("refusal", "I will not.");
            } else {
                message.put("content", text);
            }
            choice.put("finish_reason", end == End.TRUNCATED ? "length" : "stop");
            ObjectNode usage = answer.putObject("usage");
            usage.put("prompt_tokens", bill.input()).put("completion_tokens", bill.output());
            usage.put("total_tokens", bill.input() + bill.output());
            usage.putObject("prompt_tokens_details").put("cached_tokens", bill.cached());
            usage.putObject("completion_tokens_details").put("reasoning_tokens", bill.reasoning());
            return answer.toString();
        }

        @Override
        ErrorAnswer error(Fault fault, String words) {
            return switch (fault) {
                case BAD_KEY -> error(401, "invalid_api_key", words);
                case QUOTA_GONE -> error(429, "insufficient_quota", words);
                case UNKNOWN_MODEL -> error(404, "model_not_found", words);
                case CONTEXT_TOO_LONG -> error(400, "context_length_exceeded", words);
                case INVALID -> error(400, "invalid_value", words);
                case OVERLOADED -> error(500, "server_error", words);
                default -> error(429, "rate_limit_exceeded", words);
            };
        }

        private ErrorAnswer error(int status, String code, String words) {
            ObjectNode error = JSON.createObjectNode();
            error.putObject("error").put("message", words).put("type", "x").put("code", code);
            return new ErrorAnswer(status, error.toString());
        }
    },

    ANTHROPIC {
        @Override
        FakeRequest read(String path, Headers headers, JsonNode json, String body) {
            boolean marked = body.contains("cache_control");
            boolean schema = json.has("output_config") || json.has("output_format");
            return new FakeRequest(
                    this,
                    json.path("model").asText(),
                    text(json.path("system")),
                    messages(json.path("messages"), "content"),
                    1,
                    json.path("max_tokens").asInt(),
                    schema,
                    marked,
                    header(headers, "x-api-key"),
                    body);
        }

        @Override
        String answer(String text, End end, Bill bill) {
            ObjectNode answer = JSON.createObjectNode();
            answer.put("id", "x")
                    .put("type", "message")
                    .put("role", "assistant")
                    .put("model", "fake");
            if (end == End.REFUSED || text.isEmpty()) {
                answer.putArray("content");
            } else {
                answer.putArray("content").addObject().put("type", "text").put("text", text);
            }
            answer.put(
                    "stop_reason", end == End.REFUSED ? "refusal" : end == End.TRUNCATED ? "max_tokens" : "end_turn");
            ObjectNode usage = answer.putObject("usage");
            usage.put("input_tokens", bill.input() - bill.cached() - bill.cacheWrite());
            usage.put("cache_read_input_tokens", bill.cached());
            usage.put("cache_creation_input_tokens", bill.cacheWrite());
            usage.put("output_tokens", bill.output());
            return answer.toString();
        }

        @Override
        ErrorAnswer error(Fault fault, String words) {
            return switch (fault) {
                case BAD_KEY -> error(401, "authentication_error", words);
                case QUOTA_GONE -> error(400, "invalid_request_error", "Your credit balance is too low. " + words);
                case UNKNOWN_MODEL -> error(404, "not_found_error", words);
                case CONTEXT_TOO_LONG -> error(400, "invalid_request_error", "prompt is too long: 9 tokens > 8");
                case INVALID -> error(400, "invalid_request_error", words);
                case OVERLOADED -> error(529, "overloaded_error", words);
                default -> error(429, "rate_limit_error", words);
            };
        }

        private ErrorAnswer error(int status, String type, String words) {
            ObjectNode error = JSON.createObjectNode().put("type", "error");
            error.putObject("error").put("type", type).put("message", words);
            return new ErrorAnswer(status, error.toString());
        }
    },

    GEMINI {
        @Override
        FakeRequest read(String path, Headers headers, JsonNode json, String body) {
            String model = path.replaceFirst(".*/models/", "").replaceFirst(":.*", "");
            JsonNode system =
                    json.has("systemInstruction") ? json.path("systemInstruction") : json.path("system_instruction");
            JsonNode settings = json.path("generationConfig");
            boolean schema = settings.hasNonNull("responseSchema") || settings.hasNonNull("responseJsonSchema");
            return new FakeRequest(
                    this,
                    model,
                    text(system.path("parts")),
                    messages(json.path("contents"), "parts"),
                    1,
                    settings.path("maxOutputTokens").asInt(),
                    schema,
                    false,
                    header(headers, "x-goog-api-key"),
                    body);
        }

        @Override
        String answer(String text, End end, Bill bill) {
            ObjectNode answer = JSON.createObjectNode();
            if (end == End.REFUSED) {
                answer.putObject("promptFeedback").put("blockReason", "SAFETY");
            } else {
                ObjectNode candidate = answer.putArray("candidates").addObject();
                ObjectNode content = candidate.putObject("content").put("role", "model");
                content.putArray("parts").addObject().put("text", text);
                candidate.put("finishReason", end == End.TRUNCATED ? "MAX_TOKENS" : "STOP");
            }
            ObjectNode usage = answer.putObject("usageMetadata");
            usage.put("promptTokenCount", bill.input()).put("cachedContentTokenCount", bill.cached());
            usage.put("candidatesTokenCount", bill.output() - bill.reasoning());
            usage.put("thoughtsTokenCount", bill.reasoning());
            usage.put("totalTokenCount", bill.input() + bill.output());
            return answer.toString();
        }

        @Override
        ErrorAnswer error(Fault fault, String words) {
            return switch (fault) {
                case BAD_KEY -> error(400, "INVALID_ARGUMENT", "API key not valid. " + words, "API_KEY_INVALID");
                case QUOTA_GONE -> error(429, "RESOURCE_EXHAUSTED", words, "GenerateRequestsPerDayPerProject");
                case UNKNOWN_MODEL -> error(404, "NOT_FOUND", words, "");
                case CONTEXT_TOO_LONG -> error(400, "INVALID_ARGUMENT", "The input token count (9) exceeds 8", "");
                case INVALID -> error(400, "INVALID_ARGUMENT", words, "");
                case OVERLOADED -> error(503, "UNAVAILABLE", words, "");
                default -> error(429, "RESOURCE_EXHAUSTED", words, "");
            };
        }

        private ErrorAnswer error(int status, String name, String words, String detail) {
            ObjectNode error = JSON.createObjectNode();
            ObjectNode fields = error.putObject("error");
            fields.put("code", status).put("message", words).put("status", name);
            if (!detail.isEmpty()) {
                fields.putArray("details").addObject().put("reason", detail);
            }
            return new ErrorAnswer(status, error.toString());
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How an answer ends. */
    enum End {
        WHOLE,
        TRUNCATED,
        REFUSED
    }

    /** What is reported: all input, of it cached and cache-written; all output, of it reasoning. */
    record Bill(long input, long cached, long cacheWrite, long output, long reasoning) {}

    record ErrorAnswer(int status, String body) {}

    abstract FakeRequest read(String path, Headers headers, JsonNode json, String body);

    abstract String answer(String text, End end, Bill bill);

    abstract ErrorAnswer error(Fault fault, String words);

    /** The protocol that a path belongs to. */
    static Protocol ofPath(String path) {
        return path.contains(":generateContent") ? GEMINI : path.endsWith("/messages") ? ANTHROPIC : OPENAI;
    }

    private static List<FakeRequest.Message> messages(JsonNode list, String content) {
        List<FakeRequest.Message> messages = new ArrayList<>();
        list.forEach(message ->
                messages.add(new FakeRequest.Message(message.path("role").asText(), text(message.path(content)))));
        return messages;
    }

    private static String text(JsonNode content) {
        return content.isArray()
                ? StreamSupport.stream(content.spliterator(), false)
                        .map(part -> part.path("text").asText(""))
                        .collect(Collectors.joining())
                : content.asText("");
    }

    private static String header(Headers headers, String name) {
        String value = headers.getFirst(name);
        return value == null ? "" : value;
    }
}
