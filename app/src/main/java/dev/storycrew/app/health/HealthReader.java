package dev.storycrew.app.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Asks other processes' {@link HealthServer}s. */
public final class HealthReader {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private HealthReader() {}

    /**
     * The names of the providers whose circuit is open in any of some processes.
     *
     * @param addresses such as {@code 127.0.0.1:8094} or {@code http://127.0.0.1:8094}
     * @throws UsageException if one is not an address
     * @throws OutOfReachException if one does not answer as a service does
     */
    public static Set<String> openCircuits(Collection<String> addresses) throws InterruptedException {
        Set<String> open = new TreeSet<>();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        for (String address : addresses) {
            for (JsonNode provider : ask(client, address).path("providers")) {
                if (provider.path("circuit").asText().equals("open")) {
                    open.add(provider.path("name").asText());
                }
            }
        }
        return open;
    }

    private static JsonNode ask(HttpClient client, String address) throws InterruptedException {
        HttpRequest request;
        try {
            URI base = URI.create(address.contains("://") ? address : "http://" + address);
            request = HttpRequest.newBuilder(base.resolve("/health/ready"))
                    .timeout(PATIENCE)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--health: must be like 127.0.0.1:8094, but is '" + address + "'");
        }
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode read = new ObjectMapper().readTree(answer.body());
            if (!read.path("providers").isArray()) {
                throw new IOException("the answer is not a StoryCrew service's");
            }
            return read;
        } catch (IOException e) {
            throw new OutOfReachException("nothing usable at " + request.uri() + ": " + SystemReason.of(e)
                    + "; is a service running there with --health-port?");
        }
    }
}
