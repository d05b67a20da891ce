package dev.storycrew.llm.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Looks for one JSON object among the words of an answer, in a single pass. */
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

    private final Set<String> required;
    private final Set<String> known;

    JsonObjects(Set<String> required, Set<String> known) {
        this.required = required;
        this.known = known;
    }

    /** The object that is meant. */
    JsonNode only(String text) {
        Set<JsonNode> complete = new LinkedHashSet<>();
        Set<JsonNode> incomplete = new LinkedHashSet<>();
        String error = "the answer contains no JSON object";
        int end;
        for (int start = text.indexOf('{'); start >= 0; start = text.indexOf('{', end)) {
            end = start + 1;
            if (!OBJECT.matcher(text).region(start, text.length()).lookingAt()) {
                continue;
            }
            int close = endOfObject(text, start);
            if (close < 0) {
                error = "the JSON object is not closed";
                break;
            }
            end = close;
            try {
                JsonNode object = unwrapped(MAPPER.readTree(text.substring(start, close)));
                if (known.stream().anyMatch(object::has)) {
                    (required.stream().allMatch(object::has) ? complete : incomplete).add(object);
                } else if (required.isEmpty() && object.isEmpty()) {
                    incomplete.add(object);
                } else {
                    error = "the JSON object has none of the fields " + String.join(", ", new TreeSet<>(known));
                }
            } catch (JsonProcessingException e) {
                error = "not JSON: " + e.getOriginalMessage();
            }
        }
        if (complete.size() > 1) {
            throw new BrokenAnswerException("the answer contains " + complete.size() + " different JSON objects");
        }
        Set<JsonNode> found = complete.isEmpty() ? incomplete : complete;
        if (found.isEmpty()) {
            throw new BrokenAnswerException(error);
        }
        return found.iterator().next();
    }

    private JsonNode unwrapped(JsonNode object) {
        if (object.size() == 1 && known.stream().noneMatch(object::has)) {
            JsonNode wrapped = object.elements().next();
            return wrapped.isObject() ? wrapped : object;
        }
        return object;
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
