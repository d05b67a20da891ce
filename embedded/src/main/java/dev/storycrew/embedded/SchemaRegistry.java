package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.storycrew.embedded.SchemaStore.Version;
import dev.storycrew.embedded.SchemaStore.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What clients can do with a registry; errors are Confluent's. */
final class SchemaRegistry {
    private final SchemaStore store;
    private final SubjectSettings settings;

    /** @param file the journal */
    SchemaRegistry(Path file) throws IOException {
        RegistryJournal journal = new RegistryJournal(file);
        this.store = new SchemaStore(journal);
        this.settings = new SubjectSettings(journal);
        for (JsonNode line : journal.read()) {
            if (!settings.apply(line)) {
                store.apply(line);
            }
        }
    }

    /** A schema as a client hands it in. */
    record Handed(String text, List<SchemaReference> references, boolean normalize) {}

    SchemaStore store() {
        return store;
    }

    SubjectSettings settings() {
        return settings;
    }

    /** Registers a schema, or finds it; returns its id. */
    synchronized int register(String subject, Handed handed) throws IOException {
        requireWritable(subject);
        RegisteredSchema schema = read(handed);
        Optional<Version> known = find(subject, schema, handed.normalize(), Visible.LIVE);
        if (known.isPresent()) {
            return known.get().id();
        }
        List<String> problems = problems(subject, schema);
        if (!problems.isEmpty()) {
            throw new RegistryException(
                    409,
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                            + "\", details: " + problems);
        }
        return store.register(subject, schema);
    }

    Version find(String subject, Handed handed, Visible visible) {
        requireSubject(subject, visible);
        return find(subject, read(handed), handed.normalize(), visible)
                .orElseThrow(() -> new RegistryException(404, 40403, "Schema not found"));
    }

    /** Why a schema cannot come next in a subject; empty when it can. */
    List<String> incompatibilities(String subject, Handed handed) {
        return problems(subject, read(handed));
    }

    /** Why a schema does not fit one version. */
    List<String> incompatibilities(Version version, Handed handed) {
        return settings.compatibility(version.subject())
                .problems(read(handed).schema(), version.schema().schema());
    }

    /**
     * One version of a subject.
     *
     * @param wanted a number, or {@code latest}
     */
    Version version(String subject, String wanted, Visible visible) {
        int number = number(wanted);
        requireSubject(subject, visible);
        List<Version> versions = store.versions(subject, visible);
        if (number == -1) {
            return versions.get(versions.size() - 1);
        }
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow(() -> new RegistryException(404, 40402, "Version " + wanted + " not found."));
    }

    /** Deletes a subject with its own settings; returns the deleted versions. */
    synchronized List<Integer> deleteSubject(String subject, boolean permanent) throws IOException {
        requireWritable(subject);
        List<Version> live = store.versions(subject, Visible.LIVE);
        List<Version> hidden = store.versions(subject, Visible.DELETED);
        if (live.isEmpty() && hidden.isEmpty()) {
            throw subjectNotFound(subject);
        }
        if (permanent && !live.isEmpty()) {
            throw new RegistryException(
                    404, 40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
        }
        if (!permanent && live.isEmpty()) {
            throw new RegistryException(
                    404, 40404, "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
        }
        List<Version> going = permanent ? hidden : live;
        going.forEach(this::requireUnreferred);
        for (Version version : going) {
            store.delete(version, permanent);
        }
        settings.setCompatibility(subject, Optional.empty());
        settings.setMode(subject, Optional.empty());
        return going.stream().map(Version::version).toList();
    }

    /** Deletes one version. */
    synchronized int deleteVersion(String subject, String wanted, boolean permanent) throws IOException {
        requireWritable(subject);
        Version version = version(subject, wanted, Visible.ALL);
        String name = "Subject '" + subject + "' Version " + version.version();
        if (permanent && !version.deleted()) {
            throw new RegistryException(404, 40407, name + " was not deleted first before being permanently deleted");
        }
        if (!permanent && version.deleted()) {
            throw new RegistryException(
                    404, 40406, name + " was soft deleted. Set permanent=true to delete permanently");
        }
        requireUnreferred(version);
        store.delete(version, permanent);
        return version.version();
    }

    private RegisteredSchema read(Handed handed) {
        RegisteredSchema schema = store.read(handed.text(), handed.references());
        return handed.normalize() ? schema.normalized() : schema;
    }

    private Optional<Version> find(String subject, RegisteredSchema schema, boolean normalize, Visible visible) {
        return store.versions(subject, visible).stream()
                .filter(version -> schema.finds(normalize ? version.schema().normalized() : version.schema()))
                .findFirst();
    }

    private List<String> problems(String subject, RegisteredSchema schema) {
        Compatibility compatibility = settings.compatibility(subject);
        List<Version> versions = store.versions(subject, Visible.LIVE);
        int first = compatibility.transitive() || versions.isEmpty() ? 0 : versions.size() - 1;
        return versions.subList(first, versions.size()).stream()
                .flatMap(version -> compatibility
                        .problems(schema.schema(), version.schema().schema())
                        .stream()
                        .map(problem -> "version " + version.version() + ": " + problem))
                .toList();
    }

    private void requireSubject(String subject, Visible visible) {
        if (store.versions(subject, visible).isEmpty()) {
            throw subjectNotFound(subject);
        }
    }

    private void requireWritable(String subject) {
        RegistryMode mode = settings.mode(subject);
        if (!mode.writable()) {
            throw new RegistryException(422, 42205, "Subject " + subject + " is in mode " + mode);
        }
    }

    private void requireUnreferred(Version version) {
        List<Version> referring = store.referring(version.subject(), version.version());
        if (!referring.isEmpty()) {
            throw new RegistryException(
                    422,
                    42206,
                    "One or more references exist to the schema {subject=" + version.subject() + ",version="
                            + version.version() + "}: " + referring.get(0).subject());
        }
    }

    private static int number(String wanted) {
        if (wanted.equals("latest")) {
            return -1;
        }
        if (!wanted.matches("-1|[1-9][0-9]{0,8}")) {
            throw new RegistryException(
                    422,
                    42202,
                    "The specified version '" + wanted
                            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\"");
        }
        return Integer.parseInt(wanted);
    }

    private static RegistryException subjectNotFound(String subject) {
        return new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
    }
}
