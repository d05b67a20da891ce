package dev.storycrew.fakeprovider;

import java.util.List;

/**
 * A chat request as a provider got it.
 *
 * @param messages the user's and the assistant's, oldest first
 * @param tries how many requests with the same system and first user message the same model was sent, this one included
 * @param maxTokens 0 when none was given
 * @param schema true when the answer is to follow a JSON schema
 * @param cacheMarked true when the request asks for the system message to be cached
 * @param key the API key that came with it
 * @param body the request's body, word for word
 */
public record FakeRequest(
        Protocol protocol,
        String model,
        String system,
        List<Message> messages,
        int tries,
        int maxTokens,
        boolean schema,
        boolean cacheMarked,
        String key,
        String body) {
    public FakeRequest {
        messages = List.copyOf(messages);
    }

    /** One message. */
    public record Message(String role, String text) {}

    /** The original request's user message. */
    public String user() {
        return messages.isEmpty() ? "" : messages.get(0).text();
    }
}
