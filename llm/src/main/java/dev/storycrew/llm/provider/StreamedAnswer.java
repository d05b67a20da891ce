package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParser;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Puts an answer that came as a stream of events together into the one that a request without streaming gets. Some
 * servers only stream, whether asked to or not.
 */
final class StreamedAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A field of the event stream, or a comment that keeps the connection alive. */
    private static final Pattern FIRST_LINE = Pattern.compile("\\A\\uFEFF?\\s*(data|event|id|retry)?:");

    private static final String END = "[DONE]";
    private static final String CONTENT = "content";

    private StreamedAnswer() {}

    static boolean isStream(String body) {
        return FIRST_LINE.matcher(body).lookingAt();
    }

    /**
     * The whole answer as JSON.
     *
     * @throws GarbledAnswerException when the stream was cut off, or is none of the protocols
     */
    static String whole(String body) {
        List<JsonNode> events = events(body);
        for (JsonNode event : events) {
            if (event.path("error").isObject()) {
                return JSON.createObjectNode().set("error", event.get("error")).toString();
            }
        }
        if (events.stream().anyMatch(event -> event.has("candidates"))) {
            return gemini(events).toString();
        }
        return (events.stream().anyMatch(event -> event.path("type").asText().equals("message_start"))
                        ? anthropic(events)
                        : openAi(events))
                .toString();
    }

    private static List<JsonNode> events(String body) {
        List<JsonNode> events = new ArrayList<>();
        ServerSentEventListener listener = new ServerSentEventListener() {
            @Override
            public void onEvent(ServerSentEvent event) {
                if (event.data() != null && !event.data().strip().equals(END)) {
                    events.add(CallFailures.json(event.data()));
                }
            }

            @Override
            public void onError(Throwable error) {
                throw cut();
            }
        };
        String text = body.startsWith("\uFEFF") ? body.substring(1) : body;
        new DefaultServerSentEventParser()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), listener);
        return events;
    }

    private static ObjectNode openAi(List<JsonNode> events) {
        ObjectNode answer = JSON.createObjectNode().put("object", "chat.completion");
        ObjectNode choice = JSON.createObjectNode().put("index", 0);
        StringBuilder content = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        ArrayNode toolCalls = JSON.createArrayNode();
        for (JsonNode event : events) {
            for (String field : List.of("id", "created", "model", "usage")) {
                if (event.hasNonNull(field)) {
                    answer.set(field, event.get(field));
                }
            }
            JsonNode part = event.path("choices").path(0);
            // Some send a whole message as their only event.
            JsonNode delta = part.has("delta") ? part.path("delta") : part.path("message");
            content.append(delta.path(CONTENT).asText(""));
            refusal.append(delta.path("refusal").asText(""));
            addToolCalls(toolCalls, delta.path("tool_calls"));
            if (part.hasNonNull("finish_reason")) {
                choice.set("finish_reason", part.get("finish_reason"));
            }
        }
        if (!choice.has("finish_reason")) {
            throw cut();
        }
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put(CONTENT, content.toString());
        if (!refusal.isEmpty()) {
            message.put("refusal", refusal.toString());
        }
        if (!toolCalls.isEmpty()) {
            message.set("tool_calls", toolCalls);
        }
        answer.putArray("choices").add(choice);
        return answer;
    }

    /** The first piece of a call names it; its arguments do not matter here. */
    private static void addToolCalls(ArrayNode calls, JsonNode pieces) {
        for (JsonNode piece : pieces) {
            if (piece.path("function").hasNonNull("name")) {
                ObjectNode call = calls.addObject().put("id", piece.path("id").asText("call"));
                call.put("type", "function")
                        .putObject("function")
                        .put("name", piece.at("/function/name").asText())
                        .put("arguments", "{}");
            }
        }
    }

    private static ObjectNode anthropic(List<JsonNode> events) {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode usage = JSON.createObjectNode();
        StringBuilder text = new StringBuilder();
        ArrayNode others = JSON.createArrayNode();
        boolean ended = false;
        for (JsonNode event : events) {
            switch (event.path("type").asText()) {
                case "message_start" -> {
                    answer.setAll((ObjectNode) event.withObject("/message"));
                    usage.setAll((ObjectNode) event.withObject("/message/usage"));
                }
                case "content_block_start" -> {
                    JsonNode block = event.path("content_block");
                    text.append(block.path("text").asText(""));
                    if (block.path("type").asText().equals("tool_use")) {
                        others.add(block);
                    }
                }
                case "content_block_delta" ->
                    text.append(event.at("/delta/text").asText(""));
                case "message_delta" -> {
                    answer.setAll((ObjectNode) event.withObject("/delta"));
                    usage.setAll((ObjectNode) event.withObject("/usage"));
                }
                case "message_stop" -> ended = true;
                default -> {
                    // A ping, or an end of a block.
                }
            }
        }
        if (!ended) {
            throw cut();
        }
        ArrayNode content = answer.putArray(CONTENT);
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text.toString());
        }
        content.addAll(others);
        answer.set("usage", usage);
        return answer;
    }

    private static ObjectNode gemini(List<JsonNode> events) {
        ObjectNode answer = JSON.createObjectNode();
        ObjectNode candidate = JSON.createObjectNode();
        ArrayNode parts = JSON.createArrayNode();
        StringBuilder text = new StringBuilder();
        for (JsonNode event : events) {
            answer.setAll((ObjectNode) event);
            JsonNode piece = event.path("candidates").path(0);
            for (JsonNode part : piece.path(CONTENT).path("parts")) {
                if (part.has("text") && !part.path("thought").asBoolean()) {
                    text.append(part.path("text").asText());
                } else {
                    parts.add(part);
                }
            }
            if (piece.isObject()) {
                candidate.setAll((ObjectNode) piece);
            }
        }
        if (!candidate.hasNonNull("finishReason")) {
            throw cut();
        }
        if (!text.isEmpty()) {
            // One part: LangChain4j puts an empty line between parts.
            parts.addObject().put("text", text.toString());
        }
        candidate.putObject(CONTENT).put("role", "model").set("parts", parts);
        answer.putArray("candidates").add(candidate);
        return answer;
    }

    private static GarbledAnswerException cut() {
        return new GarbledAnswerException("the streamed answer ended before it was complete");
    }
}
