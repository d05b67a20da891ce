package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.story.Part;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What auditors have beside verification, by the real commands on a real history. */
@Tag("long")
class AuditorsToolsTest {
    private static final int CHAPTERS = 20;

    @TempDir
    static Path folder;

    private static History history;
    private static Path config;

    @BeforeAll
    static void make() throws Exception {
        history = History.make(folder, CHAPTERS);
        config = Files.writeString(
                folder.resolve("cluster.yaml"),
                "kafka: {bootstrap.servers: '" + history.connection().kafka().get("bootstrap.servers")
                        + "'}\nschema-registry: {schema.registry.url: '"
                        + history.connection().registry().get("schema.registry.url") + "'}\n");
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    private record Ran(int exit, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @Test
    void theDefaultPolicyAgainstItselfDiffersNowhere() throws Exception {
        Path policy = Files.writeString(folder.resolve("default.yaml"), PolicyFile.defaultText());

        Ran ran = run("policy", "what-if", policy.toString(), "--json");

        assertThat(ran.exit()).isZero();
        assertThat(ran.json().path("differing").asInt()).as(ran.out()).isZero();
        assertThat(ran.json().path("decisions").asInt()).isGreaterThanOrEqualTo(CHAPTERS);
        assertThat(ran.json().path("chapters").asInt()).isEqualTo(CHAPTERS);
        assertThat(ran.json().path("cannot_know")).isNotEmpty();
    }

    @Test
    void aPolicyThatDisablesALevelDiffersInExactlyTheDecisionsOfThatLevel() throws Exception {
        Path policy = Files.writeString(
                folder.resolve("disabled.yaml"),
                PolicyFile.defaultText().replace("disabled-levels: []", "disabled-levels: [WRITE_ONLY]"));
        List<RetryDecision> write = decisions().stream()
                .filter(decision -> decision.level().equals("WRITE_ONLY"))
                .toList();

        Ran ran = run("policy", "what-if", policy.toString(), "--json");

        assertThat(ran.json().path("differing").asInt()).as(ran.out()).isEqualTo(write.size());
        assertThat(write).isNotEmpty();
        for (JsonNode line : ran.json().path("differences")) {
            assertThat(line.path("from").asText()).startsWith("WRITE_ONLY");
            assertThat(line.path("to").asText()).isEqualTo("FULL_RETRY of the chapter");
            assertThat(line.path("together_tokens").isNumber()).isTrue();
            assertThat(line.path("examples")).isNotEmpty();
        }
    }

    @Test
    void theCostsOfALevelAreWhatAttemptsOfThatLevelTook() throws Exception {
        Path policy = Files.writeString(folder.resolve("costs.yaml"), PolicyFile.defaultText());
        Map<String, long[]> expected = new java.util.TreeMap<>();
        for (ChapterOutcome outcome : read(history.connection().topics().chapters())) {
            outcome.history().stream()
                    .filter(attempt -> "FULL_RETRY".equals(attempt.retryLevel()))
                    .forEach(attempt -> {
                        long tokens = outcome.costs().stream()
                                .filter(cost -> cost.attempt() == attempt.attempt() + 1
                                        && cost.stage() != dev.storycrew.core.story.Stage.BIBLE)
                                .mapToLong(cost -> cost.usage().totalTokens())
                                .sum();
                        long[] sum = expected.computeIfAbsent("FULL_RETRY of the chapter", key -> new long[2]);
                        sum[0] += tokens;
                        sum[1]++;
                    });
        }

        JsonNode measured =
                run("policy", "what-if", policy.toString(), "--json").json().path("measured");

        assertThat(expected).isNotEmpty();
        expected.forEach((kind, sum) ->
                assertThat(measured.path(kind).path("tokens").asDouble()).isEqualTo((double) sum[0] / sum[1]));
    }

    @Test
    void recordsComeByTheirTimesAndEachPartitionInItsOrder() {
        List<TopicRecord> records = history.records();
        // Lanes of a stage commit side by side, so that times within a partition may go back by a moment.
        Map<String, Long> latest = new java.util.HashMap<>();
        long before = 0;
        for (TopicRecord each : records) {
            long time = latest.merge(each.topic().name() + each.partition(), each.timestamp(), Math::max);
            assertThat(time).isGreaterThanOrEqualTo(before);
            before = time;
        }
        Map<String, Long> last = new java.util.HashMap<>();
        for (TopicRecord each : records) {
            Long former = last.put(each.topic().name() + each.partition(), each.offset());
            assertThat(former == null || former < each.offset()).isTrue();
        }
    }

    @Test
    void readingBeginsAtAnOffsetOrATime() {
        var topics = history.connection().topics();
        List<TopicRecord> all =
                records(new ReadPlan(List.of(topics.judgeResults()), StartPosition.beginning(), null, null));
        List<TopicRecord> later =
                records(new ReadPlan(List.of(topics.judgeResults()), StartPosition.parse("4"), null, null));
        long middle = all.get(all.size() / 2).timestamp();
        List<TopicRecord> since =
                records(new ReadPlan(List.of(topics.judgeResults()), new StartPosition.AtTime(middle), null, null));
        List<TopicRecord> until =
                records(new ReadPlan(List.of(topics.judgeResults()), StartPosition.beginning(), middle, null));

        assertThat(positions(later))
                .isEqualTo(positions(
                        all.stream().filter(each -> each.offset() >= 4).toList()));
        assertThat(positions(since))
                .isEqualTo(positions(
                        all.stream().filter(each -> each.timestamp() >= middle).toList()));
        assertThat(positions(until))
                .isEqualTo(positions(
                        all.stream().filter(each -> each.timestamp() <= middle).toList()));
    }

    @Test
    void auditorsReadWithoutAGroup() throws Exception {
        try (Admin admin = Admin.create(Map.copyOf(history.connection().kafka()))) {
            var before = admin.listGroups().all().get();
            read(history.connection().topics().chapters());
            assertThat(admin.listGroups().all().get()).hasSameSizeAs(before);
        }
    }

    @Test
    void aTopicIsDecodedAsOneObjectALineWithItsTextShortenedUnlessAsked() throws Exception {
        Ran shortened = run("topics", "tail", "judge-results", "--output", "json");
        Ran full = run("topics", "tail", "judge-results", "--output", "json", "--full");
        Ran text = run("topics", "tail", "storycrew.judge-results", "--key", "bench-0/1");

        List<ChapterEnvelope> judged = read(history.connection().topics().judgeResults());
        assertThat(shortened.out().lines()).hasSameSizeAs(judged);
        String draft =
                judged.get(0).work().texts(Part.DRAFT).values().iterator().next();
        JsonNode first =
                new ObjectMapper().readTree(full.out().lines().findFirst().orElseThrow());
        assertThat(first.path("value")
                        .path("work")
                        .path("drafts")
                        .get(0)
                        .path("text")
                        .asText())
                .isEqualTo(draft);
        assertThat(shortened.out()).doesNotContain(draft.substring(0, 200).replace("\n", "\\n"));
        assertThat(text.out())
                .contains("bench-0/1")
                .doesNotContain("bench-0/2  ")
                .contains("revisionInstructions:");
    }

    @Test
    void aChaptersTimelineTellsOfAttemptsDecisionsAndCost() throws Exception {
        RetryDecision decision = decisions().get(0);

        Ran text = run("chapter", decision.chapter().toString());
        JsonNode json = run("chapter", decision.chapter().toString(), "--json").json();

        assertThat(text.exit()).isZero();
        assertThat(text.out())
                .contains(decision.explanation())
                .contains("  first pass  ", "  retry 1  ")
                .contains("tokens, $");
        JsonNode attempt = json.path("runs").get(0).path("attempts").get(decision.attempt());
        assertThat(attempt.path("decision").path("level").asText()).isEqualTo(decision.level());
        assertThat(json.path("runs").get(0).path("outcomes")).hasSize(1);
    }

    @Test
    void anExportHoldsTheWholeTrailInFilesThatNeedNothingElse() throws Exception {
        Path out = folder.resolve("export");

        Ran chapter = run("audit", "export", "bench-1/3", "--out", out.toString());
        Ran book = run("audit", "export", "bench-1", "--out", out.toString());

        assertThat(chapter.exit()).as(chapter.err()).isZero();
        assertThat(book.exit()).isZero();
        long records = history.records().stream()
                .filter(each -> "bench-1/3".equals(each.key()))
                .count();
        assertThat(Files.readAllLines(out.resolve("bench-1-3.jsonl"))).hasSize((int) records);
        assertThat(book.out()).contains("the audit found nothing that contradicts the rules");
        String page = Files.readString(out.resolve("bench-1.html"));
        for (int number = 1; number <= 10; number++) {
            JsonNode shown = dataOf(page, "data-" + number);
            assertThat(shown.at("/proof/state").asText()).isEqualTo("PROVED");
            assertThat(shown.at("/runs/0/attempts")).isNotEmpty();
            assertThat(shown.at("/runs/0/truth").isNull()).isTrue();
        }
        assertThat(dataOf(Files.readString(out.resolve("bench-1-3.html")), "data-3")
                        .path("records"))
                .hasSize((int) records);
        assertThat(page).doesNotContainPattern("(?:src|href)=\"");
    }

    @Test
    void anAttemptIsShownWithTheInstructionsThatTheReportBeforeItGave() throws Exception {
        Path out = folder.resolve("told");
        run("audit", "export", "bench-1", "--out", out.toString());
        String page = Files.readString(out.resolve("bench-1.html"));
        int retries = 0;
        for (ChapterEnvelope judged : read(history.connection().topics().judgeResults())) {
            JsonNode attempts = judged.id().bookId().equals("bench-1")
                    ? dataOf(page, "data-" + judged.id().number()).at("/runs/0/attempts")
                    : new ObjectMapper().createArrayNode();
            if (attempts.size() > judged.attempt() + 1) {
                List<String> told = new ArrayList<>();
                attempts.get(judged.attempt() + 1).path("instructions").forEach(each -> told.add(each.asText()));
                assertThat(told)
                        .isEqualTo(
                                Objects.requireNonNull(judged.work().report()).revisionInstructions());
                assertThat(attempts.get(0).path("instructions")).isEmpty();
                retries++;
            }
        }
        assertThat(retries).isPositive();
    }

    private static JsonNode dataOf(String page, String id) throws Exception {
        String begin = "<script type=\"application/json\" id=\"" + id + "\">";
        int from = page.indexOf(begin) + begin.length();
        return new ObjectMapper().readTree(page.substring(from, page.indexOf("</script>", from)));
    }

    @Test
    void aGroupIsSetToATimeAndItsConsumerStartsThere() throws Exception {
        Ran ran = run("replay", "--to-group", "auditor", "--topic", "chapters", "--from", "1");

        assertThat(ran.exit()).as(ran.err()).isZero();
        Properties settings = new Properties();
        settings.putAll(history.connection().kafka());
        settings.setProperty("group.id", "auditor");
        List<String> first = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("storycrew.chapters"));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (first.isEmpty() && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(each -> first.add(each.partition() + "@" + each.offset()));
            }
            Ran whileAtWork = run("replay", "--to-group", "auditor", "--again");
            assertThat(whileAtWork.exit()).isEqualTo(2);
            assertThat(whileAtWork.err()).contains("running member");
        }
        // Offset 1 itself may be a transaction's marker: the first record behind it comes first.
        int partition = Integer.parseInt(first.get(0).substring(0, first.get(0).indexOf('@')));
        long expected = history.records().stream()
                .filter(each -> history.shortName(each.topic()).equals("chapters")
                        && each.partition() == partition
                        && each.offset() >= 1)
                .mapToLong(TopicRecord::offset)
                .min()
                .orElseThrow();
        assertThat(first.get(0)).isEqualTo(partition + "@" + expected);
    }

