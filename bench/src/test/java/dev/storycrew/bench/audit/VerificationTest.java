package dev.storycrew.bench.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.audit.Audit;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Violation;
import dev.storycrew.audit.canon.ReopenedBooks;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.reading.TopicRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** A history with mistakes of every kind is verified clean, and with one corruption at a time that one is named. */
@Tag("long")
class VerificationTest {
    /** {@code -Dstorycrew.history.chapters} makes it longer, with {@code -Dtest.heap}, for its records are kept in memory. */
    private static final int USUAL = Integer.getInteger("storycrew.history.chapters", 100);

    private static final int STRICT = 20;
    private static final int CHAPTERS = USUAL + STRICT;

    @TempDir
    static Path folder;

    private static History history;

    @BeforeAll
    static void make() throws Exception {
        history = History.make(folder, USUAL, STRICT);
    }

    @AfterAll
    static void close() throws Exception {
        history.close();
    }

    private record Verified(int exit, JsonNode report) {
        JsonNode figures() {
            return report.path("figures");
        }
    }

    @Test
    void aHistoryWithMistakesOfEveryKindIsVerifiedClean() throws Exception {
        Verified verified = verify("storycrew.");

        assertThat(verified.report().path("violations"))
                .as(verified.report().toPrettyString())
                .isEmpty();
        assertThat(verified.exit()).isZero();
        JsonNode figures = verified.figures();
        assertThat(figures.path("accepted").asInt() + figures.path("exhausted").asInt())
                .isEqualTo(CHAPTERS);
        assertThat(figures.path("exhausted").asInt())
                .as("chapters that ran out of retries")
                .isPositive();
        assertThat(figures.path("under_way").asInt()).isZero();
        assertThat(figures.path("begun_before").asInt()).isZero();
        assertThat(figures.path("decisions").asInt()).isEqualTo((int) count("retry-decisions"));
        assertThat(figures.path("records").asInt()).isGreaterThan(CHAPTERS * 10);
        Set<String> issues = new TreeSet<>();
        Set<String> levels = new TreeSet<>();
        for (TopicRecord each : history.records()) {
            if (history.shortName(each.topic()).equals("retry-decisions")) {
                RetryDecision decision = history.connection()
                        .wire()
                        .decode(history.connection().topics().retryDecisions(), Objects.requireNonNull(each.value()));
                decision.issues().forEach(issue -> issues.add(issue.type()));
                levels.add(decision.level());
            }
        }
        assertThat(issues)
                .contains("hook", "continuity", "structure", "pacing", "motivation", "clue_fairness", "safety");
        assertThat(levels).contains("EDIT_ONLY", "WRITE_ONLY", "FULL_RETRY");
        assertThat(comparisons())
                .as("last attempts that were compared with the best one before")
                .isPositive();
    }

    private static long comparisons() {
        return history.records().stream()
                .filter(each -> history.shortName(each.topic()).equals("judge-results"))
                .map(each -> history.connection()
                        .wire()
                        .decode(history.connection().topics().judgeResults(), Objects.requireNonNull(each.value())))
                .filter(judged -> judged.compared() != null)
                .count();
    }

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void oneCorruptionIsFoundAndNamed(Corruption corruption) {
        Forger forger = new Forger(history);
        Corruption.Planted planted = corruption.plant(forger);
        int named = History.indexOf(forger.records(), planted.named());
        List<TopicRecord> placed = History.placed(forger.records());

        List<Violation> violations = audited(placed);

        assertThat(violations).hasSize(1);
        Violation found = violations.get(0);
        assertThat(found.kind()).as(found.toString()).isEqualTo(planted.kind());
        assertThat(found.chapter()).isEqualTo(planted.chapter());
        assertThat(found.position())
                .as(found.toString())
                .isEqualTo(placed.get(named).position());
        assertThat(found.expected()).isNotEqualTo(found.found());
    }

    @Test
    void chaptersThatValidateMadeAreLeftOutAndCounted() {
        List<TopicRecord> judgedOnly = history.records().stream()
                .filter(each -> List.of("judge-results", "chapters").contains(history.shortName(each.topic())))
                .filter(each -> "bench-0/1".equals(each.key()))
                .toList();
        List<TopicRecord> smoke = judgedOnly.stream()
                .map(each -> new TopicRecord(
                        each.topic(),
                        each.partition(),
                        each.offset(),
                        each.timestamp(),
                        "validate-mwwut1np/1",
                        each.value()))
                .toList();
        List<Violation> violations = new ArrayList<>();
        Audit audit = audit(violations::add);
        smoke.forEach(each -> audit.take(audit.look(each)));
        audit.finish();

        assertThat(audited(judgedOnly)).as("the same of a usual book").isNotEmpty();
        assertThat(violations).isEmpty();
        assertThat(audit.figures().smokeChapters()).isEqualTo(1);
        assertThat(audit.figures().ended()).isZero();
    }

