package dev.storycrew.files.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a YAML file into a tree that knows its lines. */
public final class YamlFile {
    /** In bytes; a book or a configuration is far smaller. */
    static final long MAX_BYTES = 1024L * 1024;

    private final String name;

    private YamlFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file whose top is a mapping.
     *
     * @throws UsageException if there is no such file or it is not such YAML
     */
    public static YamlMap read(Path file) {
        return read(file, UnaryOperator.identity(), path -> null);
    }

    /**
     * Reads a file whose values may name variables and be overridden from outside.
     *
     * @param substitution applied to every scalar
     * @param overrides a value from outside by a field's path, or null
     */
    public static YamlMap read(Path file, UnaryOperator<String> substitution, Overrides overrides) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new UsageException(name + ": is a directory; name a YAML file");
        }
        if (Files.notExists(file)) {
            throw new UsageException(name + ": no such file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new UsageException(
                        name + ": is larger than " + MAX_BYTES / 1024 + " KiB, too large for a StoryCrew file");
            }
            return parse(name, Files.readString(file), substitution, overrides);
        } catch (CharacterCodingException e) {
            throw new UsageException(name + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new UsageException(name + ": cannot be read: " + SystemReason.of(e));
        }
    }

    /** A value from outside that overrides one in the file. */
    public interface Overrides {
        @Nullable
        String at(String path);

        /** The name of what overrides the field at a path, for messages; null if nothing does. */
        default @Nullable String nameOf(String path) {
            return null;
        }
    }

    /** Reads text. */
    public static YamlMap parse(String name, String yaml) {
        return parse(name, yaml, UnaryOperator.identity(), path -> null);
    }

    /** Reads text with substitution and overrides. */
    public static YamlMap parse(String name, String yaml, UnaryOperator<String> substitution, Overrides overrides) {
        YamlNode top = new YamlFile(name).parse(yaml);
        if (top instanceof YamlNode.Mapping mapping) {
            return new YamlMap(mapping, name, "", substitution, overrides);
        }
        throw new UsageException(
                name + ":" + top.line() + ": must be a mapping of fields (key: value), not " + top.describe());
    }

    /** An empty mapping, for a file that was not given. */
    public static YamlMap empty(String name, Overrides overrides) {
        return new YamlMap(new YamlNode.Mapping(1, Map.of(), Map.of()), name, "", UnaryOperator.identity(), overrides);
    }

    private YamlNode parse(String yaml) {
        try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new UsageException(name + ":1: is empty");
            }
            YamlNode node = node(parser);
            if (parser.nextToken() != null) {
                throw new UsageException(
                        name + ":" + line(parser) + ": a second document begins here; a file may contain only one");
            }
            return node;
        } catch (JsonProcessingException e) {
            JsonLocation location = e.getLocation();
            String where = location == null ? "" : ":" + location.getLineNr();
            throw new UsageException(name + where + ": not YAML: " + problem(String.valueOf(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new UsageException(name + ": not YAML: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new UsageException(name + ": is nested too deeply");
        }
    }

    /** What was being read and what is wrong with it, without the positions and quotes the parser adds. */
    private static String problem(String message) {
        List<String> said = message.lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)) && !line.startsWith("in "))
                .map(String::strip)
                .distinct()
                .toList();
        return said.isEmpty() ? "cannot be read" : String.join(": ", said);
    }

    private YamlNode node(YAMLParser parser) throws IOException {
        int line = line(parser);
        if (parser.isCurrentAlias()) {
            throw new UsageException(name + ":" + line + ": aliases (*name) are not supported; write the value out");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, line);
            case START_ARRAY -> sequence(parser, line);
            case VALUE_NULL -> new YamlNode.Scalar(line, null);
            default -> new YamlNode.Scalar(line, parser.getText());
        };
    }

    private YamlNode mapping(YAMLParser parser, int line) throws IOException {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int keyLine = line(parser);
            parser.nextToken();
            if (entries.put(key, node(parser)) != null) {
                throw new UsageException(
                        name + ":" + keyLine + ": " + key + ": is given twice (first on line " + lines.get(key) + ")");
            }
            lines.put(key, keyLine);
        }
        return new YamlNode.Mapping(line, entries, lines);
    }

    private YamlNode sequence(YAMLParser parser, int line) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser));
        }
        return new YamlNode.Sequence(line, items);
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
