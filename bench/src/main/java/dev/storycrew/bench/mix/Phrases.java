package dev.storycrew.bench.mix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the realistic model says, in one language, about the two people whom the book names first. */
final class Phrases {
    private final JsonNode phrases;
    private final String one;
    private final String other;

    private Phrases(JsonNode phrases, String one, String other) {
        this.phrases = phrases;
        this.one = one;
        this.other = other;
    }

    /**
     * Reads them.
     *
     * @param language the book's; Chinese has phrases of its own, every other language is answered in English
     */
    static Phrases of(String language, String one, String other) {
        String name = language.toLowerCase(Locale.ROOT).startsWith("zh") ? "zh" : "en";
        try (InputStream resource = Phrases.class.getResourceAsStream("/mix/phrases-" + name + ".json")) {
            if (resource == null) {
                throw new IllegalStateException("/mix/phrases-" + name + ".json is not in this build");
            }
            return new Phrases(new ObjectMapper().readTree(resource), one, other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text; {@code {a}} and {@code {b}} in it are the two people. */
    String text(String key) {
        return filled(phrases.path(key).asText());
    }

    /** A list of texts. */
    List<String> texts(String key) {
        return all(phrases.path(key));
    }

    /** The notes for issues of a type, one after the other and over again. */
    String issue(String type, int index) {
        List<String> notes = all(phrases.path("issues").path(type));
        return notes.get(index % notes.size());
    }

    /** A field of a planned scene. */
    String scene(int index, String field) {
        JsonNode scenes = phrases.path("scenes");
        return filled(scenes.path(index % scenes.size()).path(field).asText());
    }

    /** The two people. */
    List<String> people() {
        return List.of(one, other);
    }

    private List<String> all(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(filled(text.asText())));
        return texts;
    }

    private String filled(String text) {
        return text.replace("{a}", one).replace("{b}", other);
    }
}
