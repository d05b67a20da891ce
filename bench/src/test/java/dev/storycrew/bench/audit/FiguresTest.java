package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.audit.kpi.KpiAudit;
import dev.storycrew.audit.kpi.KpiAuditReport;
import dev.storycrew.audit.kpi.PublishedFigures;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.bench.faults.check.LedgerCheck;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.kpi.KpiFigure;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's figures of a history in which operators step in, on a real broker. */
@Tag("long")
class FiguresTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static History history;
    private static Path config;

    /** Two ledgers, one after the other: the second has nothing but the changelogs of the first. */
    @BeforeAll
    static void make() throws Exception {
        history = History.operated(folder, 2);
        Connection connection = history.connection();
        Config usual = HistoryMaker.config(folder);
        try (Services first = new Services(connection, usual, new Models(usual), "one", folder.resolve("first"))) {
            first.startLedger();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !PublishedFigures.read(connection).days().isEmpty());
        }
        try (Services second = new Services(connection, usual, new Models(usual), "two", folder.resolve("second"))) {
            second.startLedger();
            KpiAuditReport report = new KpiAudit(connection, PATIENCE).run(null, null);
            assertThat(report.differences()).isEmpty();
        }
        config = Files.writeString(
                folder.resolve("cluster.yaml"),
                "kafka: {bootstrap.servers: '" + connection.kafka().get("bootstrap.servers")
                        + "'}\nschema-registry: {schema.registry.url: '"
                        + connection.registry().get("schema.registry.url") + "'}\n");
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    @Test
    void theFiguresAreThoseOfTheOutcomesAndTheBill() {
        Connection connection = history.connection();
        Map<ChapterId, ChapterOutcome.Kind> ended = new HashMap<>();
        AtomicLong spent = new AtomicLong();
        EventReader.open(
                        connection,
                        ReadPlan.all(List.of(
                                connection.topics().chapters(),
                                connection.topics().stageRuns())))
                .forEach(event -> {
                    if (event.value() instanceof ChapterOutcome outcome) {
                        ended.put(outcome.chapter(), outcome.kind());
                    } else if (event.value() instanceof StageRun run) {
                        spent.addAndGet(run.usage().costNanoUsd());
                    }
                });
        KpiRollup all = KpiRollup.empty("all");
        for (KpiRollup month : PublishedFigures.read(connection).months().values()) {
            all = all.plus(month);
        }

        assertThat(all.get(KpiMeasure.COST_NANO_USD)).isEqualTo(spent.get()).isPositive();
        assertThat(all.ended()).isEqualTo(ended.size());
        assertThat(all.get(KpiMeasure.CHAPTERS_ACCEPTED))
                .isEqualTo(ended.values().stream()
                        .filter(kind -> kind == ChapterOutcome.Kind.ACCEPTED)
                        .count());
        assertThat(all.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isPositive();
    }

    @Test
    void aFigureThatWasChangedIsFoundAndNamed() throws Exception {
        Connection connection = history.connection();
        KpiRollup right =
                PublishedFigures.read(connection).days().values().iterator().next();
        SortedMap<KpiFigure, Long> figures = new TreeMap<>(right.figures());
        figures.merge(new KpiFigure(KpiMeasure.JUDGED, ""), 1L, Long::sum);
        publish(connection, new KpiRollup(right.period(), figures));
        try {
            StringWriter out = new StringWriter();
            int exit = StoryCrew.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .execute("audit", "kpis", "--config", config.toString());

            assertThat(exit).isEqualTo(1);
            long judged = right.get(KpiMeasure.JUDGED);
            assertThat(out.toString())
                    .contains("✗ storycrew.kpi-daily " + right.period() + ": judged is " + (judged + 1) + ", expected "
                            + judged);
            assertThat(out.toString().lines().filter(line -> line.contains("kpi-")))
                    .hasSize(1);
            assertThat(new LedgerCheck(connection, Duration.ZERO).finding().violations())
                    .containsExactly("storycrew.kpi-daily " + right.period() + ": judged is " + (judged + 1)
                            + ", expected " + judged);
        } finally {
            publish(connection, right);
        }
    }

    private static void publish(Connection connection, KpiRollup rollup) throws Exception {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            connection.topics().kpiDaily().name(),
                            rollup.period().getBytes(StandardCharsets.UTF_8),
                            connection.wire().encode(connection.topics().kpiDaily(), rollup)))
                    .get();
        }
    }
}
