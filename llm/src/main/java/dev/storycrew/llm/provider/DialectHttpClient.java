package dev.storycrew.llm.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks a server's {@link Dialect}. A request that the server rejects for its form is changed and sent again at once,
 * which costs nothing; the form that was taken is kept for all later requests.
 */
final class DialectHttpClient implements HttpClient, HttpClientBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(DialectHttpClient.class);

    private final DeadlineHttpClient http;
    private final String server;
    private volatile Dialect dialect;

    DialectHttpClient(DeadlineHttpClient http, ModelSettings settings) {
        this.http = http;
        this.server = settings.toString();
        this.dialect = Dialect.of(settings);
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        if (!(CallFailures.json(request.body() == null ? "" : request.body()) instanceof ObjectNode wanted)) {
            return http.execute(request);
        }
        Dialect current = dialect;
        Set<Dialect> tried = new HashSet<>();
        while (true) {
            tried.add(current);
            ObjectNode body = wanted.deepCopy();
            current.applyTo(body);
            try {
                SuccessfulHttpResponse answer = http.execute(with(request, body));
                remember(current);
                return answer;
            } catch (AnsweredException e) {
                Dialect learned = current.after(e.statusCode(), String.valueOf(e.getMessage()), body);
                if (tried.contains(learned)) {
                    throw e;
                }
                current = learned;
            }
        }
    }

    private void remember(Dialect taken) {
        Dialect before = dialect;
        if (!taken.equals(before)) {
            dialect = taken;
            LOG.atWarn()
                    .addKeyValue("event", "dialect")
                    .addKeyValue("model", server)
                    .log("The server accepts requests only with " + taken.changesFrom(before));
        }
    }

    private static HttpRequest with(HttpRequest request, JsonNode body) {
        return HttpRequest.builder()
                .method(request.method())
                .url(request.url())
                .headers(request.headers())
                .body(body.toString())
                .build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        http.execute(request, parser, listener);
    }

    @Override
    public Duration connectTimeout() {
        return http.connectTimeout();
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return http.readTimeout();
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
