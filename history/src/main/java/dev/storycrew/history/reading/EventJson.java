package dev.storycrew.history.reading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Decoded records as JSON, field by field as they are on the wire. */
public final class EventJson {
    private static final JsonNodeFactory NODES = new ObjectMapper().getNodeFactory();
    /** Where chapter text is: scenes by number. */
    private static final Set<String> TEXTS = Stream.concat(Part.texts().stream().map(Part::plural), Stream.of("text"))
            .collect(Collectors.toUnmodifiableSet());

    private static final int SHORT = 60;

    private final boolean full;

    /** @param full false to shorten chapter text and raw bytes to their beginnings */
    public EventJson(boolean full) {
        this.full = full;
    }

    /** Position, time, key and value of a record. */
    public ObjectNode toJson(Event<?> event) {
        ObjectNode node = head(event.position(), event.time(), event.key());
        node.set("value", value(event));
        return node;
    }

    /** Position, time and key of a record that cannot be decoded, and why. */
    public ObjectNode undecodable(TopicRecord read, String why) {
        ObjectNode node = head(read.position(), Instant.ofEpochMilli(read.timestamp()), read.key());
        return node.put("undecodable", why);
    }

    private static ObjectNode head(Position position, Instant time, @Nullable String key) {
        ObjectNode node = NODES.objectNode();
        node.put("topic", position.topic());
        node.put("partition", position.partition());
        node.put("offset", position.offset());
        node.put("time", time.toString());
        node.put("key", key);
        return node;
    }

    private <T> JsonNode value(Event<T> event) {
        Topic<T> topic = event.topic();
        return json(topic.codec().encode(event.value()), false);
    }

    private JsonNode json(@Nullable Object value, boolean chapterText) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof IndexedRecord fields) {
            ObjectNode node = NODES.objectNode();
            for (Schema.Field field : fields.getSchema().getFields()) {
                boolean text = chapterText || TEXTS.contains(field.name()) && isScenes(field.schema());
                node.set(field.name(), json(fields.get(field.pos()), text));
            }
            return node;
        }
        if (value instanceof List<?> items) {
            ArrayNode node = NODES.arrayNode();
            items.forEach(item -> node.add(json(item, chapterText)));
            return node;
        }
        if (value instanceof Map<?, ?> entries) {
            ObjectNode node = NODES.objectNode();
            entries.forEach((key, entry) -> node.set(key.toString(), json(entry, chapterText)));
            return node;
        }
        return scalar(value, chapterText);
    }

    private JsonNode scalar(Object value, boolean chapterText) {
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return NODES.textNode(
                    shortened(Base64.getEncoder().encodeToString(bytes), Counted.of(bytes.length, "byte")));
        }
        String text = value.toString();
        return NODES.textNode(chapterText ? shortened(text, Counted.of(text.length(), "character")) : text);
    }

    private String shortened(String text, String size) {
        return full || text.length() <= SHORT ? text : text.substring(0, SHORT) + ".. (" + size + ")";
    }

    private static boolean isScenes(Schema schema) {
        return schema.getType() == Schema.Type.ARRAY
                && schema.getElementType().getType() == Schema.Type.RECORD
                && schema.getElementType().getField("number") != null;
    }
}
