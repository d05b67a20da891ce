package dev.storycrew.stages.llm.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The phrases of a language, from a resource file with sections in brackets and a phrase a line.
 *
 * @param chinese true when sentences are joined without spaces and marked with Chinese punctuation
 */
record Voice(boolean chinese, Map<String, List<String>> phrases) {
    static Voice of(String language) {
        boolean chinese = language.toLowerCase(Locale.ROOT).startsWith("zh");
        return new Voice(chinese, read(chinese ? "zh" : "en"));
    }

    List<String> all(String section) {
        List<String> found = phrases.get(section);
        if (found == null) {
            throw new IllegalArgumentException("no section " + section);
        }
        return found;
    }

    private static Map<String, List<String>> read(String name) {
        String path = "/rehearsal/" + name + ".txt";
        try (InputStream resource = Voice.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new IllegalStateException(path + " is not in this build");
            }
            Map<String, List<String>> phrases = new HashMap<>();
            List<String> section = new ArrayList<>();
            for (String line : new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("[")) {
                    section = new ArrayList<>();
                    phrases.put(line.substring(1, line.length() - 1), section);
                } else if (!line.isBlank()) {
                    section.add(line.strip());
                }
            }
            return phrases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
