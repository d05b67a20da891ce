package dev.storycrew.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.schemas.avro.ChapterRequestRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The ids that docs/producers.md promises to producers in other languages; a Node program checks the same file. */
class RequestIdsTest {
    private static final Path VECTORS = Path.of("../examples/node-producer/request-ids.json");

    @TestFactory
    List<DynamicTest> anIdIsTheDigestOfTheContent() throws Exception {
        return StreamSupport.stream(
                        new ObjectMapper().readTree(VECTORS.toFile()).spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(
                        vector.get("name").asText(),
                        () -> assertThat(idOf(vector.get("request")))
                                .isEqualTo(vector.get("requestId").asText())))
                .toList();
    }

    @Test
    void theIdsInTheDocumentationAreThese() throws Exception {
        String page = Files.readString(Path.of("../docs/producers.md"), StandardCharsets.UTF_8);
        for (JsonNode vector : new ObjectMapper().readTree(VECTORS.toFile())) {
            assertThat(page).contains(vector.get("requestId").asText());
        }
    }

    private static String idOf(JsonNode request) throws IOException {
        OwnRecords.trust();
        Schema schema = ChapterRequestRecord.getClassSchema();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(value(schema, request), encoder);
        ChapterRequest read = EventCodec.decode(new SpecificDatumReader<>(ChapterRequestRecord.class)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)));
        return Digests.request(read.brief(), read.bible()).requestId();
    }

    /** A value of a schema as people write it: unions without their branch's name, and defaults left out. */
    private static @Nullable Object value(Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record made = new GenericData.Record(schema);
                for (Schema.Field field : schema.getFields()) {
                    JsonNode given = json.get(field.name());
                    made.put(
                            field.pos(),
                            given != null
                                    ? value(field.schema(), given)
                                    : field.hasDefaultValue()
                                            ? GenericData.get().getDefaultValue(field)
                                            : value(field.schema(), new ObjectMapper().createObjectNode()));
                }
                yield made;
            }
            case ARRAY ->
                StreamSupport.stream(json.spliterator(), false)
                        .map(element -> value(schema.getElementType(), element))
                        .toList();
            case UNION -> json.isNull() ? null : value(schema.getTypes().get(1), json);
            case INT -> json.asInt();
            case DOUBLE -> json.asDouble();
            default -> json.isObject() ? "" : json.asText();
        };
    }
}
