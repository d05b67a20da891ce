package dev.storycrew.app.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.provider.Provider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * {@code /health/live}: the services run; never depends on a language model. {@code /health/ready}: they are also
 * taking work, and each stage has a provider that works; the answer names those in trouble. Both tell what state is
 * being restored, the copies of others' state, and the free space for it. {@code /metrics}: for Prometheus.
 */
public final class HealthServer implements AutoCloseable {
    /** The page that says whether the process accepts work. */
    public static final String READY = "/health/ready";

    /** The page for Prometheus. */
    public static final String METRICS = "/metrics";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final double MILLIS = 1000;

    private final HttpServer server;
    private final Services services;
    private final Models models;

    private HealthServer(HttpServer server, Services services, Models models) {
        this.server = server;
        this.services = services;
        this.models = models;
    }

    /**
     * Starts.
     *
     * @param port 0 for a free one
     */
    public static HealthServer start(String host, int port, Services services, Models models, ProcessMetrics metrics) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, port), 0);
            HealthServer health = new HealthServer(server, services, models);
            server.createContext("/health/live", exchange -> health.answer(exchange, services.alive()));
            server.createContext(READY, exchange -> health.answer(exchange, health.ready()));
            server.createContext(METRICS, exchange -> send(exchange, OK, ProcessMetrics.CONTENT_TYPE, metrics.page()));
            server.start();
            return health;
        } catch (IOException e) {
            throw new UsageException("--health-port " + port + ": " + SystemReason.of(e) + "; choose another port");
        }
    }

    /** Serves another page, JSON made at each request. */
    public void serve(String path, Supplier<ObjectNode> page) {
        server.createContext(path, exchange -> send(exchange, OK, page.get()));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private boolean ready() {
        return services.ready() && models.gateways().stream().allMatch(gateway -> gateway.ready());
    }

    private void answer(HttpExchange exchange, boolean up) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.put("status", up ? "UP" : exchange.getRequestURI().getPath().endsWith("live") ? "DOWN" : "OUT_OF_SERVICE");
        ArrayNode providers = body.putArray("providers");
        for (Provider provider : models.providers()) {
            ObjectNode one = providers.addObject().put("name", provider.name()).put("circuit", provider.circuit());
            Provider.Trouble trouble = provider.trouble();
            if (trouble != null) {
                one.put("trouble", trouble.failure().message());
                one.put("kind", trouble.failure().kind().name());
                one.put("seconds", Math.round(trouble.millis() / MILLIS));
            }
        }
        describe(services, body);
        send(exchange, up ? OK : UNAVAILABLE, body);
    }

    private static void describe(Services services, ObjectNode body) {
        ArrayNode states = body.putArray("state");
        services.states()
                .forEach((name, state) -> states.addObject()
                        .put("service", name)
                        .put("restoring_stores", state.restoringStores())
                        .put("records_left", state.recordsLeft())
                        .put("standbys", state.standbys())
                        .put("standby_records_behind", state.standbyRecordsBehind()));
        try {
            body.putObject("disk").put("free_bytes", services.freeBytes());
        } catch (IOException e) {
            body.putObject("disk").put("trouble", SystemReason.of(e));
        }
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        send(exchange, status, "application/json", body + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
