package dev.storycrew.bench.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.app.Services;
import dev.storycrew.app.canary.CanaryMeters;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.health.HealthServer;
import dev.storycrew.app.metrics.LedgerTotals;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.audit.kpi.PublishedFigures;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Prometheus and Alertmanager, beside services that make chapters with mistakes. */
@Tag("long")
class PrometheusTest {
    private static final String TOTALS =
            "chapters_total|retries_total|judgements_total|issues_total|score_(count|sum)|cost_usd_total"
                    + "|full_retry_cost_usd_total|tokens_total|chapter_duration_seconds_(count|sum)";

    private static final String LOOPBACK = "127.0.0.1";
    private static final int CHAPTERS = 4;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyExpressionOfRulesAndDashboardsHasSamples() throws Exception {
        Monitoring.require("prometheus");
        Config config = HistoryMaker.config(folder);
        ProcessMetrics metrics = new ProcessMetrics();
        Models models = new Models(config, metrics.calls());
        metrics.circuits(models::providers);
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(locked, TopicCatalogue.DEFAULT_PREFIX, 0, 0);
                Services services = new Services(
                        cluster.connection(),
                        config,
                        models,
                        "one",
                        folder.resolve("streams"),
                        ServiceHooks.NONE,
                        new Supervision(),
                        metrics.registry(),
                        ChapterTracing.off());
                HealthServer health = HealthServer.start(LOOPBACK, 0, services, models, metrics)) {
            metrics.totals(services::totals);
            new CanaryMeters(metrics.registry());
            services.startAll();
            int port = freePort();
            Process prometheus = prometheus(port, health.port());
            try {
                Submission.publish(cluster.connection(), HistoryMaker.requests(CHAPTERS));

                await().atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> assertThat(samples(
                                        port,
                                        "sum(storycrew_stage_runs_total{outcome=\"finished\",stage=\"bible\"}) > 0"))
                                .isNotEmpty());
                await().atMost(Duration.ofMinutes(2))
                        .untilAsserted(() -> assertThat(samples(
                                        port,
                                        "sum(storycrew_chapters_total{outcome=~\"ACCEPTED|EXHAUSTED\"}) == "
                                                + CHAPTERS))
                                .isNotEmpty());
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(withoutSamples(port)).isEmpty());
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(totals(port)).isEqualTo(published(cluster.connection())));
                assertThat(samples(port, "{__name__=~\".+\",book=~\".+\"} or {__name__=~\".+\",chapter=~\".+\"}"))
                        .isEmpty();
                assertThat(samples(port, "ALERTS{alertname=\"StorycrewRoutingFailed\"}"))
                        .isEmpty();
            } finally {
                prometheus.destroy();
                prometheus.waitFor();
            }
        }
    }

    @Test
    void alertmanagersExampleDeliversToAWebHook() throws Exception {
        Monitoring.require("prometheus-alertmanager");
        BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        HttpServer hook = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        hook.createContext("/", exchange -> {
            delivered.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
        Path example = Files.writeString(
                folder.resolve("alertmanager.yaml"),
                Files.readString(Monitoring.RULES.resolveSibling("alertmanager.yaml"))
                        .replaceAll(
                                "http://host[^\n]*",
                                "http://" + LOOPBACK + ":" + hook.getAddress().getPort() + "/"));
        int port = freePort();
        Process manager = new ProcessBuilder(
                        "prometheus-alertmanager",
                        "--config.file=" + example,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--web.listen-address=" + LOOPBACK + ":" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("alertmanager.log").toFile())
                .start();
        try {
            String alert =
                    "[{\"labels\":{\"alertname\":\"StorycrewRoutingFailed\",\"severity\":\"critical\",\"service\":\"router\"}}]";
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> http.send(
                                            HttpRequest.newBuilder(URI.create(
                                                            "http://" + LOOPBACK + ":" + port + "/api/v2/alerts"))
                                                    .header("Content-Type", "application/json")
                                                    .POST(HttpRequest.BodyPublishers.ofString(alert))
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);

            String told = delivered.poll(60, TimeUnit.SECONDS);

            assertThat(told).contains("StorycrewRoutingFailed", "\"status\":\"firing\"");
        } finally {
            manager.destroy();
            manager.waitFor();
            hook.stop(0);
        }
    }

    /** The ledger's totals as Prometheus has them, by series; those at 0 are left out. */
    private SortedMap<String, BigDecimal> totals(int port) throws Exception {
        SortedMap<String, BigDecimal> totals = new TreeMap<>();
        for (JsonNode sample : samples(port, "{__name__=~\"storycrew_(" + TOTALS + ")\"} > 0")) {
            SortedMap<String, String> labels = new TreeMap<>();
            sample.path("metric")
                    .fields()
                    .forEachRemaining(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            String name = String.valueOf(labels.remove("__name__"));
            labels.keySet().removeAll(List.of("instance", "job"));
            totals.put(
                    name + labels.values(), rounded(sample.path("value").path(1).asDouble()));
        }
        return totals;
    }

    /** The same totals as the ledger's monthly figures say. */
    private static SortedMap<String, BigDecimal> published(Connection connection) {
        KpiRollup all = KpiRollup.empty("all");
        for (KpiRollup month : PublishedFigures.read(connection).months().values()) {
            all = all.plus(month);
        }
        LedgerTotals figures = LedgerTotals.of(all);
        SortedMap<String, BigDecimal> totals = new TreeMap<>();
        figures.chapters().forEach((outcome, count) -> put(totals, "chapters_total", count, outcome));
        figures.retries()
                .forEach((retry, count) ->
                        put(totals, "retries_total", count, Boolean.toString(retry.escalated()), retry.level()));
        figures.judgements().forEach((result, count) -> put(totals, "judgements_total", count, result));
        figures.issues().forEach((type, count) -> put(totals, "issues_total", count, type));
        figures.scores().forEach((criterion, scores) -> {
            put(totals, "score_count", scores.count(), criterion);
            put(totals, "score_sum", scores.sum(), criterion);
        });
        figures.costUsd().forEach((level, usd) -> put(totals, "cost_usd_total", usd, level));
        put(totals, "full_retry_cost_usd_total", figures.fullRetryCostUsd());
        figures.tokens()
                .forEach((tokens, count) -> put(totals, "tokens_total", count, tokens.direction(), tokens.level()));
        put(totals, "chapter_duration_seconds_count", figures.chapterSeconds().count());
        put(totals, "chapter_duration_seconds_sum", figures.chapterSeconds().sum());
        return totals;
    }

    private static void put(SortedMap<String, BigDecimal> totals, String metric, double value, String... labels) {
        if (value > 0) {
            totals.put("storycrew_" + metric + List.of(labels), rounded(value));
        }
    }

    private static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(new MathContext(9));
    }

    /** What has no sample now: metrics and recorded totals of rules, and panels' expressions. */
    private Map<String, String> withoutSamples(int port) throws Exception {
        Map<String, String> missing = new TreeMap<>();
        for (String metric : Monitoring.metrics()) {
            note(port, metric, metric, missing);
        }
        for (JsonNode rule : Monitoring.rules()) {
            if (rule.has("record")) {
                note(port, rule.path("record").asText(), rule.path("record").asText(), missing);
            }
        }
        for (Map.Entry<String, String> panel : Monitoring.panels().entrySet()) {
            note(port, panel.getKey(), panel.getValue().replace("$__range", "1h"), missing);
        }
        return missing;
    }

    private void note(int port, String name, String expression, Map<String, String> missing) throws Exception {
        if (samples(port, expression).isEmpty()) {
            missing.put(name, expression);
        }
    }

    private JsonNode samples(int port, String expression) throws Exception {
        String answer = http.send(
                        HttpRequest.newBuilder(URI.create("http://" + LOOPBACK + ":" + port + "/api/v1/query?query="
                                        + URLEncoder.encode(expression, StandardCharsets.UTF_8)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        JsonNode read = new ObjectMapper().readTree(answer);
        assertThat(read.path("status").asText()).as(expression + ": " + answer).isEqualTo("success");
        return read.path("data").path("result");
    }

    private Process prometheus(int port, int target) throws Exception {
        Path config = Files.writeString(
                folder.resolve("prometheus.yaml"),
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                        + "rule_files: [\"" + Monitoring.RULES + "\"]\n"
                        + "scrape_configs: [{job_name: storycrew, static_configs: [{targets: [\"" + LOOPBACK + ":"
                        + target + "\"]}]}]\n");
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=" + LOOPBACK + ":" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> http.send(
                                        HttpRequest.newBuilder(
                                                        URI.create("http://" + LOOPBACK + ":" + port + "/-/ready"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
        return prometheus;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }
}
