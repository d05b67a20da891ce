package dev.storycrew.console.skim;

import dev.storycrew.console.cluster.Connection;
import dev.storycrew.console.reading.TopicRecord;
import dev.storycrew.schemas.codec.OwnRecords;
import dev.storycrew.schemas.serde.RegistryClient;
import dev.storycrew.schemas.serde.RegistrySettings;
import dev.storycrew.schemas.serde.UndecodableException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** Opens records in Confluent's wire format for skimming. Used by one thread. */
public final class Skimmer {
    private static final int HEADER = 5;

    private final RegistryClient registry;
    private final Map<Key, RecordLayout> layouts = new HashMap<>();

    public Skimmer(Connection connection) {
        this.registry = new RegistryClient(RegistrySettings.of(connection.registry()));
        OwnRecords.trust();
    }

    private record Key(int writer, String reader) {}

    /**
     * A view of a record's value.
     *
     * @throws UndecodableException when it is not in the wire format, or its schema is unknown
     * @throws dev.storycrew.schemas.serde.RegistryUnavailableException when the registry is needed and does not answer
     */
    public RecordView view(TopicRecord read, byte[] value) {
        if (value.length < HEADER || value[0] != 0) {
            throw new UndecodableException(
                    "not in the Confluent wire format: it does not begin with a zero byte and an id", null);
        }
        int id = ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
        Schema reader = read.topic().codec().schema();
        RecordLayout layout = layouts.get(new Key(id, reader.getFullName()));
        if (layout == null) {
            layout = new RecordLayout(registry.schema(id), reader);
            layouts.put(new Key(id, reader.getFullName()), layout);
        }
        return layout.view(value, HEADER);
    }
}
