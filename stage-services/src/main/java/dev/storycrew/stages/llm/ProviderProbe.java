package dev.storycrew.stages.llm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds out without a chat request, that is for free, whether a provider can be asked. */
public final class ProviderProbe {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private ProviderProbe() {}

    /** What is wrong with a provider; null when it answers, whatever it answers, and takes the key. */
    public static @Nullable CallFailure check(ModelSettings settings) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/models"))
                    .timeout(TIMEOUT);
            if (settings.apiKey() != null) {
                request.header("Authorization", "Bearer " + settings.apiKey());
            }
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status == UNAUTHORIZED || status == FORBIDDEN
                    ? new CallFailure(CallFailure.Kind.BAD_CREDENTIALS, "the provider does not take the API key", null)
                    : null;
        } catch (IOException | IllegalArgumentException e) {
            return new CallFailure(CallFailure.Kind.OUT_OF_REACH, settings.baseUrl() + " is out of reach", null);
        }
    }
}
