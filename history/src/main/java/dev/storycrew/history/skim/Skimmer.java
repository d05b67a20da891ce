package dev.storycrew.history.skim;

import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.codec.OwnRecords;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Opens records in Confluent's wire format for skimming. Used by one thread. */
public final class Skimmer {
    private static final int HEADER = 5;

    private final RegistryClient registry;
    private final Map<Key, RecordLayout> layouts = new HashMap<>();
    private final Map<Key, SpecificDatumReader<SpecificRecord>> readers = new HashMap<>();
    private @Nullable BinaryDecoder decoder;

    public Skimmer(Connection connection) {
        this.registry = new RegistryClient(RegistrySettings.of(connection.registry()));
        OwnRecords.trust();
    }

    /**
     * A record's value, decoded as {@link dev.storycrew.schemas.serde.WireFormat} does, with readers made once.
     *
     * @throws UndecodableException when it is not a value of the topic
     */
    public <T> T decode(Topic<T> topic, byte[] value) {
        int id = id(value);
        SpecificDatumReader<SpecificRecord> reader = readers.get(new Key(id, topic.name()));
        if (reader == null) {
            Schema expected = topic.codec().schema();
            reader = new SpecificDatumReader<>(registry.schema(id), expected, SpecificData.getForSchema(expected));
            readers.put(new Key(id, topic.name()), reader);
        }
        try {
            decoder = DecoderFactory.get().binaryDecoder(value, HEADER, value.length - HEADER, decoder);
            return topic.codec().decode(reader.read(null, decoder));
        } catch (IOException e) {
            throw new UndecodableException("not a value of " + topic.name() + ": " + e.getMessage(), e);
        }
    }

    private record Key(int writer, String topic) {}

    /**
     * A view of a record's value.
     *
     * @throws UndecodableException when it is not in the wire format, or its schema is unknown
     * @throws dev.storycrew.schemas.registry.RegistryUnavailableException when the registry is needed and does not
     *     answer
     */
    public RecordView view(TopicRecord read, byte[] value) {
        int id = id(value);
        Key key = new Key(id, read.topic().name());
        RecordLayout layout = layouts.get(key);
        if (layout == null) {
            layout = new RecordLayout(registry.schema(id), read.topic().codec().schema());
            layouts.put(key, layout);
        }
        return layout.view(value, HEADER);
    }

    private static int id(byte[] value) {
        if (value.length < HEADER || value[0] != 0) {
            throw new UndecodableException(
                    "not in the Confluent wire format: it does not begin with a zero byte and an id", null);
        }
        return ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
    }
}
