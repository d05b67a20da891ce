package dev.storycrew.stages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.stages.prompt.PromptTemplates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What must be true of the schema of an answer's form. */
public final class Schemas {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Schemas() {}

    /** Strict modes want every object closed and every field required. */
    public static void assertStrict(AnswerFormat format) {
        assertThat(format.name()).matches("[a-z_]{1,64}");
        assertStrict(parsed(Objects.requireNonNull(format.jsonSchema())), format.name());
    }

    /** The example that a prompt shows is of the schema's form, field by field. */
    public static void assertPromptShows(AnswerFormat format, String task) {
        assertConforms(example(task), parsed(Objects.requireNonNull(format.jsonSchema())), format.name());
    }

    /** The example answer in a task's template. */
    public static JsonNode example(String task) {
        try (var resource = PromptTemplates.class.getResourceAsStream("/prompts/" + task + ".mustache")) {
            String text = new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
            String last = text.lines().filter(line -> line.startsWith("{\"")).reduce("", (one, next) -> next);
            // The judge's example anchors nothing: its values are left open.
            return parsed(last.replaceAll("\\{\\{\\w+}}", "1")
                    .replaceAll("(?<=[:\\[])N(?=[,}\\]])", "8")
                    .replaceAll("(?<=[:\\[])B(?=[,}\\]])", "true")
                    .replace("\"severity\":\"..\"", "\"severity\":\"low\""));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertStrict(JsonNode schema, String where) {
        if (schema.path("type").asText().equals("object")) {
            assertThat(schema.path("additionalProperties").isBoolean())
                    .as(where)
                    .isTrue();
            assertThat(schema.path("additionalProperties").asBoolean())
                    .as(where)
                    .isFalse();
            List<String> required = new ArrayList<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            List<String> fields = new ArrayList<>();
            schema.path("properties").fieldNames().forEachRemaining(fields::add);
            assertThat(required).as(where).containsExactlyElementsOf(fields);
            schema.path("properties")
                    .properties()
                    .forEach(field -> assertStrict(field.getValue(), where + "." + field.getKey()));
        } else if (schema.path("type").asText().equals("array")) {
            assertStrict(schema.path("items"), where + "[]");
        } else {
            assertThat(schema.path("type").asText()).as(where).isIn("string", "number", "integer", "boolean");
        }
    }

    private static void assertConforms(JsonNode value, JsonNode schema, String where) {
        switch (schema.path("type").asText()) {
            case "object" -> {
                List<String> fields = new ArrayList<>();
                schema.path("properties").fieldNames().forEachRemaining(fields::add);
                List<String> given = new ArrayList<>();
                value.fieldNames().forEachRemaining(given::add);
                assertThat(given).as(where).containsExactlyElementsOf(fields);
                fields.forEach(field -> assertConforms(
                        value.path(field), schema.path("properties").path(field), where + "." + field));
            }
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(item -> assertConforms(item, schema.path("items"), where + "[]"));
            }
            case "string" -> assertThat(value.isTextual()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            default -> assertThat(value.isNumber()).as(where).isTrue();
        }
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
