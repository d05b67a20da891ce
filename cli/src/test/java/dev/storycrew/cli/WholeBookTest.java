package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.adobe.epubcheck.api.EpubCheck;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Part;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.topic.Topic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole books with mistakes of every type through the real command; the invariants are read from the topics. */
@Tag("long")
class WholeBookTest {
    private static final String CONFIG = """
            llm:
              rehearsal:
                seed: 17
                mistakes: {word_count: 0.07, prose: 0.07, style: 0.07, hook: 0.2, continuity: 0.04, structure: 0.25,
                           pacing: 0.07, motivation: 0.07, clue_fairness: 0.2, safety: 0.04}
            """;

    @TempDir
    static Path folder;

    private static int exit;
    private static final List<ChapterRequest> REQUESTS = new ArrayList<>();
    private static final List<ChapterEnvelope> ENVELOPES = new ArrayList<>();
    private static final List<StageRun> RUNS = new ArrayList<>();
    private static final List<RetryDecision> DECISIONS = new ArrayList<>();
    private static final List<ChapterOutcome> OUTCOMES = new ArrayList<>();
    private static final List<BibleSnapshot> BIBLES = new ArrayList<>();

    @BeforeAll
    static void runTheBooks() throws Exception {
        Path config = Files.writeString(folder.resolve("config.yaml"), CONFIG);
        Files.writeString(folder.resolve("long.yaml"), TestBooks.tenChapters());
        exit = run(config);
        readTopics();
    }

    @Test
    void everyRequestHasExactlyOneOutcomeAndAllAreAccepted() {
        assertThat(exit).isZero();
        Map<String, Long> outcomes =
                OUTCOMES.stream().collect(Collectors.groupingBy(ChapterOutcome::requestId, Collectors.counting()));
        assertThat(outcomes)
                .isEqualTo(REQUESTS.stream()
                        .collect(Collectors.toMap(ChapterRequest::requestId, request -> 1L, Long::sum)));
        assertThat(OUTCOMES).extracting(ChapterOutcome::kind).containsOnly(ChapterOutcome.Kind.ACCEPTED);
    }

