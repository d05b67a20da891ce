package dev.storycrew.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody's browser, or what looks like one. */
final class Browser {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final List<String> answers;
    private String cookie = "";
    private String csrf = "";

    /** @param answers gets every answer, headers and all */
    Browser(String address, List<String> answers) {
        this.address = address;
        this.answers = answers;
    }

    static Browser at(String address) {
        return new Browser(address, new ArrayList<>());
    }

    HttpResponse<String> ask(String method, String path, @Nullable String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        headers.forEach(request::header);
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        answer.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.replaceFirst(";.*", ""));
        answers.add(answer.headers().map() + "\n" + answer.body());
        return answer;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return ask("GET", path, null, Map.of());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return ask("POST", path, body, Map.of("Content-Type", "application/json", "X-StoryCrew-Token", csrf));
    }

    JsonNode command(String body) throws IOException, InterruptedException {
        return JSON.readTree(post("/api/commands", body).body());
    }

    /** Opens a login link, and reads the session. */
    Browser logIn(String link) throws IOException, InterruptedException {
        get(URI.create(link).getPath());
        return started();
    }

    Browser logInBy(String token) throws IOException, InterruptedException {
        post("/api/session", "{\"token\":\"" + token + "\"}");
        return started();
    }

    private Browser started() throws IOException, InterruptedException {
        csrf = json("/api/session").path("csrf").asText();
        return this;
    }

    String cookie() {
        return cookie;
    }

    String csrf() {
        return csrf;
    }

    /** An event stream; the caller closes it. */
    InputStream stream(@Nullable String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/events"))
                .header("Accept", "text/event-stream")
                .header("Cookie", cookie);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    /** The answer to what no well-behaved client sends. */
    static String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
