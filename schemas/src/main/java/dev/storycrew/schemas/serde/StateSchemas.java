package dev.storycrew.schemas.serde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The schemas that a kind of state was ever written with: the snapshots {@code schemas/avro/state/<record>/1.avsc} and so
 * on, the last of which is today's.
 */
final class StateSchemas {
    private StateSchemas() {}

    /**
     * All of them, the oldest first.
     *
     * @throws IllegalStateException when today's is not among them, so that a later version could not read what this one
     *     writes
     */
    static List<Schema> of(Schema today) {
        List<Schema> snapshots = snapshots(today.getName());
        long fingerprint = SchemaNormalization.parsingFingerprint64(today);
        if (snapshots.stream().noneMatch(known -> SchemaNormalization.parsingFingerprint64(known) == fingerprint)) {
            throw new IllegalStateException("The schema of the state " + today.getName()
                    + " has changed, and no later version could read what is written with it. Commit it as schemas/avro/state/"
                    + today.getName() + "/" + (snapshots.size() + 1) + ".avsc:\n" + today.toString(true));
        }
        return snapshots;
    }

    private static List<Schema> snapshots(String record) {
        List<Schema> snapshots = new ArrayList<>();
        while (true) {
            String name = "/avro/state/" + record + "/" + (snapshots.size() + 1) + ".avsc";
            try (InputStream snapshot = StateSchemas.class.getResourceAsStream(name)) {
                if (snapshot == null) {
                    return snapshots;
                }
                snapshots.add(new Schema.Parser().parse(snapshot));
            } catch (IOException e) {
                throw new UncheckedIOException(name, e);
            }
        }
    }
}