    @Test
    void aFolderThatNobodySharesHasOnePartitionOfEachTopic() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data").resolve("kafka"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("storycrew.plan-0", "storycrew.chapters-0")
                    .noneMatch(name -> name.startsWith("storycrew.") && name.matches(".*-[1-9]\\d*"));
        }
    }

    @Test
    void everyTypeOfMistakeWasMadeAndSentBack() {
        Set<String> issues = DECISIONS.stream()
                .flatMap(decision -> decision.issues().stream())
                .map(issue -> issue.type())
                .collect(Collectors.toSet());
        assertThat(issues).contains("hook", "continuity", "structure", "pacing", "motivation");
        assertThat(RUNS)
                .as("what can be counted")
                .anyMatch(run -> !run.lookedAgain().isEmpty());
        assertThat(DECISIONS).extracting(RetryDecision::level).contains("EDIT_ONLY", "WRITE_ONLY", "FULL_RETRY");
    }

    /** Parts are compared from attempt to attempt: what is in the retry's first envelope was in the judged one before. */
    @Test
    void whatARetryPreservesIsByteIdenticalAndWhatItErasesIsGone() {
        for (RetryDecision decision : DECISIONS) {
            ChapterEnvelope judged = judged(decision.chapter(), decision.attempt());
            ChapterEnvelope sent = first(decision.chapter(), decision.attempt() + 1);
            sent.work()
                    .texts(Part.DRAFT)
                    .forEach((scene, draft) -> assertThat(draft)
                            .isEqualTo(judged.work().texts(Part.DRAFT).get(scene)));
            sent.work()
                    .texts(Part.REVISION)
                    .forEach((scene, revision) -> assertThat(revision)
                            .isEqualTo(judged.work().texts(Part.REVISION).get(scene)));
            assertThat(sent.work().report()).isNull();
            assertThat(sent.work().missing(Part.REVISION).isEmpty()
                            && sent.work().sceneList() != null)
                    .as("%s redoes nothing", decision.explanation())
                    .isFalse();
        }
    }

    @Test
    void noPartThatWasErasedAppearsAgain() {
        for (RetryDecision decision : DECISIONS) {
            ChapterEnvelope judged = judged(decision.chapter(), decision.attempt());
            ChapterEnvelope sent = first(decision.chapter(), decision.attempt() + 1);
            ChapterEnvelope again = judged(decision.chapter(), decision.attempt() + 1);
            Set<Integer> erased = new TreeSet<>(judged.work().texts(Part.DRAFT).keySet());
            erased.removeAll(sent.work().texts(Part.DRAFT).keySet());
            for (StageRun run : RUNS) {
                if (run.chapter().equals(decision.chapter())
                        && run.attempt() == decision.attempt() + 1
                        && run.stage() == dev.storycrew.core.story.Stage.WRITE
                        && run.phase() == StageRun.Phase.FINISHED) {
                    assertThat(run.scenes()).containsAll(erased);
                }
            }
            assertThat(again.work().texts(Part.DRAFT).keySet()).containsAll(erased);
        }
    }

    @Test
    void theBibleHoldsOnlyWhatAcceptedChaptersGaveIt() {
        Map<ChapterId, ChapterOutcome> byChapter =
                OUTCOMES.stream().collect(Collectors.toMap(ChapterOutcome::chapter, Function.identity()));
        for (ChapterOutcome outcome : OUTCOMES) {
            ChapterId id = outcome.chapter();
            var before = id.number() == 1
                    ? REQUESTS.stream()
                            .filter(request -> request.brief().id().equals(id))
                            .findFirst()
                            .orElseThrow()
                            .bible()
                    : Objects.requireNonNull(byChapter.get(new ChapterId(id.bookId(), id.number() - 1)))
                            .bible();
            assertThat(outcome.bible())
                    .isEqualTo(before.after(id.number(), Objects.requireNonNull(outcome.bibleChanges())));
            assertThat(first(id, 0).bible()).isEqualTo(before);
        }
        assertThat(BIBLES)
                .allSatisfy(left -> assertThat(left.bible())
                        .isEqualTo(Objects.requireNonNull(byChapter.get(left.leftBy()))
                                .bible()));
    }

    @Test
    void everyStageRanOncePerAttemptAndTheReportCountsThem() throws Exception {
        Map<String, Long> runs = RUNS.stream()
                .filter(run -> run.phase() == StageRun.Phase.FINISHED)
                .collect(Collectors.groupingBy(
                        run -> run.chapter() + " " + run.attempt() + " " + run.stage(), Collectors.counting()));
        assertThat(runs.values()).containsOnly(1L);

        JsonNode report = new ObjectMapper()
                .readTree(folder.resolve("out/the-lighthouse/report.json").toFile());
        assertThat(report.path("model").asText()).isEqualTo("rehearsal");
        for (JsonNode chapter : report.path("chapters")) {
            ChapterId id =
                    new ChapterId("the-lighthouse", chapter.path("number").asInt());
            long judged = RUNS.stream()
                    .filter(run -> run.chapter().equals(id)
                            && run.phase() == StageRun.Phase.FINISHED
                            && run.stage() == dev.storycrew.core.story.Stage.JUDGE)
                    .count();
            assertThat(chapter.path("stage_runs").path("judge").asLong()).isEqualTo(judged);
            assertThat(chapter.path("attempts").asLong()).isEqualTo(judged);
            assertThat(chapter.path("retries")).hasSize((int) judged - 1);
            assertThat(chapter.path("cost_usd").asDouble()).isPositive();
        }
    }

    @Test
    void theEpubsAreValid() {
        for (String book : List.of("the-lighthouse", "rain-on-willow-bridge")) {
            StringWriter problems = new StringWriter();
            EpubCheck check =
                    new EpubCheck(folder.resolve("out/" + book + "/book.epub").toFile(), new PrintWriter(problems));
            assertThat(check.doValidate()).as(problems.toString()).isZero();
        }
    }

    @Test
    void anExportHoldsTheFormatsThatAreAskedFor() {
        Path exported = folder.resolve("exported");

        assertThat(StoryCrew.commandLine()
                        .execute(
                                "export",
                                "the-lighthouse",
                                "--data",
                                folder.resolve("data").toString(),
                                "--format",
                                "docx,html",
                                "--out",
                                exported.toString()))
                .isZero();

        assertThat(exported.resolve("the-lighthouse"))
                .isDirectoryContaining("glob:**/book.docx")
                .isDirectoryContaining("glob:**/book.html")
                .isDirectoryNotContaining("glob:**/book.epub")
                .isDirectoryContaining("glob:**/chapter-03.md");
    }

    @Test
    void startedAgainNothingIsDoneTwice() throws Exception {
        long before = RUNS.size();

        assertThat(run(folder.resolve("config.yaml"))).isZero();

        RUNS.clear();
        readTopics();
        assertThat(RUNS).hasSize((int) before);
    }

    private static int run(Path config) {
        return StoryCrew.commandLine()
                .execute(
                        "run",
                        "../examples/the-lighthouse.yaml",
                        "../examples/rain-on-willow-bridge.yaml",
                        folder.resolve("long.yaml").toString(),
                        "--config",
                        config.toString(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--data",
                        folder.resolve("data").toString());
    }

    private static void readTopics() throws Exception {
        Stream.of(REQUESTS, ENVELOPES, RUNS, DECISIONS, OUTCOMES, BIBLES).forEach(List::clear);
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(locked, "storycrew.", 0, 0)) {
            Connection connection = cluster.connection();
            try (TopicTail tail = TopicTail.start(
                    connection, connection.topics().all(), (topic, origin, value) -> take(topic, value))) {
                tail.awaitCaughtUp(Duration.ofSeconds(60));
            }
        }
    }

    private static void take(Topic<?> topic, Object value) {
        if (value instanceof ChapterRequest request) {
            REQUESTS.add(request);
        } else if (value instanceof ChapterEnvelope envelope) {
            ENVELOPES.add(envelope);
        } else if (value instanceof StageRun run) {
            RUNS.add(run);
        } else if (value instanceof RetryDecision decision) {
            DECISIONS.add(decision);
        } else if (value instanceof ChapterOutcome outcome) {
            OUTCOMES.add(outcome);
        } else if (value instanceof BibleSnapshot left) {
            BIBLES.add(left);
        }
    }

    private static ChapterEnvelope judged(ChapterId chapter, int attempt) {
        return ENVELOPES.stream()
                .filter(envelope -> envelope.id().equals(chapter)
                        && envelope.attempt() == attempt
                        && envelope.work().report() != null)
                .findFirst()
                .orElseThrow();
    }

    /** The envelope with which an attempt began: the one with the least work in it. */
    private static ChapterEnvelope first(ChapterId chapter, int attempt) {
        return ENVELOPES.stream()
                .filter(envelope -> envelope.id().equals(chapter) && envelope.attempt() == attempt)
                .min(java.util.Comparator.comparingInt(
                        envelope -> envelope.costs().size()))
                .orElseThrow();
    }
}
