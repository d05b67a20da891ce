package dev.storycrew.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Talks to a registry over Confluent's REST API. An id never changes its meaning, so its schema is cached for ever. */
public final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUBJECTS = "/subjects";

    private final RegistrySettings settings;
    private final RegistryHttp http;
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public RegistryClient(RegistrySettings settings) {
        this.settings = settings;
        this.http = new RegistryHttp(settings);
    }

    /** A schema with the id that names it on the wire. */
    public record Identified(int id, Schema schema) {}

    /** A schema as a version of a subject. */
    public record Version(int version, int id, Schema schema) {}

    public SchemaSettings settings() {
        return settings.schemas();
    }

    /**
     * The schema of an id.
     *
     * @throws UndecodableException when there is no such Avro schema
     * @throws RegistryUnavailableException when the registry does not answer
     */
    public Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Schema schema;
        try {
            String path = "/schemas/ids/" + id;
            schema = parsed(path, http.get(path));
        } catch (RegistryAnswerException e) {
            if (e.saysNotThere()) {
                throw new UndecodableException("the registry has no schema with the id " + id, e);
            }
            throw misled(e);
        } catch (AvroRuntimeException e) {
            throw new UndecodableException("the registry's schema " + id + " cannot be read: " + e.getMessage(), e);
        }
        schemas.put(id, schema);
        return schema;
    }

    /**
     * Registers a schema, or finds it registered; returns its id.
     *
     * @throws SchemaRefusedException when it does not fit the subject
     * @throws RegistryUnavailableException when the registry does not answer
     */
    public int register(String subject, Schema schema) {
        return registered(subject, schema).id();
    }

    /** Registers a schema; returns it as the registry stores it. */
    public Identified registered(String subject, Schema schema) {
        return writing(subject, () -> {
            String path = subjectPath(subject) + "/versions" + normalizing("?");
            JsonNode answer = http.post(path, body(schema));
            return new Identified(id(path, answer), answer.hasNonNull("schema") ? parsed(path, answer) : schema);
        });
    }

    /** The id of a schema that is registered in a subject. */
    public Identified found(String subject, Schema schema) {
        return writing(subject, () -> {
            String path = subjectPath(subject) + "?deleted=false" + normalizing("&");
            return new Identified(id(path, http.post(path, body(schema))), schema);
        });
    }

    /** The latest version of a subject. */
    public Identified latest(String subject) {
        return writing(subject, () -> {
            String path = subjectPath(subject) + "/versions/latest";
            JsonNode answer = http.get(path);
            return new Identified(id(path, answer), parsed(path, answer));
        });
    }

    /** The schemas of all versions of a subject, oldest first; empty if there is no such subject. */
    public List<Schema> versions(String subject) {
        return history(subject).stream().map(Version::schema).toList();
    }

    /** All versions of a subject, oldest first; empty if there is no such subject. */
    public List<Version> history(String subject) {
        if (!subjects().contains(subject)) {
            return List.of();
        }
        return writing(subject, () -> {
            List<Version> versions = new ArrayList<>();
            for (JsonNode number : http.get(subjectPath(subject) + "/versions")) {
                String path = subjectPath(subject) + "/versions/" + number.asInt();
                JsonNode version = http.get(path);
                versions.add(new Version(number.asInt(), id(path, version), parsed(path, version)));
            }
            return versions;
        });
    }

    /** The compatibility that a subject's versions are held to, by Confluent's names: its own, or else the registry's. */
    public String compatibility(String subject) {
        try {
            String path = configPath(subject);
            JsonNode own;
            try {
                own = http.get(path);
            } catch (RegistryAnswerException e) {
                if (!e.saysNotThere()) {
                    throw e;
                }
                path = "/config";
                own = http.get(path);
            }
            return required(path, own, "compatibilityLevel").asText();
        } catch (RegistryAnswerException e) {
            throw misled(e);
        }
    }

    /**
     * Sets a subject's own compatibility; the subject need not exist yet.
     *
     * @throws SchemaRefusedException when the registry does not take it
     */
    public void setCompatibility(String subject, String compatibility) {
        try {
            http.put(configPath(subject), JSON.createObjectNode().put("compatibility", compatibility));
        } catch (RegistryAnswerException e) {
            throw new SchemaRefusedException(
                    "the registry could not set the compatibility of subject " + subject + " to " + compatibility + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Whether a schema may follow the subject's latest version; true for a subject that is new. */
    public boolean isCompatible(String subject, Schema schema) {
        if (!subjects().contains(subject)) {
            return true;
        }
        return writing(subject, () -> {
            String path = "/compatibility" + subjectPath(subject) + "/versions/latest";
            return required(path, http.post(path, body(schema)), "is_compatible")
                    .asBoolean();
        });
    }

    public List<String> subjects() {
        JsonNode answer;
        try {
            answer = http.get(SUBJECTS);
        } catch (RegistryAnswerException e) {
            throw misled(e);
        }
        List<String> subjects = new ArrayList<>();
        answer.forEach(subject -> subjects.add(subject.asText()));
        if (!answer.isArray()
                || !StreamSupport.stream(answer.spliterator(), false).allMatch(JsonNode::isTextual)) {
            throw http.strange(SUBJECTS, answer);
        }
        return List.copyOf(subjects);
    }

    private <T> T writing(String subject, Supplier<T> request) {
        try {
            return request.get();
        } catch (RegistryAnswerException e) {
            throw new SchemaRefusedException(
                    "the registry has no schema of subject " + subject + " to write with: " + e.getMessage()
                            + (settings.schemas().autoRegister()
                                    ? ""
                                    : "; register it at deployment (schemas register does that), or set auto.register.schemas"),
                    e);
        } catch (AvroRuntimeException e) {
            throw new SchemaRefusedException(
                    "the registry's schema of subject " + subject + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Parses a schema after those that it refers to. */
    private Schema parsed(String path, JsonNode answer) {
        Schema.Parser parser = new Schema.Parser().setValidateDefaults(false);
        return parsed(path, answer, parser, new HashSet<>());
    }

    private Schema parsed(String path, JsonNode answer, Schema.Parser parser, Set<String> seen) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new AvroRuntimeException("it is of type " + type);
        }
        for (JsonNode reference : answer.path("references")) {
            String referred = subjectPath(reference.path("subject").asText()) + "/versions/"
                    + reference.path("version").asInt() + "?deleted=true";
            if (seen.add(referred)) {
                parsed(referred, http.get(referred), parser, seen);
            }
        }
        return parser.parse(required(path, answer, "schema").asText());
    }

    private int id(String path, JsonNode answer) {
        return required(path, answer, "id").asInt();
    }

    /** A field that each registry's answer to this has; without it, something else answers. */
    private JsonNode required(String path, JsonNode answer, String field) {
        if (!answer.path(field).isValueNode() || answer.path(field).isNull()) {
            throw http.strange(path, answer);
        }
        return answer.get(field);
    }

    private RegistryUnavailableException misled(RegistryAnswerException refusal) {
        return new RegistryUnavailableException(
                "the registry at " + settings.endpoints() + " reports an error: " + refusal.getMessage()
                        + "; see its log",
                refusal);
    }

    private String normalizing(String separator) {
        return settings.schemas().normalize() ? separator + "normalize=true" : "";
    }

    private static JsonNode body(Schema schema) {
        ObjectNode body = JSON.createObjectNode();
        body.put("schema", schema.toString());
        return body;
    }

    private static String configPath(String subject) {
        return "/config/" + encoded(subject);
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + encoded(subject);
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
