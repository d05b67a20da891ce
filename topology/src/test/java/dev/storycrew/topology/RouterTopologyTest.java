package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterTopologyTest {
    private static final List<String> TYPES = List.of(
            "structure",
            "continuity",
            "motivation",
            "hook",
            "clue_fairness",
            "prose",
            "pacing",
            "style",
            "word_count",
            "odd");

    @TempDir
    private Path folder;

    private Driver driver;

    @BeforeEach
    void start() {
        driver = new Driver(folder, (topics, wire) -> RouterTopology.build(topics, wire, RouterSettings.defaults()));
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
    }

    /** Intentionally fails whenever the topology changes: a running router's state depends on these names. */
    @Test
    void theTopologyIsAsItWasDrawn() throws Exception {
        String drawn = Files.readString(Path.of("src/test/resources/router-topology.txt"));
        String built = RouterTopology.build(driver.topics, driver.wire, RouterSettings.defaults())
                .describe()
                .toString();
        assertThat(built).isEqualTo(drawn);
    }

    @Test
    void anAcceptedChapterGoesToTheBibleAndEndsOnce() {
        ChapterEnvelope judged = SampleChapters.judged(SampleChapters.start("book", 1), List.of());
        judge(judged);

        ChapterEnvelope accepted = driver.read(driver.topics.stage(Stage.BIBLE)).get(0);
        assertThat(accepted.work()).isEqualTo(judged.work());
        assertThat(driver.read(driver.topics.chapters())).isEmpty();

        bible(SampleChapters.withBible(accepted));
        bible(SampleChapters.withBible(accepted));

        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
            assertThat(outcome.bible().facts()).containsExactly("It rains.", "fact of book/1");
            assertThat(outcome.reason()).isEqualTo(EndReason.PASSED);
            assertThat(outcome.explanation()).isEqualTo(Explanations.passed(0));
            assertThat(outcome.explanationVersion()).isEqualTo(Explanations.VERSION);
            assertThat(outcome.best()).isNotNull();
        });
        assertThat(driver.read(driver.topics.storyBibles()))
                .singleElement()
                .satisfies(left -> assertThat(left.leftBy().toString()).isEqualTo("book/1"));
    }

    @Test
    void aRegistryThatIsAwayWhenAChapterEndsDelaysItsOutcomeAndLosesNothing() throws Exception {
        judge(SampleChapters.judged(SampleChapters.start("book", 1), List.of()));
        ChapterEnvelope accepted = driver.read(driver.topics.stage(Stage.BIBLE)).get(0);
        byte[] done = driver.wire.encode(driver.topics.bibleResults(), SampleChapters.withBible(accepted));

        driver.failRegistryOnceDuring(() -> driver.sendBytes(driver.topics.bibleResults(), "book/1", done));

        assertThat(driver.read(driver.topics.chapters())).hasSize(1);
        assertThat(driver.read(driver.topics.storyBibles())).hasSize(1);
        assertThat(driver.read(driver.topics.deadLetters())).isEmpty();
    }

    @Test
    void aFailedChapterNeverTouchesTheBible() {
        ChapterEnvelope envelope = SampleChapters.start("book", 1);
        for (int attempt = 0; attempt <= 3; attempt++) {
            judge(SampleChapters.judged(envelope, List.of(SampleChapters.issue("prose", "scene 1"))));
            List<ChapterEnvelope> next = new ArrayList<>(driver.read(driver.topics.stage(Stage.EDIT)));
            next.addAll(driver.read(driver.topics.stage(Stage.PLAN)));
            envelope = next.isEmpty() ? envelope : next.get(0);
        }
        bible(SampleChapters.withBible(SampleChapters.judged(envelope, List.of())));

        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED);
            assertThat(outcome.reason()).isEqualTo(EndReason.RETRIES_USED);
            assertThat(outcome.leftNanoUsd()).isNull();
            assertThat(outcome.history()).hasSize(4);
            assertThat(outcome.bible())
                    .isEqualTo(SampleChapters.request("book", 1).bible());
        });
        assertThat(driver.read(driver.topics.storyBibles())).isEmpty();
    }

    @Test
    void aSecondResultForTheSameAttemptIsDroppedWhateverItSays() {
        ChapterEnvelope start = SampleChapters.start("book", 1);
        judge(SampleChapters.judged(start, List.of(SampleChapters.issue("hook", "scene 4"))));
        judge(SampleChapters.judged(start, List.of()));

        assertThat(driver.read(driver.topics.retryDecisions())).hasSize(1);
        assertThat(driver.read(driver.topics.stage(Stage.WRITE))).hasSize(1);
        assertThat(driver.read(driver.topics.stage(Stage.BIBLE))).isEmpty();
    }

    @Test
    void eachIssueErasesInItsOwnSceneAndEverythingElseStaysByteForByte() {
        ChapterEnvelope judged = SampleChapters.judged(
                SampleChapters.start("book", 1),
                List.of(SampleChapters.issue("hook", "Scene 4"), SampleChapters.issue("prose", "scene 1")));
        judge(judged);

        ChapterEnvelope retried = driver.read(driver.topics.stage(Stage.WRITE)).get(0);
        assertThat(retried.work().missing(Part.DRAFT)).containsExactly(4);
        assertThat(retried.work().missing(Part.REVISION)).containsExactly(1, 4);
        assertThat(driver.read(driver.topics.retryDecisions())).singleElement().satisfies(decision -> {
            assertThat(decision.reason()).isEqualTo(LevelReason.ISSUES);
            assertThat(judged.work().erase(decision.erasures())).isEqualTo(retried.work());
            assertThat(decision.planUnreadable()).isFalse();
            assertThat(decision.explanationVersion()).isEqualTo(Explanations.VERSION);
        });
        assertThat(retried.work().texts(Part.DRAFT).get(1))
                .isEqualTo(judged.work().texts(Part.DRAFT).get(1));
        assertThat(retried.work().texts(Part.REVISION).get(2))
                .isEqualTo(judged.work().texts(Part.REVISION).get(2));
        assertThat(retried.order()).isNotNull().satisfies(order -> {
            assertThat(order.level()).isEqualTo("WRITE_ONLY");
            assertThat(order.instructions()).containsExactly("mend it");
        });
    }

    @Test
    void overManySeedsNothingErasedComesBackAndNothingKeptChanges() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            ChapterEnvelope envelope = SampleChapters.start("seed-" + seed, 1);
            for (int attempt = 0; attempt < 3; attempt++) {
                ChapterEnvelope judged = SampleChapters.judged(envelope, issues(random));
                judge(judged);
                List<RetryDecision> decisions = driver.read(driver.topics.retryDecisions());
                assertThat(decisions).hasSize(1);
                envelope = next();
                for (var draft : envelope.work().texts(Part.DRAFT).entrySet()) {
                    assertThat(draft.getValue())
                            .isEqualTo(judged.work().texts(Part.DRAFT).get(draft.getKey()));
                }
                for (var revision : envelope.work().texts(Part.REVISION).entrySet()) {
                    assertThat(revision.getValue())
                            .isEqualTo(judged.work().texts(Part.REVISION).get(revision.getKey()));
                }
                assertThat(envelope.work().report()).isNull();
                assertThat(envelope.attempt()).isEqualTo(attempt + 1);
                assertThat(envelope.work().missing(Part.REVISION).isEmpty()
                                && envelope.work().sceneList() != null)
                        .as("a retry that redoes nothing")
                        .isFalse();
                if (attempt == 2) {
                    assertThat(decisions.get(0).level()).isEqualTo("FULL_RETRY");
                    assertThat(decisions.get(0).escalated()).isTrue();
                }
            }
        }
    }

    @Test
    void whatCannotBeDecodedGoesToDeadLettersAndTheNextIsRouted() {
        byte[] noise = "noise".getBytes(StandardCharsets.UTF_8);
        driver.sendBytes(driver.topics.judgeResults(), "book/1", noise);
        judge(SampleChapters.judged(SampleChapters.start("book", 1), List.of()));

        assertThat(driver.read(driver.topics.deadLetters())).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(noise);
            assertThat(letter.reason()).isEqualTo("UNDECODABLE");
            assertThat(letter.topic()).isEqualTo("storycrew.judge-results");
        });
        assertThat(driver.read(driver.topics.stage(Stage.BIBLE))).hasSize(1);
    }

    @Test
    void aResultWithoutItsReportIsADeadLetter() {
        driver.send(driver.topics.judgeResults(), "book/1", SampleChapters.start("book", 1));

        assertThat(driver.read(driver.topics.deadLetters()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("NO_REPORT"));
    }

    @Test
    void aResultTooLargeForItsTopicIsADeadLetterAndTheNextIsRouted() {
        String huge = "x".repeat(TopicCatalogue.MAX_MESSAGE_BYTES);
        judge(SampleChapters.judged(
                SampleChapters.start("book", 1), List.of(new Issue("hook", Severity.HIGH, huge, "scene 1"))));
        judge(SampleChapters.judged(SampleChapters.start("else", 1), List.of()));

        assertThat(driver.read(driver.topics.deadLetters()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("RECORD_TOO_LARGE"));
        assertThat(driver.read(driver.topics.retryDecisions())).isEmpty();
        assertThat(driver.read(driver.topics.stage(Stage.BIBLE))).hasSize(1);
    }

    private static List<Issue> issues(Random random) {
        List<Issue> issues = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            String location = random.nextInt(4) == 0 ? null : "scene " + (1 + random.nextInt(5));
            issues.add(SampleChapters.issue(TYPES.get(random.nextInt(TYPES.size())), location));
        }
        return issues;
    }

    private ChapterEnvelope next() {
        List<ChapterEnvelope> all = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            all.addAll(driver.read(driver.topics.stage(stage)));
        }
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void judge(ChapterEnvelope judged) {
        driver.send(driver.topics.judgeResults(), judged.id().toString(), judged);
    }

    private void bible(ChapterEnvelope done) {
        driver.send(driver.topics.bibleResults(), done.id().toString(), done);
    }
}
