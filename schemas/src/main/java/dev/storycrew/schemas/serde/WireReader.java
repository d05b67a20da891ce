package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.UndecodableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;

/** Reads the wire format; the reader for each schema is made once. */
final class WireReader {
    private final RegistryClient registry;
    private final Map<Key, DatumReader<Object>> readers = new ConcurrentHashMap<>();

    WireReader(RegistryClient registry) {
        this.registry = registry;
    }

    private record Key(int id, Object target) {}

    /**
     * Reads a value.
     *
     * @param target what it is to become; identifies the function, one per target
     * @param readerFor the reader of what a schema wrote
     * @throws UndecodableException when these bytes are not such a value, and never will be
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    Object read(byte[] bytes, Object target, Function<Schema, DatumReader<Object>> readerFor) {
        int id = Wire.id(bytes);
        Schema writer = registry.schema(id);
        Key key = new Key(id, target);
        DatumReader<Object> reader = readers.get(key);
        if (reader == null) {
            reader = readerFor.apply(writer);
            readers.put(key, reader);
        }
        return Wire.decode(bytes, writer, reader);
    }
}