    @Test
    void theCommandNamesTopicPartitionAndOffsetAndExitsWithOne() throws Exception {
        Forger forger = new Forger(history);
        Corruption.Planted planted = Corruption.FLIPPED_BYTE_IN_A_PRESERVED_DRAFT.plant(forger);
        List<Position> positions = history.publish("flipped.", forger.records());
        Position expected = positions.get(History.indexOf(forger.records(), planted.named()));

        Verified verified = verify("flipped.");

        assertThat(verified.exit()).isEqualTo(1);
        assertThat(verified.report().path("verified").asBoolean()).isFalse();
        JsonNode violations = verified.report().path("violations");
        assertThat(violations).as(violations.toPrettyString()).hasSize(1);
        JsonNode found = violations.get(0);
        assertThat(found.path("kind").asText()).isEqualTo("PRESERVED_PART");
        assertThat(found.path("chapter").asText()).isEqualTo(planted.chapter());
        assertThat(found.path("topic").asText()).isEqualTo(expected.topic());
        assertThat(found.path("partition").asInt()).isEqualTo(expected.partition());
        assertThat(found.path("offset").asLong()).isEqualTo(expected.offset());
    }

    /** At any moment, as a reader would have seen the topics then: it looks up the end of the outcomes first. */
    @Test
    void aChapterUnderWayIsNoViolation() {
        List<TopicRecord> records = history.records();
        int mostUnderWay = 0;
        for (int share = 1; share < 20; share++) {
            long moment = records.get(records.size() * share / 20).timestamp();
            Audit audit = audit(violation -> {
                throw new AssertionError(violation.toString());
            });
            List<TopicRecord> seen = records.stream()
                    .filter(each -> each.timestamp()
                            <= (history.shortName(each.topic()).equals("chapters") ? moment : moment + 50))
                    .toList();
            seen.forEach(read -> audit.take(audit.look(read)));
            audit.finish();
            Set<String> underWay = keys(seen, "plan");
            underWay.removeAll(keys(seen, "chapters"));
            assertThat(audit.figures().openChapters()).as("share %s", share).isEqualTo(underWay.size());
            mostUnderWay = Math.max(mostUnderWay, underWay.size());
        }
        assertThat(mostUnderWay).as("chapters under way at one moment").isPositive();
    }

    private static Set<String> keys(List<TopicRecord> records, String topic) {
        return records.stream()
                .filter(each -> history.shortName(each.topic()).equals(topic))
                .map(TopicRecord::key)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void oneBookAndOneChapterAreVerifiedByThemselves() throws Exception {
        assertThat(verify("storycrew.", "--book", "bench-2")
                                .figures()
                                .path("accepted")
                                .asInt()
                        + verify("storycrew.", "--book", "bench-2")
                                .figures()
                                .path("exhausted")
                                .asInt())
                .isEqualTo(10);
        Verified one = verify("storycrew.", "--chapter", "bench-2/4");
        assertThat(one.exit()).as(one.report().toPrettyString()).isZero();
        assertThat(one.figures().path("accepted").asInt()
                        + one.figures().path("exhausted").asInt())
                .isEqualTo(1);
    }

    @Test
    void chaptersThatBeganBeforeTheWindowAreCountedAndNotRefuted() throws Exception {
        long middle = history.records().get(history.records().size() / 2).timestamp();
        String time = java.time.Instant.ofEpochMilli(middle).toString();

        Verified since = verify("storycrew.", "--from", time);
        Verified until = verify("storycrew.", "--to", time);

        assertThat(since.exit()).as(since.report().toPrettyString()).isZero();
        assertThat(since.figures().path("begun_before").asInt()).isPositive();
        assertThat(since.figures().path("accepted").asInt()).isPositive();
        assertThat(until.exit()).as(until.report().toPrettyString()).isZero();
        assertThat(until.figures().path("under_way").asInt()).isPositive();
        assertThat(until.figures().path("accepted").asInt()).isPositive();
    }

    private static List<Violation> audited(List<TopicRecord> records) {
        List<Violation> violations = new ArrayList<>();
        Audit audit = audit(violations::add);
        records.forEach(read -> audit.take(audit.look(read)));
        audit.finish();
        return violations;
    }

    private static Audit audit(Consumer<Violation> violations) {
        return new Audit(
                history.connection(),
                Policies.of(history.connection(), RetryPolicy.defaults()),
                ReopenedBooks.among(history.connection(), history.records()),
                AuditScope.everything(),
                null,
                topic -> true,
                violations);
    }

    private static long count(String topic) {
        return history.records().stream()
                .filter(each -> history.shortName(each.topic()).equals(topic))
                .count();
    }

    private static Verified verify(String prefix, String... options) throws Exception {
        Path config = folder.resolve(prefix + "yaml");
        Files.writeString(
                config,
                "topics: {prefix: '" + prefix + "'}\nkafka: {bootstrap.servers: '"
                        + history.connection().kafka().get("bootstrap.servers")
                        + "'}\nschema-registry: {schema.registry.url: '"
                        + history.connection().registry().get("schema.registry.url") + "'}\n");
        List<String> arguments = new ArrayList<>(List.of("audit", "verify", "--json", "--config", config.toString()));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        CommandLine line = StoryCrew.commandLine().setOut(new PrintWriter(out));
        int exit = line.execute(arguments.toArray(String[]::new));
        return new Verified(exit, new ObjectMapper().readTree(out.toString()));
    }
}
