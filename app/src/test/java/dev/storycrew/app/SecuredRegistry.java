package dev.storycrew.app;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A registry by HTTPS with basic auth in front of a plain one: who may not write may only read and look up. */
final class SecuredRegistry implements AutoCloseable {
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String plain;
    private final List<String> writers;
    private final List<String> denied = Collections.synchronizedList(new ArrayList<>());

    /**
     * Starts it.
     *
     * @param plain the registry behind it
     * @param keys a PKCS12 file with its certificate
     * @param password of the keys, and of every user
     * @param writers who may write; whoever else logs in may read
     */
    SecuredRegistry(String plain, Path keys, String keysPassword, String password, List<String> writers)
            throws IOException, GeneralSecurityException {
        this.plain = plain;
        this.writers = writers;
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(keys, keysPassword)));
        server.setExecutor(threads);
        server.createContext("/", this::answer).setAuthenticator(new BasicAuthenticator("registry") {
            @Override
            public boolean checkCredentials(String user, String given) {
                return given.equals(password);
            }
        });
        server.start();
    }

    String url() {
        return "https://localhost:" + server.getAddress().getPort();
    }

    /** Each request that a user was not allowed, as in {@code plan PUT /config/a}. */
    List<String> denied() {
        return List.copyOf(denied);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String user = exchange.getPrincipal().getUsername();
            String path = exchange.getRequestURI().toString();
            String method = exchange.getRequestMethod();
            boolean reads = method.equals("GET") || (method.equals("POST") && !path.contains("/versions"));
            if (!reads && !writers.contains(user)) {
                denied.add(user + " " + method + " " + path);
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            HttpResponse<byte[]> behind = http.send(
                    HttpRequest.newBuilder(URI.create(plain + path))
                            .method(
                                    method,
                                    BodyPublishers.ofByteArray(
                                            exchange.getRequestBody().readAllBytes()))
                            .build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(behind.statusCode(), behind.body().length == 0 ? -1 : behind.body().length);
            exchange.getResponseBody().write(behind.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SSLContext tls(Path keys, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keys)) {
            store.load(file, password.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
