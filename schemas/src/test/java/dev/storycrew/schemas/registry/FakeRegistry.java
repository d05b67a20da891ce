package dev.storycrew.schemas.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Something on 127.0.0.1 that answers as it is told, one answer after the other and the last one for ever. */
final class FakeRegistry implements AutoCloseable {
    /** An answer without end. */
    static final int DRIPPING = -1;
    /** The connection is cut instead of an answer. */
    static final int CUT = -2;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    record Answer(int status, String body) {}

    record Asked(String method, String path, @Nullable String authorization, String body) {}

    private FakeRegistry(HttpServer server, List<Answer> answers) {
        this.server = server;
        this.answers.addAll(answers);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static FakeRegistry answering(Answer... answers) {
        try {
            return new FakeRegistry(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0), List.of(answers));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same over TLS; a client must show who it is where that is wanted. */
    static FakeRegistry answering(SSLContext tls, boolean needsClient, Answer... answers) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = tls.getDefaultSSLParameters();
                    wanted.setNeedClientAuth(needsClient);
                    parameters.setSSLParameters(wanted);
                }
            });
            return new FakeRegistry(server, List.of(answers));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Answer schema(String schema) {
        return new Answer(200, "{\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}");
    }

    static Answer error(int status, int code) {
        return new Answer(status, "{\"error_code\":" + code + ",\"message\":\"the fake says so\"}");
    }

    String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Answer answer;
        synchronized (answers) {
            answer = answers.size() > 1 ? answers.pop() : answers.getFirst();
        }
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (answer.status() == CUT) {
            exchange.close();
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (answer.status() == DRIPPING) {
            exchange.sendResponseHeaders(200, body.length + 1L);
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
