package dev.storycrew.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * An Avro schema as the registry knows it.
 *
 * @param schema complete, with what its references define
 * @param text canonical, without what its references define: what the registry answers with
 */
record RegisteredSchema(Schema schema, String text, List<SchemaReference> references) {
    private static final ObjectMapper SORTING = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    RegisteredSchema {
        references = List.copyOf(references);
    }

    /**
     * Reads a schema from a client.
     *
     * @param referenced the texts of the referenced schemas, dependencies first
     * @throws RegistryException 42201 when it is not valid
     */
    static RegisteredSchema parse(String text, List<SchemaReference> references, List<String> referenced) {
        try {
            return parse(text, references, referenced, true);
        } catch (AvroRuntimeException e) {
            throw new RegistryException(422, 42201, "Invalid Avro schema: " + e.getMessage());
        }
    }

    /** Reads a schema that was accepted before. */
    static RegisteredSchema known(String text, List<SchemaReference> references, List<String> referenced) {
        return parse(text, references, referenced, false);
    }

    private static RegisteredSchema parse(
            String text, List<SchemaReference> references, List<String> referenced, boolean isNew) {
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
        List<Schema> used = new ArrayList<>();
        for (String other : referenced) {
            used.add(parser.parse(other));
        }
        Schema schema = parser.setValidateDefaults(isNew).parse(text);
        return new RegisteredSchema(schema, schema.toString(used, false), references);
    }

    /** The same without meaningless differences in the order of properties and references. */
    RegisteredSchema normalized() {
        try {
            Object sorted = SORTING.readValue(text, Object.class);
            return new RegisteredSchema(
                    schema,
                    SORTING.writeValueAsString(sorted),
                    references.stream().sorted().distinct().toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON: " + text, e);
        }
    }

    boolean sameAs(RegisteredSchema other) {
        return text.equals(other.text) && references.equals(other.references);
    }

    /** Whether looking this up finds the other: the same, or complete where the other uses references. */
    boolean finds(RegisteredSchema other) {
        return sameAs(other)
                || (references.isEmpty()
                        && !other.references.isEmpty()
                        && schema.toString().equals(other.schema.toString()));
    }
}
