package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.registry.SchemaRefusedException;
import dev.storycrew.schemas.registry.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's wire format: a zero byte, the schema's id in four bytes, Avro's binary form; but a value that is just
 * bytes is written as it is.
 */
final class Wire {
    private static final byte MAGIC = 0;
    private static final int HEADER = 5;

    private Wire() {}

    /** Writes a value under the schema that was chosen for it. */
    static byte[] encode(WriterSchemas.Choice choice, Schema own, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAGIC);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(choice.id()).array());
        Object datum = value instanceof byte[] array ? ByteBuffer.wrap(array) : value;
        Object written = choice.sameForm() ? datum : resolved(own, choice, datum);
        if (choice.schema().getType() == Schema.Type.BYTES) {
            ByteBuffer raw = ((ByteBuffer) written).duplicate();
            byte[] content = new byte[raw.remaining()];
            raw.get(content);
            bytes.writeBytes(content);
        } else {
            write(bytes, choice.sameForm() ? own : choice.schema(), written);
        }
        return bytes.toByteArray();
    }

    /**
     * The id of the schema that bytes were written with.
     *
     * @throws UndecodableException when they are not in this format
     */
    static int id(byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != MAGIC) {
            throw new UndecodableException(
                    "not in the Confluent wire format: it does not begin with a zero byte and an id", null);
        }
        return ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
    }

    /**
     * Reads what comes after the id.
     *
     * @throws UndecodableException when it is not a value of the reader's kind
     */
    static Object decode(byte[] bytes, Schema writer, DatumReader<Object> reader) {
        if (writer.getType() == Schema.Type.BYTES) {
            return Arrays.copyOfRange(bytes, HEADER, bytes.length);
        }
        Object value;
        try {
            value = reader.read(null, DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null));
        } catch (IOException | RuntimeException e) {
            // Bytes that do not match the schema can make Avro fail in any way.
            throw new UndecodableException("not a value of " + writer.getFullName() + ": " + e, e);
        }
        return writer.getType() == Schema.Type.STRING ? value.toString() : value;
    }

    /** The value as the chosen schema has it: fields by name, what is missing by default. */
    private static Object resolved(Schema own, WriterSchemas.Choice choice, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes, own, value);
        try {
            return new GenericDatumReader<>(own, choice.schema())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        } catch (IOException | AvroRuntimeException e) {
            throw new SchemaRefusedException(
                    own.getFullName() + " cannot be written with the schema " + choice.id() + ": " + e.getMessage(), e);
        }
    }

    private static void write(ByteArrayOutputStream bytes, Schema schema, Object value) {
        DatumWriter<Object> writer = value instanceof SpecificRecord
                ? new SpecificDatumWriter<>(schema, SpecificData.getForClass(value.getClass()))
                : new GenericDatumWriter<>(schema, GenericData.get());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
