package dev.storycrew.llm.provider;

import dev.langchain4j.exception.HttpException;
import dev.storycrew.llm.provider.CallFailure.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds out without a chat request, and so for free, whether a provider works. */
public final class ProviderProbe {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String ANTHROPIC_VERSION = "2023-06-01";

    private ProviderProbe() {}

    /** What is wrong with a provider; null if it answers at all and accepts the key. */
    public static @Nullable CallFailure check(ModelSettings settings) throws InterruptedException {
        HttpClient.Builder client =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).version(HttpClient.Version.HTTP_1_1);
        URI proxy = settings.proxy();
        if (proxy != null) {
            client.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())));
        }
        try {
            HttpResponse<String> answer = client.build().send(request(settings), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 == 2) {
                return null;
            }
            CallFailure failure = CallFailures.of(new HttpException(answer.statusCode(), answer.body()));
            return failure != null && failure.kind() == Kind.BAD_CREDENTIALS ? failure : null;
        } catch (IOException | IllegalArgumentException e) {
            return new CallFailure(Kind.OUT_OF_REACH, settings.baseUrl() + " is out of reach", null);
        }
    }

    private static HttpRequest request(ModelSettings settings) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.baseUrl() + "/models"))
                .timeout(TIMEOUT);
        Secret key = settings.apiKey();
        if (key != null) {
            switch (settings.provider()) {
                case ANTHROPIC -> request.header("x-api-key", key.value());
                case GEMINI -> request.header("x-goog-api-key", key.value());
                default -> request.header("Authorization", "Bearer " + key.value());
            }
        }
        if (settings.provider() == ProviderKind.ANTHROPIC) {
            request.header("anthropic-version", ANTHROPIC_VERSION);
        }
        settings.plainHeaders().forEach(request::header);
        return request.build();
    }
}
