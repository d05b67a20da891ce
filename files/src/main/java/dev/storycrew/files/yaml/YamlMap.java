package dev.storycrew.files.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * A mapping whose fields are read by name. The reader calls {@link #done()} at the end, which refuses fields that were
 * never asked for.
 */
public final class YamlMap {
    /** Between the parts of a path; a list's index is one. */
    private static final Pattern STEP = Pattern.compile("\\.|\\[|\\]\\.?");

    private final YamlNode.Mapping mapping;
    private final String file;
    private final String path;
    private final UnaryOperator<String> substitution;
    private final YamlFile.Overrides overrides;
    private final Set<String> known = new LinkedHashSet<>();

    YamlMap(
            YamlNode.Mapping mapping,
            String file,
            String path,
            UnaryOperator<String> substitution,
            YamlFile.Overrides overrides) {
        this.mapping = mapping;
        this.file = file;
        this.path = path;
        this.substitution = substitution;
        this.overrides = overrides;
    }

    /** A required text that is not blank. */
    public String text(String field) {
        return optionalText(field).orElseThrow(() -> missing(field));
    }

    /** A text that is not blank, if there is one. */
    public Optional<String> optionalText(String field) {
        String value = scalar(field);
        if (value != null && value.isBlank()) {
            throw error(field, "must not be blank");
        }
        return Optional.ofNullable(value).map(String::strip);
    }

    /** A whole number of at least 1. */
    public Optional<Integer> positive(String field) {
        return optionalText(field).map(text -> {
            int number = parsed(field, text, Integer::parseInt, "a whole number");
            if (number < 1) {
                throw error(field, "must be at least 1, but is " + number);
            }
            return number;
        });
    }

    /** A whole number of any sign. */
    public Optional<Long> integer(String field) {
        return optionalText(field).map(text -> parsed(field, text, Long::parseLong, "a whole number"));
    }

    /** A number. */
    public Optional<Double> number(String field) {
        return optionalText(field).map(text -> {
            double number = parsed(field, text, Double::parseDouble, "a number");
            if (!Double.isFinite(number)) {
                throw error(field, "must be a number, but is '" + text + "'");
            }
            return number;
        });
    }

    /** True or false. */
    public Optional<Boolean> bool(String field) {
        return optionalText(field).map(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw error(field, "must be true or false, but is '" + text + "'");
        });
    }

    /** A text that a function turns into something; what the function refuses is an error in this field. */
    public <T> Optional<T> parsed(String field, Function<String, T> parser) {
        return optionalText(field).map(text -> {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw error(field, String.valueOf(e.getMessage()));
            }
        });
    }

    /** A list of texts; empty when it is missing. */
    public List<String> texts(String field) {
        known.add(field);
        String override = overrides.at(at(field));
        if (override != null) {
            return override.isBlank() ? List.of() : List.of(override.split("\\s*,\\s*"));
        }
        YamlNode node = mapping.entries().get(field);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw error(field, "must be a list, such as [one, two], but is " + node.describe());
        }
        List<String> texts = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            if (!(item instanceof YamlNode.Scalar scalar)
                    || scalar.value() == null
                    || scalar.value().isBlank()) {
                throw failure(item.line(), at(field), "must be a list of strings, but contains " + item.describe());
            }
            texts.add(substitution.apply(scalar.value()).strip());
        }
        return texts;
    }

    /** A mapping; empty if missing. */
    public YamlMap map(String field) {
        known.add(field);
        YamlNode node = mapping.entries().get(field);
        if (node == null || (node instanceof YamlNode.Scalar scalar && scalar.value() == null)) {
            return child(new YamlNode.Mapping(line(field), Map.of(), Map.of()), at(field));
        }
        if (node instanceof YamlNode.Mapping child) {
            return child(child, at(field));
        }
        throw error(field, "must be a mapping of fields, but is " + node.describe());
    }

    /** A list of mappings; empty when it is missing. */
    public List<YamlMap> maps(String field) {
        known.add(field);
        YamlNode node = mapping.entries().get(field);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            throw error(field, "must be a list, but is " + node.describe());
        }
        List<YamlMap> maps = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            String where = at(field) + "[" + maps.size() + "]";
            if (!(item instanceof YamlNode.Mapping child)) {
                throw failure(item.line(), where, "must be a mapping of fields, but is " + item.describe());
            }
            maps.add(child(child, where));
        }
        return maps;
    }

    /** A list of mappings, where a single text stands for a mapping with one field; empty if missing. */
    public List<YamlMap> mapsOrTexts(String field, String textField) {
        known.add(field);
        List<YamlNode> items = new ArrayList<>();
        if (overrides.at(at(field)) == null
                && mapping.entries().get(field) instanceof YamlNode.Sequence sequence
                && sequence.items().stream().anyMatch(YamlNode.Mapping.class::isInstance)) {
            items.addAll(sequence.items());
        } else {
            texts(field).forEach(text -> items.add(new YamlNode.Scalar(line(field), text)));
        }
        List<YamlMap> maps = new ArrayList<>();
        for (YamlNode item : items) {
            String where = at(field) + "[" + maps.size() + "]";
            maps.add(item instanceof YamlNode.Mapping child ? child(child, where) : ofText(item, where, textField));
        }
        return maps;
    }

    private YamlMap ofText(YamlNode item, String where, String textField) {
        YamlNode.Mapping one =
                new YamlNode.Mapping(item.line(), Map.of(textField, item), Map.of(textField, item.line()));
        return child(one, where);
    }

    /** All fields with their texts, for a mapping with arbitrary fields. */
    public Map<String, String> allTexts() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String field : mapping.entries().keySet()) {
            optionalText(field).ifPresent(text -> all.put(field, text));
        }
        return all;
    }

    /** The names of all fields. */
    public Set<String> fields() {
        return mapping.entries().keySet();
    }

    public boolean has(String field) {
        return mapping.entries().containsKey(field);
    }

    /**
     * Refuses fields that were never asked for.
     *
     * @throws UsageException naming the nearest known field
     */
    public void done() {
        for (UsageException unknown : unknownFields()) {
            throw unknown;
        }
    }

    /** An error for each field that was never asked for. */
    public List<UsageException> unknownFields() {
        return mapping.entries().keySet().stream()
                .filter(field -> !known.contains(field))
                .map(field -> error(field, "no such field" + nearest(field, known)))
                .toList();
    }

    /** {@code ; did you mean x?}, or nothing when no candidate is near. */
    public static String nearest(String word, Set<String> candidates) {
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return candidates.stream()
                .min(Comparator.<String>comparingInt(candidate -> distance.apply(word, candidate))
                        // Of two equally near, the one with the same letters: sytle is style, not title.
                        .thenComparing(candidate -> -similarity.apply(word, candidate)))
                .filter(candidate -> distance.apply(word, candidate) <= Math.max(2, word.length() / 2))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse(candidates.isEmpty() ? "" : "; expected one of " + String.join(", ", candidates));
    }

    /** An error at one of this mapping's fields. */
    public UsageException error(String field, String problem) {
        return failure(line(field), at(field), problem);
    }

    /** An error of the mapping as a whole. */
    public UsageException error(String problem) {
        return failure(mapping.line(), path, problem);
    }

    /**
     * An error anywhere below this mapping.
     *
     * @param below its path from here, such as {@code characters[2].name}; the line is that of its nearest part in the
     *     file
     */
    public UsageException errorBelow(String below, String problem) {
        YamlNode node = mapping;
        int line = mapping.line();
        for (String step : STEP.split(below)) {
            YamlNode next = null;
            if (node instanceof YamlNode.Mapping parent) {
                next = parent.entries().get(step);
                line = Objects.requireNonNullElse(parent.lines().get(step), line);
            } else if (node instanceof YamlNode.Sequence list
                    && Integer.parseInt(step) < list.items().size()) {
                next = list.items().get(Integer.parseInt(step));
                line = next.line();
            }
            if (next == null) {
                break;
            }
            node = next;
        }
        return failure(line, at(below), problem);
    }

    private UsageException missing(String field) {
        return failure(mapping.line(), at(field), "is missing");
    }

    /** Names what overrides the field, if anything does: the file's line would be the wrong place to look. */
    private UsageException failure(int line, String where, String problem) {
        String override = overrides.nameOf(where);
        if (override != null) {
            return new UsageException(override + ": " + problem);
        }
        String field = where.isEmpty() ? "" : where + ": ";
        return new UsageException(file + ":" + line + ": " + field + problem);
    }

    private int line(String field) {
        return Objects.requireNonNullElse(mapping.lines().get(field), mapping.line());
    }

    private String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private YamlMap child(YamlNode.Mapping child, String where) {
        return new YamlMap(child, file, where, substitution, overrides);
    }

    private @Nullable String scalar(String field) {
        known.add(field);
        String override = overrides.at(at(field));
        if (override != null) {
            return override;
        }
        YamlNode node = mapping.entries().get(field);
        if (node == null) {
            return null;
        }
        if (!(node instanceof YamlNode.Scalar scalar)) {
            throw error(field, "must be a single value, but is " + node.describe());
        }
        try {
            return scalar.value() == null ? null : substitution.apply(scalar.value());
        } catch (IllegalArgumentException e) {
            throw error(field, String.valueOf(e.getMessage()));
        }
    }

    private <T> T parsed(String field, String text, Function<String, T> parser, String what) {
        try {
            return parser.apply(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw error(field, "must be " + what + ", but is '" + text + "'");
        }
    }
}
