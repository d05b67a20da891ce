package dev.storycrew.history.skim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/**
 * How one version of a record is laid out in bytes, as seen by this version of the program. Used by one thread.
 */
public final class RecordLayout {
    private final Schema writer;
    private final Skip[] skips;
    private final Map<String, Field> fields = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    /**
     * @param writer the schema it was written with
     * @param reader this version's schema of the same record
     */
    public RecordLayout(Schema writer, Schema reader) {
        this.writer = writer;
        this.skips = writer.getFields().stream()
                .map(field -> Skip.of(field.schema()))
                .toArray(Skip[]::new);
        for (Schema.Field expected : reader.getFields()) {
            Schema.Field written = writer.getField(expected.name());
            fields.put(
                    expected.name(),
                    new Field(
                            written == null ? -1 : written.pos(), written == null ? null : written.schema(), expected));
        }
    }

    /**
     * Finds the fields of a record that begins at an offset.
     *
     * @throws IndexOutOfBoundsException when the bytes end before the record does
     */
    public RecordView view(byte[] bytes, int from) {
        int[] starts = new int[skips.length + 1];
        starts[0] = from;
        for (int index = 0; index < skips.length; index++) {
            starts[index + 1] = skips[index].over(bytes, starts[index]);
        }
        if (starts[skips.length] > bytes.length) {
            throw new IndexOutOfBoundsException("the record ends in the middle of a field");
        }
        return new RecordView(this, bytes, starts);
    }

    Field field(String name) {
        Field field = fields.get(name);
        if (field == null) {
            throw new IllegalArgumentException("no field " + name + " in " + writer.getFullName());
        }
        return field;
    }

    BinaryDecoder decoder(byte[] bytes, int from) {
        decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, decoder);
        return decoder;
    }

    /** One field, as it was written and as it is read. */
    static final class Field {
        /** Its place among the written fields; -1 when they lack it. */
        final int position;

        private final @Nullable Schema written;
        private final Schema.Field expected;
        private final boolean sameForm;
        private @Nullable SpecificDatumReader<Object> reader;
        private @Nullable RecordLayout nested;

        Field(int position, @Nullable Schema written, Schema.Field expected) {
            this.position = position;
            this.written = written;
            this.expected = expected;
            this.sameForm = expected.schema().equals(written);
        }

        /** True if its bytes are what this version would write, so that bytes can be compared. */
        boolean sameForm() {
            return sameForm;
        }

        boolean isWritten(Schema.Type type) {
            return written != null && written.getType() == type;
        }

        boolean isUnion() {
            return written != null && written.isUnion();
        }

        @Nullable
        Object read(BinaryDecoder decoder) throws IOException {
            if (written == null) {
                return SpecificData.getForSchema(expected.schema()).getDefaultValue(expected);
            }
            if (reader == null) {
                reader = new SpecificDatumReader<>(
                        written, expected.schema(), SpecificData.getForSchema(recordIn(expected.schema())));
            }
            return reader.read(null, decoder);
        }

        byte[] rewritten(@Nullable Object value) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<>(expected.schema(), SpecificData.getForSchema(recordIn(expected.schema())))
                    .write(value, encoder);
            encoder.flush();
            return bytes.toByteArray();
        }

        /** The layout of the record in this field, or of the records in its list. */
        RecordLayout nested() {
            if (nested == null) {
                if (written == null) {
                    throw new IllegalStateException("field " + expected.name() + " was not written");
                }
                nested = new RecordLayout(recordIn(written), recordIn(expected.schema()));
            }
            return nested;
        }

        private static Schema recordIn(Schema schema) {
            return switch (schema.getType()) {
                case ARRAY -> recordIn(schema.getElementType());
                case UNION ->
                    schema.getTypes().stream()
                            .filter(branch -> branch.getType() != Schema.Type.NULL)
                            .findFirst()
                            .map(Field::recordIn)
                            .orElse(schema);
                default -> schema;
            };
        }
    }
}
