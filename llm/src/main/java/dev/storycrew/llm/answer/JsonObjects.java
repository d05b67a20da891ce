package dev.storycrew.llm.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for one JSON object among the words of an answer. What begins like an object and is none, or is not closed, may
 * hide others, so the search goes on behind its first brace; it does so for a number of them only and takes linear time.
 */
final class JsonObjects {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            // A field given twice has no value: nobody can say which is meant.
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A brace in prose is not followed by a field name. */
    private static final Pattern OBJECT = Pattern.compile("\\{\\s*(?:\"|\\}|//|/\\*)");

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    /** How many broken objects the search looks into. */
    private static final int MOST_BROKEN = 50;

    /** How deep in others the object may lie. */
    private static final int MOST_WRAPPERS = 3;

    private final Set<String> required;
    private final Set<String> known;

    JsonObjects(Set<String> required, Set<String> known) {
        this.required = required;
        this.known = known;
    }

    /** The object that is meant: the last whole one that has what is required, for a model may correct itself. */
    JsonNode meant(String text) {
        int thought = Thinking.end(text);
        Found after = new Found(text.substring(thought), 0);
        // A mark in a string of the object ends no thought; an object before the mark is only thought of.
        return after.complete != null || thought == 0 ? after.meant() : new Found(text, thought).meant();
    }

    /** What a text holds. */
    private final class Found {
        private @Nullable JsonNode complete;
        private @Nullable JsonNode incomplete;
        private String error = "the answer contains no JSON object";

        /** @param from objects that end before this index do not count */
        Found(String text, int from) {
            int broken = 0;
            int brokenEnd = 0;
            int end;
            for (int start = text.indexOf('{'); start >= 0; start = text.indexOf('{', end)) {
                end = start + 1;
                boolean hidden = start < brokenEnd;
                if (!OBJECT.matcher(text).region(start, text.length()).lookingAt()
                        || (hidden && !beginsAnew(text, start))) {
                    continue;
                }
                int close = endOfObject(text, start);
                if (close >= 0 && (close <= from || take(text.substring(start, close), hidden))) {
                    end = close;
                    continue;
                }
                if (close < 0 && !hidden) {
                    error = "the JSON object is not closed";
                }
                if (++broken <= MOST_BROKEN) {
                    brokenEnd = Math.max(brokenEnd, close < 0 ? text.length() : close);
                } else if (close < 0) {
                    break;
                } else {
                    end = close;
                }
            }
        }

        /**
         * Takes an object for the answer if it can be one.
         *
         * @param hidden true behind the start of a broken one, whose error is told unless this one is complete
         * @return false if it is not JSON
         */
        private boolean take(String json, boolean hidden) {
            try {
                JsonNode object = unwrapped(MAPPER.readTree(json));
                boolean isKnown = known.stream().anyMatch(object::has);
                if (isKnown && required.stream().allMatch(object::has)) {
                    complete = object;
                } else if (hidden) {
                    return true;
                } else if (isKnown || (required.isEmpty() && object.isEmpty())) {
                    incomplete = object;
                } else {
                    error = "the JSON object has none of the fields " + String.join(", ", new TreeSet<>(known));
                }
                return true;
            } catch (JsonProcessingException e) {
                if (!hidden) {
                    error = "not JSON: " + e.getOriginalMessage();
                }
                return false;
            }
        }

        JsonNode meant() {
            JsonNode meant = complete == null ? incomplete : complete;
            if (meant == null) {
                throw new BrokenAnswerException(error);
            }
            return meant;
        }
    }

    /**
     * True for an object that is no part of the broken one before it. Where no field is required, any part could be taken
     * for the answer, so it must begin a line.
     */
    private boolean beginsAnew(String text, int start) {
        int before = lastSign(text, start);
        boolean beginsLine =
                before < 0 || LINE_BREAK.matcher(text).region(before + 1, start).find();
        if (required.isEmpty() && !beginsLine) {
            return false;
        }
        char sign = before < 0 ? ' ' : text.charAt(before);
        int second = sign == ',' || sign == ':' ? lastSign(text, before) : -1;
        char earlier = second < 0 ? ' ' : text.charAt(second);
        boolean isItem = sign == '[' || (sign == ',' && earlier == '}');
        boolean isValue = sign == ':' && earlier == '"';
        boolean isQuoted = sign == '"';
        return !isItem && !isValue && !isQuoted;
    }

    /** The index of the last sign before another that is no white space, or -1. */
    private static int lastSign(String text, int end) {
        int index = end - 1;
        while (index >= 0 && Character.isWhitespace(text.charAt(index))) {
            index--;
        }
        return index;
    }

    private JsonNode unwrapped(JsonNode object) {
        if (known.stream().anyMatch(object::has)) {
            return object;
        }
        // With one required field, any part of another answer could have it.
        JsonNode inner = required.size() > 1 ? lastComplete(object, MOST_WRAPPERS) : null;
        if (inner != null) {
            return inner;
        }
        JsonNode wrapped = object.size() == 1 ? object.elements().next() : object;
        return wrapped.isObject() ? wrapped : object;
    }

    /** The last object within another one, or within its lists, that has what is required. */
    private @Nullable JsonNode lastComplete(JsonNode around, int depth) {
        JsonNode last = null;
        for (JsonNode child : around) {
            boolean complete = child.isObject() && required.stream().allMatch(child::has);
            JsonNode inner = complete ? child : depth > 1 ? lastComplete(child, depth - 1) : null;
            last = inner == null ? last : inner;
        }
        return last;
    }

    /** The index after the brace that closes the one at start, or -1. */
    private static int endOfObject(String text, int start) {
        int depth = 0;
        boolean inString = false;
        for (int index = start; index < text.length(); index++) {
            char character = text.charAt(index);
            if (inString) {
                if (character == '\\') {
                    index++;
                } else if (character == '"') {
                    inString = false;
                }
            } else if (character == '"') {
                inString = true;
            } else if (character == '{') {
                depth++;
            } else if (character == '}' && --depth == 0) {
                return index + 1;
            }
        }
        return -1;
    }
}