    @Test
    void groupsOfOurOwnAndGroupsThatHaveReadAreRefused() {
        assertThat(run("replay", "--to-group", "storycrew.write").err()).contains("belong to StoryCrew's services");
        assertThat(run("replay", "--to-group", "twice", "--topic", "plan").exit())
                .isZero();
        Ran again = run("replay", "--to-group", "twice", "--topic", "plan");
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("--again");
        assertThat(run("replay", "--to-group", "twice", "--topic", "plan", "--again")
                        .exit())
                .isZero();
    }

    @Test
    void whatIsWrongWithACommandIsSaidInOneLine() {
        assertThat(run("topics", "tail", "judge-result").err()).contains("did you mean judge-results");
        assertThat(run("audit", "verify", "--from", "yesterday").err()).contains("is not a time");
        assertThat(run("chapter", "nowhere/1").err()).contains("there is no chapter nowhere/1");
        assertThat(run("audit", "verify", "--book", "nowhere").err()).contains("there is no book nowhere");
        assertThat(run("audit", "export", "nowhere").err()).contains("there is no book nowhere");
        for (String[] wrong : new String[][] {
            {"topics", "tail", "judge-result"},
            {"topics", "tail", "anything"},
            {"audit", "verify", "--from", "yesterday"},
            {"audit", "verify", "--book", "nowhere"},
            {"audit", "verify", "--chapter", "nowhere/1"},
            {"audit", "export", "nowhere"},
            {"chapter", "nowhere/1"}
        }) {
            Ran ran = run(wrong);
            assertThat(ran.exit()).isEqualTo(2);
            assertThat(ran.err().lines()).hasSize(1);
        }
        assertThatThrownBy(() -> StartPosition.parse("-1")).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<RetryDecision> decisions() {
        return read(history.connection().topics().retryDecisions());
    }

    @SuppressWarnings("unchecked")
    private static <T> List<T> read(dev.storycrew.schemas.topic.Topic<T> topic) {
        List<T> values = new ArrayList<>();
        EventReader.open(history.connection(), ReadPlan.all(List.of(topic)))
                .forEach((Event<?> event) -> values.add((T) event.value()));
        return values;
    }

    private static List<TopicRecord> records(ReadPlan plan) {
        List<TopicRecord> records = new ArrayList<>();
        TopicReader.open(history.connection(), plan).forEach(records::add);
        return records;
    }

    private static List<String> positions(List<TopicRecord> records) {
        return records.stream().map(each -> each.position().toString()).toList();
    }

    private static Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = StoryCrew.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }
}
