package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.OwnRecords;
import dev.storycrew.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Confluent's wire format: a zero byte, the schema's id in four bytes, Avro's binary form. Values are decoded by the
 * application and not by Kafka's client, so that a record that cannot be decoded keeps its bytes.
 */
public final class WireFormat {
    private static final byte MAGIC = 0;
    private static final int HEADER = 5;

    private final RegistryClient registry;

    public WireFormat(RegistryClient registry) {
        this.registry = registry;
        OwnRecords.trust();
    }

    public <T> byte[] encode(Topic<T> topic, T value) {
        Codec<T> codec = topic.codec();
        int id = registry.id(topic.subject(), codec.schema());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAGIC);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(codec.schema()).write(codec.encode(value), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Decodes a record's value.
     *
     * @throws UndecodableException when these bytes are not such a value, and never will be
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    public <T> T decode(Topic<T> topic, byte[] bytes) {
        if (bytes.length < HEADER || bytes[0] != MAGIC) {
            throw new UndecodableException(
                    "not in the Confluent wire format: it does not begin with a zero byte and an id", null);
        }
        Schema writer = registry.schema(ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt());
        Codec<T> codec = topic.codec();
        try {
            SpecificDatumReader<SpecificRecord> reader =
                    new SpecificDatumReader<>(writer, codec.schema(), SpecificData.getForSchema(codec.schema()));
            return codec.decode(
                    reader.read(null, DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null)));
        } catch (IOException | AvroRuntimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new UndecodableException("not a value of " + topic.name() + ": " + e.getMessage(), e);
        }
    }
}
