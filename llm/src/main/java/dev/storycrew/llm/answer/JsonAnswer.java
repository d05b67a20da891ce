package dev.storycrew.llm.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object in a model's answer. Code fences, text around it, trailing commas, comments, unknown fields and one
 * wrapper object are forgiven; a required field that is missing is not.
 */
public final class JsonAnswer {
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,15}(?:\\.\\d{1,15})?");

    private static final int LONGEST_QUOTE = 40;

    private final JsonNode node;
    private final String path;

    private JsonAnswer(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /**
     * Finds the object in an answer. Of several, the last whole one that has what is required is meant.
     *
     * @param required the fields that the object must have; if there are none, those that identify it
     * @param known all of its top-level fields
     * @throws BrokenAnswerException when there is none
     */
    public static JsonAnswer find(String answer, Set<String> required, Set<String> known) {
        return new JsonAnswer(new JsonObjects(required, known).meant(Thinking.removed(answer)), "");
    }

    /** A required text that is not blank. */
    public String text(String field) {
        String text = optionalText(field);
        if (text == null) {
            throw missing(field);
        }
        return text;
    }

    /** A text, or null when it is missing or blank. */
    public @Nullable String optionalText(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !value.isNumber()) {
            throw new BrokenAnswerException(at(field) + " must be a string");
        }
        String text = value.asText().strip();
        return text.isEmpty() ? null : text;
    }

    /** A required number; digits in a string are forgiven. */
    public double number(String field) {
        JsonNode value = node.path(field);
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isTextual()) {
            String digits = value.asText().strip();
            if (NUMBER.matcher(digits).matches()) {
                return Double.parseDouble(digits);
            }
            throw new BrokenAnswerException(at(field) + " must be a number, not '" + shortened(digits) + "'");
        }
        throw value.isMissingNode() || value.isNull()
                ? missing(field)
                : new BrokenAnswerException(at(field) + " must be a number");
    }

    /** A whole number, or the default when it is missing. */
    public int integer(String field, int otherwise) {
        return node.hasNonNull(field) ? integer(field) : otherwise;
    }

    /** A required whole number. */
    public int integer(String field) {
        double number = number(field);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw new BrokenAnswerException(at(field) + " must be a whole number, not " + number);
        }
        return (int) number;
    }

    /** A required boolean; the words true and false in a string are forgiven. */
    public boolean bool(String field) {
        JsonNode value = node.path(field);
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        String word = value.isTextual() ? value.asText().strip().toLowerCase(Locale.ROOT) : "";
        if (word.equals("true") || word.equals("false")) {
            return word.equals("true");
        }
        throw value.isMissingNode() || value.isNull()
                ? missing(field)
                : new BrokenAnswerException(at(field) + " must be true or false");
    }

    /** An optional answer of yes or no. */
    public boolean bool(String field, boolean otherwise) {
        JsonNode value = node.path(field);
        return value.isMissingNode() || value.isNull() ? otherwise : bool(field);
    }

    /** An optional list of yes and no; what is neither is no. */
    public List<Boolean> bools(String field) {
        return StreamSupport.stream(node.path(field).spliterator(), false)
                .map(item -> item.asBoolean(false))
                .toList();
    }

    /** A required object. */
    public JsonAnswer object(String field) {
        JsonNode value = node.path(field);
        if (!value.isObject()) {
            throw missing(field);
        }
        return new JsonAnswer(value, at(field));
    }

    /** A required list of objects. */
    public List<JsonAnswer> objects(String field) {
        JsonNode value = node.path(field);
        if (!value.isArray()) {
            throw missing(field);
        }
        List<JsonAnswer> objects = new ArrayList<>();
        for (int index = 0; index < value.size(); index++) {
            String where = at(field) + "[" + index + "]";
            if (!value.get(index).isObject()) {
                throw new BrokenAnswerException(where + " must be an object");
            }
            objects.add(new JsonAnswer(value.get(index), where));
        }
        return objects;
    }

    /** A list of objects; empty when it is missing. */
    public List<JsonAnswer> optionalObjects(String field) {
        return node.hasNonNull(field) ? objects(field) : List.of();
    }

    /** A list of objects, where a text stands for an object with that one field; empty when it is missing. */
    public List<JsonAnswer> optionalObjects(String field, String ofText) {
        JsonNode value = node.path(field);
        List<JsonNode> items = new ArrayList<>();
        if (value.isTextual() || value.isObject()) {
            items.add(value);
        } else if (value.isArray()) {
            value.forEach(items::add);
        } else if (!value.isMissingNode() && !value.isNull()) {
            throw new BrokenAnswerException(at(field) + " must be a list of objects");
        }
        List<JsonAnswer> objects = new ArrayList<>();
        for (JsonNode item : items) {
            String where = at(field) + "[" + objects.size() + "]";
            if (!item.isObject() && !item.isTextual()) {
                throw new BrokenAnswerException(where + " must be an object");
            }
            objects.add(new JsonAnswer(
                    item.isObject()
                            ? item
                            : JsonNodeFactory.instance.objectNode().set(ofText, item),
                    where));
        }
        return objects;
    }

    /** True if there is a field of that name, whatever is in it, but null. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** A list of texts; empty when it is missing. A single text counts as a list of one; blank ones are left out. */
    public List<String> texts(String field) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (value.isTextual()) {
            return value.asText().isBlank() ? List.of() : List.of(value.asText().strip());
        }
        if (!value.isArray() || StreamSupport.stream(value.spliterator(), false).anyMatch(JsonAnswer::isNoText)) {
            throw new BrokenAnswerException(at(field) + " must be a list of strings");
        }
        return StreamSupport.stream(value.spliterator(), false)
                .filter(item -> !item.isNull())
                .map(item -> item.asText().strip())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toUnmodifiableList());
    }

    /** Where a field is, for messages. */
    public String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static boolean isNoText(JsonNode item) {
        return !item.isTextual() && !item.isNumber() && !item.isNull();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "..";
    }

    private BrokenAnswerException missing(String field) {
        return new BrokenAnswerException(at(field) + " is missing");
    }
}
