package dev.storycrew.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;

/**
 * All schemas that each kind of state was ever written with, kept as a chain of snapshots: the first holds all types
 * of the first release, and each one after it, {@code schemas/avro/state/<n>.avsc}, only the types that are new or
 * changed since the one before.
 */
final class StateSchemas {
    private static final String FIRST = "/avro/released/0.1.0.avsc";
    private static final ObjectMapper JSON = new ObjectMapper();

    private StateSchemas() {}

    /**
     * All schemas of one kind of state, the oldest first.
     *
     * @param today the schema that this version writes with
     * @throws IllegalStateException when {@code today} is not among them, so that a later version could not read what
     *     this one writes; the message contains the snapshot to commit
     */
    static List<Schema> of(Schema today) {
        Map<Long, Schema> byFingerprint = new LinkedHashMap<>();
        for (List<Schema> snapshot : Snapshots.ALL) {
            snapshot.stream()
                    .filter(type -> type.getFullName().equals(today.getFullName()))
                    .forEach(type -> byFingerprint.putIfAbsent(SchemaNormalization.parsingFingerprint64(type), type));
        }
        if (!byFingerprint.containsKey(SchemaNormalization.parsingFingerprint64(today))) {
            throw new IllegalStateException("The schema of the state " + today.getName()
                    + " has changed, and no later version could read what is written with it. Commit it as schemas/avro/state/"
                    + Snapshots.ALL.size() + ".avsc:\n"
                    + changed(today, read(new ArrayList<>())).toPrettyString());
        }
        return new ArrayList<>(byFingerprint.values());
    }

    /** Read once for all kinds of state: a service has up to ten, and each snapshot has all types. */
    private static final class Snapshots {
        static final List<List<Schema>> ALL;

        static {
            List<List<Schema>> all = new ArrayList<>();
            read(all);
            ALL = List.copyOf(all);
        }
    }

    /**
     * Reads all snapshots.
     *
     * @param all is given the types of each
     * @return the types of the last, by name
     */
    private static Map<String, JsonNode> read(List<List<Schema>> all) {
        Map<String, JsonNode> types = new LinkedHashMap<>();
        while (addTypes(all.isEmpty() ? FIRST : "/avro/state/" + all.size() + ".avsc", types)) {
            all.add(resolved(types));
        }
        return types;
    }

    /** Adds the types of a snapshot to those of the snapshots before it; false when there is no such snapshot. */
    private static boolean addTypes(String name, Map<String, JsonNode> types) {
        try (InputStream snapshot = StateSchemas.class.getResourceAsStream(name)) {
            if (snapshot == null) {
                return false;
            }
            JSON.readTree(snapshot).forEach(type -> types.put(type.path("name").asText(), type));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static List<Schema> resolved(Map<String, JsonNode> types) {
        SchemaParser parser = new SchemaParser();
        types.values().forEach(type -> parser.parse(type.toString()));
        return parser.getParsedNamedSchemas();
    }

    /** The types of a schema that are not in the snapshots as they are now. */
    private static ArrayNode changed(Schema today, Map<String, JsonNode> types) {
        Map<String, JsonNode> current = new LinkedHashMap<>();
        takeOut(parsed(today), today.getNamespace(), current);
        ArrayNode changed = JSON.createArrayNode();
        current.forEach((name, type) -> {
            if (!type.equals(types.get(name))) {
                changed.add(type);
            }
        });
        return changed;
    }

    private static JsonNode parsed(Schema schema) {
        try {
            return JSON.readTree(schema.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Moves the named types that are defined within a schema to {@code types}; returns the schema, with their names
     * only.
     */
    private static JsonNode takeOut(JsonNode schema, String namespace, Map<String, JsonNode> types) {
        if (schema instanceof ArrayNode array) {
            ArrayNode elements = JSON.createArrayNode();
            array.forEach(element -> elements.add(takeOut(element, namespace, types)));
            return elements;
        }
        if (!(schema instanceof ObjectNode)) {
            return schema;
        }
        ObjectNode object = JSON.createObjectNode();
        schema.properties().forEach(property -> {
            object.set(property.getKey(), takeOut(property.getValue(), namespace, types));
        });
        if (!schema.has("fields") && !schema.has("symbols")) {
            return object;
        }
        String name = schema.path("name").asText();
        types.put(name, object.put("namespace", namespace));
        return TextNode.valueOf(name);
    }
}
