package dev.storycrew.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.schemas.access.TlsFailure;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Requests to a registry: to the next of its addresses when one fails, and again when all do. */
final class RegistryHttp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    private final RegistrySettings settings;
    private final HttpClient http;
    /** The address that answered last. */
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(RegistrySettings settings) {
        this.settings = settings;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(settings.connectTimeout());
        if (settings.tls() != null) {
            client.sslContext(settings.tls());
        } else if (settings.endpoints().stream().allMatch(RegistryHttp::isPlain)) {
            // Otherwise the client reads the JVM's trust store, which takes a short command a tenth of its time.
            client.sslContext(Tls.trustingNobody());
        }
        this.http = client.build();
    }

    private static boolean isPlain(Endpoint endpoint) {
        return "http".equals(endpoint.base().getScheme());
    }

    /**
     * Asks for something.
     *
     * @throws RegistryAnswerException if the registry answers that the request is wrong
     * @throws RegistryUnavailableException if no address answers, or access is denied
     */
    JsonNode get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    /** Posts something; otherwise like {@link #get}. */
    JsonNode post(String path, JsonNode body) {
        return send("POST", path, BodyPublishers.ofString(body.toString()));
    }

    /** Puts something; otherwise like {@link #get}. */
    JsonNode put(String path, JsonNode body) {
        return send("PUT", path, BodyPublishers.ofString(body.toString()));
    }

    private JsonNode send(String method, String path, BodyPublisher body) {
        List<Endpoint> endpoints = settings.endpoints();
        IOException last = new IOException("not asked");
        for (int repetition = 0; repetition <= settings.retries().most(); repetition++) {
            if (repetition > 0) {
                pause(settings.retries().pause(repetition - 1, ThreadLocalRandom.current()));
            }
            for (int tried = 0; tried < endpoints.size(); tried++) {
                int index = preferred.get();
                Endpoint endpoint = endpoints.get(index);
                try {
                    return read(endpoint, path, ask(endpoint, method, path, body));
                } catch (IOException e) {
                    last = e;
                    preferred.compareAndSet(index, (index + 1) % endpoints.size());
                }
            }
        }
        throw new RegistryUnavailableException(
                "the registry at " + (endpoints.size() == 1 ? endpoints.get(0) : endpoints) + " is out of reach: "
                        + reason(last) + "; start it, or name another in schema-registry: {"
                        + ConfluentKeys.URL
                        + ": ..}",
                last);
    }

    /** The answer to one request; throws if another address, or trying later, may do better. */
    private HttpResponse<String> ask(Endpoint endpoint, String method, String path, BodyPublisher body)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.at(path))
                .method(method, body)
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE + ", application/json");
        if (endpoint.authorization() != null) {
            request.header("Authorization", endpoint.authorization());
        }
        // A request's own timeout covers only the headers of the answer; this one covers all of it.
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        Duration patience = settings.connectTimeout().plus(settings.readTimeout());
        try {
            HttpResponse<String> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            int status = response.statusCode();
            if (status >= 500 || status == 429 || status == 408) {
                throw new IOException(endpoint + " answered " + status + " to " + path);
            }
            return response;
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(endpoint + " did not answer within " + patience.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SSLException refused) {
                throw new RegistryUnavailableException(
                        "no TLS connection to the registry at " + endpoint + ": "
                                + TlsFailure.sentence(
                                        refused + "; " + refused.getCause(),
                                        ConfluentKeys.TRUSTSTORE + ConfluentKeys.LOCATION,
                                        ConfluentKeys.KEYSTORE + ConfluentKeys.LOCATION),
                        refused);
            }
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while asking the registry", e);
        }
    }

    private static JsonNode read(Endpoint endpoint, String path, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 401 || status == 403) {
            throw new RegistryUnavailableException(
                    "the registry at " + endpoint + " refuses " + endpoint.caller() + " (HTTP " + status + " to " + path
                            + "); "
                            + (status == 401
                                    ? "check basic.auth.credentials.source and basic.auth.user.info, or"
                                            + " bearer.auth.token"
                                    : "it knows the caller, who lacks the permission for this"),
                    null);
        }
        String where = endpoint.at(path).toString();
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw Stranger.speaking(where, status, redirect(response), response.body());
        }
        if (body.isMissingNode() || (status >= MULTIPLE_CHOICES && status < BAD_REQUEST)) {
            throw Stranger.speaking(where, status, redirect(response), response.body());
        }
        if (status == OK) {
            return body;
        }
        RegistryAnswerException refusal = new RegistryAnswerException(
                body.path("error_code").asInt(status),
                status + " to " + path + ": " + body.path("message").asText(response.body()));
        boolean nothingThere = status == NOT_FOUND || status == METHOD_NOT_ALLOWED;
        if (!body.has("error_code") || (nothingThere && !refusal.saysNotThere())) {
            throw Stranger.answering(where, status, body);
        }
        throw refusal;
    }

    /** What the JDK says about a port that speaks something else is put into words. */
    private static String reason(IOException failure) {
        String said = SystemReason.of(failure);
        if (said.toLowerCase(Locale.ROOT).contains("invalid status line")) {
            return "it does not speak HTTP on this port";
        }
        return said.contains("header parser received no bytes") || said.contains("EOF reached")
                ? "it closes the connection without an answer; if it speaks TLS, its address must begin with https:"
                : said;
    }

    private static @Nullable String redirect(HttpResponse<String> response) {
        return response.headers().firstValue("Location").orElse(null);
    }

    /** What to throw when an answer lacks what a registry's has. */
    RegistryUnavailableException strange(String path, JsonNode answer) {
        return Stranger.answering(
                settings.endpoints().get(preferred.get()).at(path).toString(), OK, answer);
    }

    private static void pause(Duration pause) {
        try {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while waiting for the registry", e);
        }
    }
}
