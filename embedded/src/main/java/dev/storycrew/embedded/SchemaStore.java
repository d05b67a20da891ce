package dev.storycrew.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaParseException;

/**
 * Schemas by id and by subject, kept in a file of JSON lines that is forced to disk before an id is handed out: an id,
 * once seen by anyone, never means another schema. The same schema has the same id in every subject.
 */
final class SchemaStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<Integer, String> schemas = new TreeMap<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final Map<String, String> compatibility = new TreeMap<>();

    SchemaStore(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    apply(JSON.readTree(line));
                }
            }
        }
    }

    /** A schema in a subject. */
    record Version(String subject, int version, int id, String schema) {}

    /** Registers a schema, or finds it. */
    synchronized int register(String subject, String schema) throws IOException {
        String canonical = canonical(schema);
        Optional<Version> known = find(subject, canonical);
        if (known.isPresent()) {
            return known.get().id();
        }
        List<String> problems = incompatibilities(subject, canonical, latestOnly(subject));
        if (!problems.isEmpty()) {
            throw new RegistryException(
                    409, 409, "Schema being registered is incompatible with an earlier schema: " + problems);
        }
        int id = schemas.entrySet().stream()
                .filter(entry -> entry.getValue().equals(canonical))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(schemas.size() + 1);
        ObjectNode line = JSON.createObjectNode();
        line.put("subject", subject).put("id", id).put("schema", canonical);
        append(line);
        apply(line);
        return id;
    }

    synchronized Optional<Version> find(String subject, String schema) {
        String canonical = canonical(schema);
        return versions(subject).stream()
                .filter(version -> version.schema().equals(canonical))
                .findFirst();
    }

    synchronized Optional<String> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    synchronized List<Version> versions(String subject) {
        List<Version> versions = new ArrayList<>();
        for (Integer id : subjects.getOrDefault(subject, List.of())) {
            versions.add(new Version(subject, versions.size() + 1, id, schemas.getOrDefault(id, "")));
        }
        return versions;
    }

    synchronized String compatibility(String subject) {
        return compatibility.getOrDefault(subject, compatibility.getOrDefault("", "BACKWARD"));
    }

    /** Sets the level of a subject, or with an empty subject the one of all others. */
    synchronized void setCompatibility(String subject, String level) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        line.put("config", subject).put("level", level);
        append(line);
        apply(line);
    }

    /** Why a schema cannot follow the given number of last versions; empty when it can. */
    synchronized List<String> incompatibilities(String subject, String schema, boolean latestOnly) {
        Schema candidate = new Schema.Parser().parse(schema);
        String level = compatibility(subject);
        List<Version> earlier = versions(subject);
        List<String> problems = new ArrayList<>();
        for (Version version :
                latestOnly && !earlier.isEmpty() ? earlier.subList(earlier.size() - 1, earlier.size()) : earlier) {
            Schema before = new Schema.Parser().parse(version.schema());
            if (level.startsWith("BACKWARD") || level.startsWith("FULL")) {
                addProblem(problems, version, candidate, before);
            }
            if (level.startsWith("FORWARD") || level.startsWith("FULL")) {
                addProblem(problems, version, before, candidate);
            }
        }
        return problems;
    }

    private boolean latestOnly(String subject) {
        return !compatibility(subject).endsWith("_TRANSITIVE");
    }

    private static void addProblem(List<String> problems, Version version, Schema reader, Schema writer) {
        SchemaCompatibility.SchemaPairCompatibility result =
                SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            result.getResult()
                    .getIncompatibilities()
                    .forEach(problem -> problems.add("version " + version.version() + ": " + problem.getType() + " at "
                            + problem.getLocation() + ": " + problem.getMessage()));
        }
    }

    private static String canonical(String schema) {
        try {
            return new Schema.Parser().parse(schema).toString();
        } catch (SchemaParseException e) {
            throw new RegistryException(422, 42201, "Invalid Avro schema: " + e.getMessage());
        }
    }

    private void apply(JsonNode line) {
        if (line.has("config")) {
            compatibility.put(line.get("config").asText(), line.get("level").asText());
            return;
        }
        int id = line.get("id").asInt();
        schemas.put(id, line.get("schema").asText());
        subjects.computeIfAbsent(line.get("subject").asText(), subject -> new ArrayList<>())
                .add(id);
    }

    private void append(JsonNode line) throws IOException {
        byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(bytes));
            channel.force(true);
        }
    }
}
