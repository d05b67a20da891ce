package dev.storycrew.stages.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storycrew.core.cost.Price;
import dev.storycrew.stages.answer.BrokenAnswerException;
import dev.storycrew.stages.runtime.StageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real door and the real client against a server that fails on command. */
class ModelDoorTest {
    private static final String GOOD = answer("good", "stop");

    private final Deque<Reply> script = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private ProviderHealth health;

    private record Reply(int status, String body, String retryAfter) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::reply);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        health = new ProviderHealth("fake");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void passingTroubleIsWaitedOutAndCostsNoAttempt() throws Exception {
        script.add(new Reply(429, "{}", "0"));
        script.add(new Reply(500, "{}", ""));
        script.add(new Reply(503, "oops", ""));
        script.add(new Reply(200, GOOD, ""));

        Answer<String> answer = ask();

        assertThat(answer.value()).isEqualTo("good");
        assertThat(answer.facts().usage().calls()).isEqualTo(4);
        assertThat(answer.facts().usage().inputTokens()).isEqualTo(10);
        assertThat(answer.facts().usage().costNanoUsd()).isEqualTo(10 * 1000 + 5 * 2000);
        assertThat(health.trouble()).isNull();
    }

    @Test
    void aBrokenAnswerIsAskedForOnceMoreWithTheOriginalInFront() throws Exception {
        script.add(new Reply(200, answer("bad", "stop"), ""));
        script.add(new Reply(200, GOOD, ""));

        assertThat(ask().value()).isEqualTo("good");
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1)).contains("the user's words", "bad", "cannot be used: it is bad");
        assertThat(requests.get(1).indexOf("the user's words"))
                .isLessThan(requests.get(1).indexOf("cannot be used"));
    }

    @Test
    void brokenTwiceIsAFailureThatCountsBothCalls() {
        script.add(new Reply(200, answer("bad", "stop"), ""));
        script.add(new Reply(200, answer("bad", "stop"), ""));

        assertThatThrownBy(this::ask).isInstanceOfSatisfying(StageFailure.class, failure -> {
            assertThat(failure.reason()).isEqualTo("UNPARSABLE");
            assertThat(failure.facts().usage().calls()).isEqualTo(2);
            assertThat(failure.facts().usage().outputTokens()).isEqualTo(10);
        });
    }

    @Test
    void aTruncatedAnswerIsBrokenEvenWhereItParses() {
        script.add(new Reply(200, answer("good", "length"), ""));
        script.add(new Reply(200, answer("good", "length"), ""));

        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(
                        StageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo("TRUNCATED"));
    }

    @Test
    void aRequestThatTheProviderDoesNotTakeFailsAtOnce() {
        script.add(new Reply(400, "{\"error\":{\"message\":\"no\"}}", ""));

        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(
                        StageFailure.class,
                        failure -> assertThat(failure.reason()).isEqualTo("INVALID_REQUEST"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void badCredentialsAndAnEmptyQuotaPauseTheProviderAndKeepTheWork() throws Exception {
        for (Reply reply : List.of(
                new Reply(401, "{}", ""), new Reply(429, "{\"error\":{\"code\":\"insufficient_quota\"}}", ""))) {
            script.clear();
            script.add(reply);
            CountDownLatch ended = new CountDownLatch(1);
            Thread lane = new Thread(() -> {
                try {
                    ask();
                } catch (StageFailure | InterruptedException e) {
                    ended.countDown();
                }
            });
            lane.start();
            Awaitility.await()
                    .until(() -> health.trouble() != null && health.trouble().paused());
            assertThat(ended.getCount()).isEqualTo(1);
            lane.interrupt();
            lane.join();
            health.succeeded();
        }
    }

    @Test
    void aBodyThatDripsEndsAtTheTotalDeadline() throws Exception {
        script.add(new Reply(-1, "", ""));
        script.add(new Reply(200, GOOD, ""));

        assertThat(ask().value()).isEqualTo("good");
        assertThat(requests).hasSize(2);
    }

    private Answer<String> ask() throws StageFailure, InterruptedException {
        ModelSettings settings = new ModelSettings(
                "openai",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/v1",
                "key",
                "model",
                Duration.ofSeconds(1),
                null,
                null);
        ModelDoor door = new ModelDoor(
                OpenAiModels.connect(settings), "openai", "model", new Billing(new Price(1, 1, 2), false), health);
        return door.ask(new Prompt("system", "the user's words", "v"), new TreeSet<>(), text -> {
            if (!text.equals("good")) {
                throw new BrokenAnswerException("it is " + text);
            }
            return text;
        });
    }

    private void reply(HttpExchange exchange) throws IOException {
        requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Reply reply = script.size() > 1 ? script.poll() : script.peek();
        if (reply == null) {
            exchange.close();
            return;
        }
        if (reply.status() == -1) {
            drip(exchange);
            return;
        }
        if (!reply.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", reply.retryAfter());
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Sends headers and then a byte now and then, until the client has had enough. */
    private static void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            for (int sent = 0; sent < 100; sent++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(100);
            }
        } catch (IOException e) {
            // The client has gone, as it should.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static String answer(String text, String finish) {
        return """
                {"id":"x","object":"chat.completion","created":1,"model":"model","choices":[{"index":0,"message":
                {"role":"assistant","content":"%s"},"finish_reason":"%s"}],
                "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}
                """.formatted(text, finish);
    }
}
