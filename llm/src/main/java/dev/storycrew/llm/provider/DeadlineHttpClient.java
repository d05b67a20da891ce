package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client whose timeout covers the whole call: LangChain4j's own ends with the response headers, so that a
 * slowly dripping body would never time out.
 */
final class DeadlineHttpClient implements HttpClient, HttpClientBuilder {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    /** Set by the client itself; java.net.http refuses them from outside. */
    private static final Set<String> RESTRICTED = Set.of("connection", "content-length", "host");

    private final Duration total;
    private final java.net.http.HttpClient client;
    private final ThreadLocal<@Nullable String> lastBody = new ThreadLocal<>();

    /** @param proxy the HTTP proxy, or null */
    DeadlineHttpClient(Duration total, @Nullable URI proxy) {
        this.total = total;
        java.net.http.HttpClient.Builder builder = java.net.http.HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .version(java.net.http.HttpClient.Version.HTTP_1_1);
        if (proxy != null) {
            builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())));
        }
        this.client = builder.build();
    }

    /** The body of the calling thread's last successful answer since it was cleared; null if none. */
    @Nullable
    String lastBody() {
        return lastBody.get();
    }

    void forgetBody() {
        lastBody.remove();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(
                        request.method().name(),
                        request.body() == null
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> {
            if (!RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        CompletableFuture<HttpResponse<String>> call =
                client.sendAsync(builder.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        HttpResponse<String> response = await(call);
        if (response.statusCode() / 100 != 2) {
            throw new AnsweredException(response.statusCode(), response.body(), response.headers());
        }
        String body =
                StreamedAnswer.isStream(response.body()) ? StreamedAnswer.whole(response.body()) : response.body();
        int failed = statusInBody(body);
        if (failed != 0) {
            throw new AnsweredException(failed, body, response.headers());
        }
        lastBody.set(body);
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .body(body)
                .build();
    }

    /** Some servers, and every stream, tell of an error under the status 200. 0 when there is none. */
    private static int statusInBody(String body) {
        JsonNode answer = CallFailures.json(body);
        if (!answer.path("error").isObject() || answer.has("choices")) {
            return 0;
        }
        int code = answer.at("/error/code").asInt();
        return code >= 400 && code < 600 ? code : 500;
    }

    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> call) {
        try {
            return call.get(total.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            call.cancel(true);
            throw new TimeoutException("no answer within " + total.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(e);
        } catch (ExecutionException e) {
            // Refused or reset connections: the caller recognises them by the missing HTTP status.
            throw new IllegalStateException("the call did not get through", e.getCause());
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("StoryCrew does not stream");
    }

    @Override
    public Duration connectTimeout() {
        return CONNECT_TIMEOUT;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return total;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    @Override
    public HttpClient build() {
        return this;
    }
}
