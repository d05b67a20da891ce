package dev.storycrew.files.yaml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML file that knows its line. */
sealed interface YamlNode {
    /** From 1. */
    int line();

    /** @param value null for YAML's null */
    record Scalar(int line, @Nullable String value) implements YamlNode {}

    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    /** @param lines of the keys */
    record Mapping(int line, Map<String, YamlNode> entries, Map<String, Integer> lines) implements YamlNode {}

    /** What it is, for people. */
    default String describe() {
        if (this instanceof Scalar scalar) {
            return scalar.value() == null ? "nothing" : "'" + shortened(scalar.value()) + "'";
        }
        return this instanceof Sequence ? "a list" : "a mapping";
    }

    private static String shortened(String value) {
        return value.length() <= 40 ? value : value.substring(0, 40) + "..";
    }
}
