package dev.storycrew.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.CommandTopic;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.trace.ChapterTrace;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The traces of real chapters, from every service on a real broker. */
@Tag("long")
class ChapterTracesTest {
    private static final Path BOOK = Path.of("..", "examples", "the-lighthouse.yaml");
    private static final String PRODUCERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PRODUCERS_SPAN = "00f067aa0ba902b7";
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("storycrew.decision");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("storycrew.outcome");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("storycrew.attempt");
    private static final AttributeKey<String> LEVEL = AttributeKey.stringKey("storycrew.retry.level");

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    @TempDir
    private Path folder;

    /** A cluster with its services; the chapters are those of the book. */
    private final class Running implements AutoCloseable {
        private final EmbeddedCluster cluster;
        private final Services services;

        Running(Config config, boolean traced) {
            ChapterTracing chapters = traced
                    ? ChapterTracing.through(SdkTracerProvider.builder()
                            .setIdGenerator(new ChapterIdGenerator())
                            .addSpanProcessor(SimpleSpanProcessor.create(exported))
                            .build())
                    : ChapterTracing.off();
            cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "storycrew.", 0, 0);
            services = new Services(
                    cluster.connection(),
                    config,
                    new Models(config, new CallSpans(chapters.tracer())),
                    "1",
                    folder.resolve("state"),
                    ServiceHooks.NONE,
                    new Supervision(),
                    new CompositeMeterRegistry(),
                    chapters);
            services.startAll();
        }

        Connection connection() {
            return cluster.connection();
        }

