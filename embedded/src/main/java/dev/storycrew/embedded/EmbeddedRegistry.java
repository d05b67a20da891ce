package dev.storycrew.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small schema registry on 127.0.0.1 that speaks the part of Confluent's REST API that serializers and readers use:
 * register, look up, versions, compatibility, configuration. Its ids survive restarts.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LEVELS = Set.of(
            "NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE");

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemaStore store;

    private EmbeddedRegistry(HttpServer server, ExecutorService threads, SchemaStore store) {
        this.server = server;
        this.threads = threads;
        this.store = store;
    }

    /**
     * Starts.
     *
     * @param folder where the ids are kept
     * @param port 0 for a free one
     */
    public static EmbeddedRegistry start(Path folder, int port) {
        return start(folder, "127.0.0.1", port);
    }

    /** The same on another address. */
    public static EmbeddedRegistry start(Path folder, String host, int port) {
        try {
            Files.createDirectories(folder);
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
            ExecutorService threads = Executors.newFixedThreadPool(4, runnable -> {
                Thread thread = new Thread(runnable, "registry");
                thread.setDaemon(true);
                return thread;
            });
            EmbeddedRegistry registry =
                    new EmbeddedRegistry(server, threads, new SchemaStore(folder.resolve("schemas.jsonl")));
            server.setExecutor(threads);
            server.createContext("/", registry::handle);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new EmbeddedSystemException("the registry did not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status = 200;
            Object answer;
            try {
                answer = answer(exchange);
            } catch (RegistryException e) {
                status = e.status();
                answer = Map.of("error_code", e.code(), "message", String.valueOf(e.getMessage()));
            } catch (JsonProcessingException e) {
                status = 422;
                answer = Map.of("error_code", 422, "message", "the request is not JSON");
            } catch (RuntimeException | IOException e) {
                LOG.atError().addKeyValue("event", "registry_error").setCause(e).log("The registry failed");
                status = 500;
                answer = Map.of("error_code", 50001, "message", "Error in the backend data store");
            }
            byte[] body = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Object answer(HttpExchange exchange) throws IOException {
        String rawPath = exchange.getRequestURI().getRawPath().replaceAll("^/+|/+$", "");
        List<String> path = List.of(rawPath.split("/")).stream()
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        String method = exchange.getRequestMethod();
        JsonNode body = method.equals("GET") || method.equals("DELETE")
                ? JSON.createObjectNode()
                : JSON.readTree(exchange.getRequestBody().readAllBytes());
        return switch (path.get(0)) {
            case "" -> Map.of();
            case "subjects" -> subjects(method, path, body);
            case "schemas" -> schemas(path);
            case "compatibility" -> compatibility(path, body);
            case "config" -> config(method, path, body);
            default -> throw notFound();
        };
    }

    private Object subjects(String method, List<String> path, JsonNode body) throws IOException {
        if (path.size() == 1) {
            return store.subjects();
        }
        String subject = path.get(1);
        boolean post = method.equals("POST");
        if (path.size() == 2 && post) {
            requireSubject(subject);
            return describe(store.find(subject, schemaIn(body))
                    .orElseThrow(() -> new RegistryException(404, 40403, "Schema not found")));
        }
        if (path.size() == 3 && path.get(2).equals("versions")) {
            if (post) {
                return Map.of("id", store.register(subject, schemaIn(body)));
            }
            requireSubject(subject);
            return store.versions(subject).stream()
                    .map(SchemaStore.Version::version)
                    .toList();
        }
        if (path.size() >= 4 && path.get(2).equals("versions") && method.equals("GET")) {
            SchemaStore.Version version = version(subject, path.get(3));
            return path.size() == 5 ? JSON.readTree(version.schema()) : describe(version);
        }
        throw notFound();
    }

    private Object schemas(List<String> path) throws JsonProcessingException {
        if (path.size() == 2 && path.get(1).equals("types")) {
            return List.of("AVRO");
        }
        if (path.size() < 3 || !path.get(1).equals("ids")) {
            throw notFound();
        }
        int id = number(path.get(2), 40403);
        String schema =
                store.schema(id).orElseThrow(() -> new RegistryException(404, 40403, "Schema " + id + " not found"));
        if (path.size() == 3) {
            return Map.of("schema", schema);
        }
        List<SchemaStore.Version> versions = store.subjects().stream()
                .flatMap(subject -> store.versions(subject).stream())
                .filter(version -> version.id() == id)
                .toList();
        return switch (path.get(3)) {
            case "schema" -> JSON.readTree(schema);
            case "subjects" ->
                versions.stream().map(SchemaStore.Version::subject).toList();
            case "versions" ->
                versions.stream()
                        .map(version -> Map.of("subject", version.subject(), "version", version.version()))
                        .toList();
            default -> throw notFound();
        };
    }

    private Object compatibility(List<String> path, JsonNode body) {
        if (path.size() < 4) {
            throw notFound();
        }
        String subject = path.get(2);
        boolean latestOnly = path.size() == 5;
        if (latestOnly) {
            version(subject, path.get(4));
        }
        List<String> problems = store.incompatibilities(subject, schemaIn(body), latestOnly);
        return Map.of("is_compatible", problems.isEmpty(), "messages", problems);
    }

    private Object config(String method, List<String> path, JsonNode body) throws IOException {
        String subject = path.size() > 1 ? path.get(1) : "";
        if (method.equals("PUT")) {
            String level = body.path("compatibility").asText();
            if (!LEVELS.contains(level)) {
                throw new RegistryException(422, 42203, "Invalid compatibility level " + level);
            }
            store.setCompatibility(subject, level);
            return Map.of("compatibility", level);
        }
        return Map.of("compatibilityLevel", store.compatibility(subject));
    }

    private SchemaStore.Version version(String subject, String wanted) {
        requireSubject(subject);
        List<SchemaStore.Version> versions = store.versions(subject);
        int number = wanted.equals("latest") || wanted.equals("-1") ? versions.size() : number(wanted, 42202);
        if (number < 1 || number > versions.size()) {
            throw new RegistryException(404, 40402, "Version " + wanted + " not found.");
        }
        return versions.get(number - 1);
    }

    private void requireSubject(String subject) {
        if (store.versions(subject).isEmpty()) {
            throw new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
        }
    }

    private static Map<String, Object> describe(SchemaStore.Version version) {
        return Map.of(
                "subject",
                version.subject(),
                "version",
                version.version(),
                "id",
                version.id(),
                "schema",
                version.schema());
    }

    private static String schemaIn(JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")
                || !body.hasNonNull("schema")
                || !body.path("references").isEmpty()) {
            throw new RegistryException(422, 42201, "this registry takes Avro schemas without references");
        }
        return body.get("schema").asText();
    }

    private static int number(String text, int errorCode) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new RegistryException(errorCode == 40403 ? 404 : 422, errorCode, "'" + text + "' is not a number");
        }
    }

    private static RegistryException notFound() {
        return new RegistryException(404, 404, "HTTP 404 Not Found");
    }
}
