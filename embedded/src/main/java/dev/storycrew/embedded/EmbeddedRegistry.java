package dev.storycrew.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small schema registry on 127.0.0.1 that speaks the part of Confluent's REST API that Avro clients use:
 * register, look up, versions, references, deletion, compatibility, modes. Its ids survive restarts.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads;
    private final RegistryRoutes routes;

    private EmbeddedRegistry(HttpServer server, ExecutorService threads, RegistryRoutes routes) {
        this.server = server;
        this.threads = threads;
        this.routes = routes;
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
            SchemaRegistry schemas = new SchemaRegistry(folder.resolve("schemas.jsonl"));
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
            ExecutorService threads = Executors.newFixedThreadPool(4, runnable -> {
                Thread thread = new Thread(runnable, "registry");
                thread.setDaemon(true);
                return thread;
            });
            EmbeddedRegistry registry = new EmbeddedRegistry(server, threads, new RegistryRoutes(schemas));
            server.setExecutor(threads);
            server.createContext("/", registry::handle);
            server.start();
            return registry;
        } catch (IOException e) {
            throw new EmbeddedSystemException(
                    "the registry did not start on port " + port + ": " + SystemReason.withFile(e), e);
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
                answer = routes.answer(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestBody().readAllBytes());
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
}
