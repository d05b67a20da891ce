package dev.storycrew.schemas.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** Asks a registry by Confluent's REST API. Ids and schemas never change once given out, so good answers are kept for ever. */
public final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistrySettings settings;
    private final HttpClient http;
    private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public RegistryClient(RegistrySettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    private record SubjectSchema(String subject, Schema schema) {}

    /**
     * The id of a schema in a subject, registered where the settings allow it.
     *
     * @throws RegistryUnavailableException when the registry does not answer
     * @throws UndecodableException when the registry refuses the schema
     */
    public int id(String subject, Schema schema) {
        SubjectSchema key = new SubjectSchema(subject, schema);
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        int id = settings.autoRegister() ? register(subject, schema) : lookUp(subject, schema);
        ids.put(key, id);
        return id;
    }

    /** The schema of an id. */
    public Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Schema schema = parse(get("/schemas/ids/" + id), id);
        schemas.put(id, schema);
        return schema;
    }

    public int register(String subject, Schema schema) {
        return post("/subjects/" + encode(subject) + "/versions", body(schema))
                .path("id")
                .asInt();
    }

    /** Whether a schema may follow the subject's latest version; true for a subject that is new. */
    public boolean isCompatible(String subject, Schema schema) {
        if (!subjects().contains(subject)) {
            return true;
        }
        return post("/compatibility/subjects/" + encode(subject) + "/versions/latest", body(schema))
                .path("is_compatible")
                .asBoolean();
    }

    public List<String> subjects() {
        return JSON.convertValue(
                get("/subjects"), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    private int lookUp(String subject, Schema schema) {
        return post("/subjects/" + encode(subject), body(schema)).path("id").asInt();
    }

    private static Schema parse(JsonNode answer, int id) {
        try {
            return new Schema.Parser().parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new UndecodableException("the registry's schema " + id + " cannot be read", e);
        }
    }

    private static String body(Schema schema) {
        ObjectNode body = JSON.createObjectNode();
        body.put("schema", schema.toString());
        return body.toString();
    }

    private JsonNode get(String path) {
        return send(path, request(path).GET().build());
    }

    private JsonNode post(String path, String body) {
        return send(
                path,
                request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.url() + path))
                .timeout(settings.readTimeout())
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE);
        if (!settings.userInfo().isEmpty()) {
            byte[] credentials = settings.userInfo().getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        return request;
    }

    private JsonNode send(String path, HttpRequest request) {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                throw new RegistryUnavailableException(
                        "the registry answered " + response.statusCode() + " to " + path, null);
            }
            if (response.statusCode() >= 400) {
                throw new UndecodableException("the registry refused " + path + ": " + response.body(), null);
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new RegistryUnavailableException("the registry at " + settings.url() + " is out of reach", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while asking the registry", e);
        }
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }
}
