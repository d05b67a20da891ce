package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A decoded record for people: a line with its position, then one line per field that is set. */
final class EventText {
    private EventText() {}

    static String of(ObjectNode event) {
        StringBuilder text = new StringBuilder();
        text.append(event.path("time").asText())
                .append("  ")
                .append(event.path("topic").asText())
                .append('-')
                .append(event.path("partition").asInt())
                .append('@')
                .append(event.path("offset").asLong())
                .append("  ")
                .append(event.path("key").asText("(no key)"))
                .append('\n');
        if (event.has("undecodable")) {
            text.append("  undecodable: ")
                    .append(event.path("undecodable").asText())
                    .append('\n');
        }
        append(text, event.path("value"), "  ");
        return text.append('\n').toString();
    }

    private static void append(StringBuilder text, JsonNode node, String indent) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            append(text, field.getKey(), field.getValue(), indent);
        }
    }

    private static void append(StringBuilder text, String name, JsonNode value, String indent) {
        if (value.isNull() || (value.isContainerNode() && value.isEmpty())) {
            return;
        }
        text.append(indent).append(name).append(':');
        if (value.isArray()) {
            text.append('\n');
            for (JsonNode item : value) {
                if (item.isValueNode()) {
                    text.append(indent).append("  - ").append(item.asText()).append('\n');
                } else {
                    text.append(indent).append("  -\n");
                    append(text, item, indent + "    ");
                }
            }
        } else if (value.isObject()) {
            text.append('\n');
            append(text, value, indent + "  ");
        } else {
            text.append(' ').append(value.asText()).append('\n');
        }
    }
}