        @Override
        public void close() throws IOException {
            services.close();
            cluster.close();
        }
    }

    @Test
    void aRetriedChapterIsOneTraceInWhichEachStepContinuesTheOneBefore() throws Exception {
        List<ChapterRequest> requests = Submission.requests(BookFile.read(BOOK));
        try (Running running = new Running(ConfigFile.load(null, Map.of()), true)) {
            publish(running.connection(), requests.get(0), "00-" + PRODUCERS_TRACE + "-" + PRODUCERS_SPAN + "-01");
            publish(running.connection(), requests.get(1), "00-nonsense");
            awaitEnd(requests.get(1), 1);
        }

        for (ChapterRequest request : requests.subList(0, 2)) {
            ChapterTrace trace = ChapterTrace.of(request.requestId(), 1);
            List<SpanData> spans = spans(trace);
            assertThat(spans.get(0).getName()).isEqualTo("request chapter");
            assertThat(spans.get(0).getSpanId()).isEqualTo(trace.rootSpanId());
            assertThat(spans.get(0).getParentSpanContext().isValid()).isFalse();
            Set<String> ids = spans.stream().map(SpanData::getSpanId).collect(Collectors.toSet());
            assertThat(spans.stream().skip(1)).allSatisfy(span -> {
                assertThat(ids).as(span.getName()).contains(span.getParentSpanId());
                assertThat(span.hasEnded()).isTrue();
            });
            List<SpanData> retries = having(spans, DECISION, "retry");
            assertThat(retries)
                    .isNotEmpty()
                    .allSatisfy(
                            span -> assertThat(span.getAttributes().get(LEVEL)).isNotBlank());
            long attempts = retries.size() + 1L;
            assertThat(chain(spans))
                    .startsWith("request chapter", "start chapter", "plan", "write", "edit", "judge", "route chapter")
                    .endsWith("judge", "route chapter", "bible", "complete chapter");
            assertThat(named(spans, Stage.ofTheJudge().label())).hasSize((int) attempts);
            assertThat(spans)
                    .anySatisfy(span ->
                            assertThat(span.getAttributes().get(ATTEMPT)).isEqualTo(attempts - 1));
            assertThat(having(spans, OUTCOME, "ACCEPTED")).hasSize(1);
            Set<String> stages = Stream.of(Stage.values()).map(Stage::label).collect(Collectors.toSet());
            Map<String, String> names =
                    spans.stream().collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
            assertThat(spans.stream().filter(span -> span.getName().startsWith("chat ")))
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(stages).contains(names.get(call.getParentSpanId())));
        }
        assertThat(exported.getFinishedSpanItems().stream()
                        .map(SpanData::getTraceId)
                        .distinct())
                .as("nothing but traces of chapters")
                .hasSize(2);
        SpanData first = spans(ChapterTrace.of(requests.get(0).requestId(), 1)).get(0);
        assertThat(first.getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactly(PRODUCERS_SPAN);
        SpanData second = spans(ChapterTrace.of(requests.get(1).requestId(), 1)).get(0);
        assertThat(second.getLinks()).isEmpty();
        assertThat(named(spans(ChapterTrace.of(requests.get(1).requestId(), 1)), "start chapter")
                        .get(0)
                        .getLinks())
                .as("the chapter that let it start")
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(first.getTraceId());
        nothingOfTheBookIsInThem();
    }

    @Test
    void aStageRunThatIsMadeAgainIsShownAndItsResultAsSecond() throws Exception {
        ChapterRequest request = Submission.requests(BookFile.read(BOOK)).get(0);
        ChapterTrace trace = ChapterTrace.of(request.requestId(), 1);
        try (Running running = new Running(ConfigFile.load(null, Map.of()), true)) {
            Connection connection = running.connection();
            publish(connection, request, null);
            awaitEnd(request, 1);
            Topic<?> judged = connection.topics().stage(Stage.ofTheJudge());
            ConsumerRecord<byte[], byte[]> delivered =
                    records(connection, judged).get(0);
            send(
                    connection,
                    new ProducerRecord<>(
                            judged.name(),
                            delivered.partition(),
                            delivered.key(),
                            delivered.value(),
                            delivered.headers()));

            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            !having(spans(trace), DECISION, "second_result").isEmpty());
        }

        List<SpanData> spans = spans(trace);
        Map<String, Long> byParent = named(spans, Stage.ofTheJudge().label()).stream()
                .collect(Collectors.groupingBy(SpanData::getParentSpanId, Collectors.counting()));
        assertThat(byParent.values()).contains(2L);
        SpanData second = having(spans, DECISION, "second_result").get(0);
        assertThat(spans).anyMatch(span -> span.getSpanId().equals(second.getParentSpanId()));
    }

    @Test
    void anOperatorsRunIsATraceOfItsOwnLinkedToTheOneBefore() throws Exception {
        Files.writeString(folder.resolve("policy.yaml"), """
                name: strict
                levels: {EDIT_ONLY: {erase: [revision]}, WRITE_ONLY: {erase: [draft]}, FULL_RETRY: {erase: [plan]}}
                rules:
                  - {issues: [structure, continuity], level: FULL_RETRY}
                otherwise: WRITE_ONLY
                max-retries: 0
                """);
        Config config = ConfigFile.load(
                Files.writeString(
                        folder.resolve("config.yaml"),
                        "policy: policy.yaml\nllm: {rehearsal: {mistakes: {hook: 1}}}\n"),
                Map.of());
        ChapterRequest request = Submission.requests(BookFile.read(BOOK)).get(0);
        try (Running running = new Running(config, true)) {
            publish(running.connection(), request, null);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !having(run(request, 1), OUTCOME, "EXHAUSTED").isEmpty());
            OperatorCommand retry = new OperatorCommand(
                    "retry-1",
                    OperatorCommand.Kind.RETRY,
                    request.brief().id().toString(),
                    "WRITE_ONLY",
                    new TreeSet<>(),
                    null,
                    new TreeMap<>(),
                    "Mend the hook, Mia.",
                    "mia",
                    1);
            Objects.requireNonNull(new CommandTopic(running.connection()).send(retry, Duration.ofSeconds(60)));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> run(request, 2).stream()
                            .anyMatch(span -> span.getAttributes().get(OUTCOME) != null
                                    && Set.of("EXHAUSTED", "ACCEPTED")
                                            .contains(span.getAttributes().get(OUTCOME))));
        }

        SpanData first = run(request, 2).get(0);
        assertThat(first.getName()).isEqualTo("obey command");
        assertThat(first.getSpanId())
                .isEqualTo(ChapterTrace.of(request.requestId(), 2).rootSpanId());
        assertThat(first.getParentSpanContext().isValid()).isFalse();
        assertThat(first.getLinks().stream().map(LinkData::getSpanContext))
                .extracting(linked -> linked.getTraceId())
                .contains(ChapterTrace.of(request.requestId(), 1).traceId());
        assertThat(named(run(request, 2), Stage.ofTheJudge().label())).isNotEmpty();
        nothingOfTheBookIsInThem();
        assertThat(everythingIn(exported.getFinishedSpanItems()))
                .noneMatch(value -> value.contains("Mia") || value.equals("mia"));
    }

    @Test
    void whereTracingIsOffNoRecordHasAHeaderOfIt() throws Exception {
        ChapterRequest request = Submission.requests(BookFile.read(BOOK)).get(0);
        try (Running running = new Running(ConfigFile.load(null, Map.of()), false)) {
            Connection connection = running.connection();
            publish(connection, request, null);
            Topic<?> ended = connection.topics().chapters();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !records(connection, ended).isEmpty());

            for (Topic<?> topic : connection.topics().all()) {
                assertThat(records(connection, topic))
                        .as(topic.name())
                        .allSatisfy(
                                record -> assertThat(record.headers().toArray()).isEmpty());
            }
        }
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }

    /** Names of attributes and spans are ours; every value is looked at. */
    private void nothingOfTheBookIsInThem() throws Exception {
        Set<String> known = new TreeSet<>();
        for (String word : Files.readString(BOOK).split("[^\\p{L}]+")) {
            if (word.length() > 4) {
                known.add(word);
            }
        }
        // Ids and our own names may have words that the book has too.
        known.removeAll(Set.of("lighthouse", "chapter", "chapters", "bible", "write", "judge", "storycrew"));
        assertThat(known).hasSizeGreaterThan(100);
        assertThat(everythingIn(exported.getFinishedSpanItems())).isNotEmpty().allSatisfy(value -> {
            assertThat(value).as("no sentence").hasSizeLessThan(60).doesNotContainPattern("\\p{L} \\p{L}+ \\p{L}");
            assertThat(List.of(value.split("[^\\p{L}]+"))).doesNotContainAnyElementsOf(known);
        });
    }

    private static List<String> everythingIn(List<SpanData> spans) {
        List<String> all = new ArrayList<>();
        for (SpanData span : spans) {
            all.add(span.getName());
            all.add(span.getStatus().getDescription());
            span.getAttributes().forEach((key, value) -> all.add(String.valueOf(value)));
            span.getEvents().forEach(event -> {
                all.add(event.getName());
                event.getAttributes().forEach((key, value) -> all.add(String.valueOf(value)));
            });
            span.getLinks()
                    .forEach(link -> link.getAttributes().forEach((key, value) -> all.add(String.valueOf(value))));
        }
        return all;
    }

    /** The names from the first step to the last one that has ended, each the parent of the next; calls left out. */
    private static List<String> chain(List<SpanData> spans) {
        Map<String, SpanData> byId = spans.stream().collect(Collectors.toMap(SpanData::getSpanId, span -> span));
        List<String> names = new ArrayList<>();
        SpanData step = having(spans, OUTCOME, "ACCEPTED").get(0);
        while (step != null) {
            names.add(0, step.getName());
            SpanData parent = byId.get(step.getParentSpanId());
            assertThat(parent == null ? 0 : parent.getStartEpochNanos()).isLessThanOrEqualTo(step.getStartEpochNanos());
            step = parent;
        }
        return names;
    }

    private void awaitEnd(ChapterRequest request, int run) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> !having(run(request, run), OUTCOME, "ACCEPTED").isEmpty());
    }

    private List<SpanData> run(ChapterRequest request, int run) {
        return spans(ChapterTrace.of(request.requestId(), run));
    }

    /** Those of a trace, in the order in which they began. */
    private List<SpanData> spans(ChapterTrace trace) {
        return exported.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(trace.traceId()))
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
    }

    private static List<SpanData> named(List<SpanData> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static List<SpanData> having(List<SpanData> spans, AttributeKey<String> key, String value) {
        return spans.stream()
                .filter(span -> value.equals(span.getAttributes().get(key)))
                .toList();
    }

    private static void publish(Connection connection, ChapterRequest request, @Nullable String traceparent) {
        Topic<ChapterRequest> topic = connection.topics().chapterRequests();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.name(),
                request.brief().id().toString().getBytes(StandardCharsets.UTF_8),
                connection.wire().encode(topic, request));
        if (traceparent != null) {
            record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        send(connection, record);
    }

    private static void send(Connection connection, ProducerRecord<byte[], byte[]> record) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(record);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(Connection connection, Topic<?> topic) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }
}
