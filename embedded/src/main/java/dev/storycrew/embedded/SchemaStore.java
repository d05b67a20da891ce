package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Schemas by id and by subject, kept in a journal: an id, once seen by anyone, never means another schema, even if
 * every version with it is deleted. The same schema has the same id in every subject.
 */
final class SchemaStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryJournal journal;
    private final Map<Integer, RegisteredSchema> schemas = new TreeMap<>();
    private final Map<String, List<Version>> subjects = new TreeMap<>();

    SchemaStore(RegistryJournal journal) {
        this.journal = journal;
    }

    /**
     * A schema in a subject.
     *
     * @param version from 1
     * @param deleted hidden unless deleted ones are asked for; its id remains valid
     */
    record Version(String subject, int version, int id, RegisteredSchema schema, boolean deleted) {}

    /** Which of a subject's versions are meant. */
    enum Visible {
        LIVE,
        DELETED,
        ALL;

        boolean shows(Version version) {
            return this == ALL || version.deleted() == (this == DELETED);
        }
    }

    /**
     * Reads a schema from a client, with what its references name.
     *
     * @throws RegistryException 42201 when it cannot be read, or a reference leads nowhere
     */
    synchronized RegisteredSchema read(String text, List<SchemaReference> references) {
        List<SchemaReference> numbered = references.stream()
                .map(reference -> new SchemaReference(
                        reference.name(),
                        reference.subject(),
                        referenced(reference, Visible.LIVE).version()))
                .toList();
        return RegisteredSchema.parse(text, numbered, texts(numbered));
    }

    /** Adds a version to a subject; the caller has checked that it is new and may follow. */
    synchronized int register(String subject, RegisteredSchema schema) throws IOException {
        int id = schemas.entrySet().stream()
                .filter(entry -> entry.getValue().sameAs(schema))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(schemas.size() + 1);
        ObjectNode line = JSON.createObjectNode();
        line.put("subject", subject).put("id", id).put("schema", schema.text());
        if (!schema.references().isEmpty()) {
            line.set("references", JSON.valueToTree(schema.references()));
        }
        record(line);
        return id;
    }

    synchronized Optional<RegisteredSchema> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    /** The subjects that have a version of that kind. */
    synchronized List<String> subjects(Visible visible) {
        return subjects.keySet().stream()
                .filter(subject -> !versions(subject, visible).isEmpty())
                .toList();
    }

    /** A subject's versions from the first to the latest; empty if there is no such subject. */
    synchronized List<Version> versions(String subject, Visible visible) {
        return subjects.getOrDefault(subject, List.of()).stream()
                .filter(visible::shows)
                .toList();
    }

    /** Every version of that kind, subject by subject. */
    synchronized List<Version> versions(Visible visible) {
        return subjects.keySet().stream()
                .flatMap(subject -> versions(subject, visible).stream())
                .toList();
    }

    /** The versions, without deleted ones, that refer to one. */
    synchronized List<Version> referring(String subject, int version) {
        return versions(Visible.LIVE).stream()
                .filter(other -> other.schema().references().stream()
                        .anyMatch(reference -> reference.subject().equals(subject) && reference.version() == version))
                .toList();
    }

    /** Hides a version, or removes it for good. */
    synchronized void delete(Version version, boolean permanent) throws IOException {
        record(JSON.createObjectNode()
                .put("delete", version.subject())
                .put("version", version.version())
                .put("permanent", permanent));
    }

    private Version referenced(SchemaReference reference, Visible visible) {
        List<Version> versions = versions(reference.subject(), visible);
        return versions.stream()
                .filter(version -> version.version() == reference.version())
                .findFirst()
                .or(() -> reference.version() == -1 && !versions.isEmpty()
                        ? Optional.of(versions.get(versions.size() - 1))
                        : Optional.empty())
                .orElseThrow(() -> new RegistryException(
                        422,
                        42201,
                        "Invalid Avro schema: its reference " + reference.name() + " names version "
                                + reference.version() + " of subject '" + reference.subject()
                                + "', which does not exist"));
    }

    private List<String> texts(List<SchemaReference> references) {
        Map<Integer, String> texts = new LinkedHashMap<>();
        collect(references, texts);
        return List.copyOf(texts.values());
    }

    /** Dependencies first, each once. */
    private void collect(List<SchemaReference> references, Map<Integer, String> texts) {
        for (SchemaReference reference : references) {
            Version version = referenced(reference, Visible.ALL);
            if (!texts.containsKey(version.id())) {
                collect(version.schema().references(), texts);
                texts.put(version.id(), version.schema().text());
            }
        }
    }

    private void record(JsonNode line) throws IOException {
        journal.append(line);
        apply(line);
    }

    /** Applies a line of the journal. */
    synchronized void apply(JsonNode line) {
        if (line.has("delete")) {
            applyDeletion(line);
            return;
        }
        String subject = line.get("subject").asText();
        int id = line.get("id").asInt();
        List<SchemaReference> references = new ArrayList<>();
        line.path("references")
                .forEach(reference -> references.add(new SchemaReference(
                        reference.get("name").asText(),
                        reference.get("subject").asText(),
                        reference.get("version").asInt())));
        RegisteredSchema schema = RegisteredSchema.known(line.get("schema").asText(), references, texts(references));
        schemas.put(id, schema);
        List<Version> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        int next = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1;
        versions.add(new Version(subject, next, id, schema, false));
    }

    private void applyDeletion(JsonNode line) {
        List<Version> versions = subjects.getOrDefault(line.get("delete").asText(), new ArrayList<>());
        int number = line.get("version").asInt();
        if (line.get("permanent").asBoolean()) {
            versions.removeIf(version -> version.version() == number);
        } else {
            versions.replaceAll(version -> version.version() == number
                    ? new Version(version.subject(), number, version.id(), version.schema(), true)
                    : version);
        }
    }
}
