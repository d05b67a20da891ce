package dev.storycrew.app.config;

import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.YamlMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values in files of their own, as container platforms hand out secrets: {@code sasl.jaas.config-file} names the file
 * that holds {@code sasl.jaas.config}. What a file holds never gets into a message.
 */
final class ValueFiles {
    /** What a key in a configuration file ends with if it names a file. */
    static final String SUFFIX = "-file";

    /** The same for a key that was made of an environment variable, {@code .._FILE}. */
    static final String VARIABLE_SUFFIX = ".file";

    private static final long MAX_BYTES = 1 << 20;

    private final @Nullable Path folder;

    /** @param folder of the configuration file, which relative paths start from; null without a file */
    ValueFiles(@Nullable Path folder) {
        this.folder = folder;
    }

    /**
     * What a file holds, without blanks and line breaks at both ends.
     *
     * @throws IllegalArgumentException if it cannot be read, is empty, or is too large to be a value
     */
    String read(String name) {
        Path file = folder == null ? Path.of(name) : folder.resolve(name);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("the file " + file + " has more than 1 MB; is it the right one?");
            }
            String value = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (value.isEmpty()) {
                throw new IllegalArgumentException("the file " + file + " is empty");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read: " + SystemReason.of(e), e);
        }
    }

    /**
     * Settings with the values of those that name files.
     *
     * @param suffix of keys that do
     * @param own keys that end like that and are a client's own
     * @param section names file and line, or the variable, of a key
     * @throws dev.storycrew.files.yaml.UsageException for a file that cannot be read, and for a value given twice
     */
    Map<String, String> resolved(Map<String, String> given, String suffix, Predicate<String> own, YamlMap section) {
        Map<String, String> resolved = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            if (!key.endsWith(suffix) || own.test(key)) {
                resolved.put(key, value);
                return;
            }
            String named = key.substring(0, key.length() - suffix.length());
            if (given.containsKey(named)) {
                throw section.error(key, "give " + named + " or the file that holds it, not both");
            }
            try {
                resolved.put(named, read(value));
            } catch (IllegalArgumentException e) {
                throw section.error(key, String.valueOf(e.getMessage()));
            }
        });
        return resolved;
    }
}
