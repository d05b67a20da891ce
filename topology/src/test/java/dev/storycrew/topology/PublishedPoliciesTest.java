package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies published while a router runs. */
class PublishedPoliciesTest {
    private static final String PROSE_IS_WRITTEN_ANEW =
            "name: default\nrules: [{issues: [prose], level: WRITE_ONLY}]\n";

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

    @Test
    void aPublishedPolicyDecidesFromThenOnAndIsNamed() {
        assertThat(decided("a", 1)).satisfies(decision -> {
            assertThat(decision.level()).isEqualTo("EDIT_ONLY");
            assertThat(decision.policy()).isEqualTo("default@1");
        });

        publish("2", PROSE_IS_WRITTEN_ANEW);

        assertThat(decided("b", 1)).satisfies(decision -> {
            assertThat(decision.level()).isEqualTo("WRITE_ONLY");
            assertThat(decision.policy()).isEqualTo("default@2");
            assertThat(decision.arm()).isEqualTo(Arm.SELECTIVE);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: default\nrules: [{issues: [prose], level: WRITE_ONYL}]\n",
                "name: default\nrules: [{issues: [prose], level: EDIT_ONLY}, {issues: [prose], level: WRITE_ONLY}]\n",
                "not a policy",
                ""
            })
    void aPolicyThatDoesNotCheckIsNeverApplied(String broken) {
        publish("2", PROSE_IS_WRITTEN_ANEW);
        decided("a", 1);
        publish("3", broken);

        assertThat(decided("b", 1).policy()).isEqualTo("default@2");
    }

    @Test
    void whatIsNoPolicyAtAllIsNeverApplied() {
        driver.sendBytes(driver.topics.policies(), "active", "noise".getBytes(StandardCharsets.UTF_8));

        assertThat(decided("a", 1).policy()).isEqualTo("default@1");
    }

    /** This router never saw default@2 count: it is as if it had just been started. */
    @Test
    void afterARestartTheLatestGoodVersionCountsWhereTheActiveOneDoesNotCheck() {
        publish("2", PROSE_IS_WRITTEN_ANEW);
        publish("3", "name: default\nselective: perhaps\n");

        assertThat(decided("a", 1).policy()).isEqualTo("default@2");
    }

    /** The report takes the place of the order; what the attempt did without stays done without. */
    @Test
    void aLevelOfItsOwnThatSkipsEditGoesFromTheJudgeToTheBible() {
        publish("2", """
                name: default
                levels:
                  EDIT_ONLY: {erase: [revision]}
                  WRITE_ONLY: {erase: [draft]}
                  PLAN_AND_WRITE: {erase: [plan], skip: [edit]}
                  FULL_RETRY: {erase: [plan]}
                rules: [{issues: [prose], level: PLAN_AND_WRITE}]
                """);
        decide(judged("a", 1));
        ChapterEnvelope judgedAgain = SampleChapters.judged(next(), List.of());
        assertThat(judgedAgain.work().texts(Part.REVISION)).isEmpty();
        assertThat(judgedAgain.nextStage()).isEqualTo(Stage.BIBLE);

        driver.send(driver.topics.judgeResults(), judgedAgain.id().toString(), judgedAgain);

        assertThat(driver.read(driver.topics.stage(Stage.BIBLE))).hasSize(1);
        assertThat(driver.read(driver.topics.stage(Stage.EDIT))).isEmpty();
    }

    @Test
    void aRolledBackVersionCountsAgain() {
        publish("2", PROSE_IS_WRITTEN_ANEW);
        publish("3", "name: default\nscope: chapter\n");
        assertThat(decided("a", 1).policy()).isEqualTo("default@3");

        driver.send(
                driver.topics.policies(),
                "active",
                new PolicyDocument("default", "2", PROSE_IS_WRITTEN_ANEW, "mia", 9));

        assertThat(decided("b", 1).policy()).isEqualTo("default@2");
    }

    @Test
    void aChapterNeverChangesItsArmMidwayAndRaisingThePercentageOnlyAddsChapters() {
        publish("2", "name: default\nrollout-percent: 10\n");
        Set<String> selective = new HashSet<>();
        for (int book = 0; book < 60; book++) {
            ChapterEnvelope judged = judged("book-" + book, 1);
            RetryDecision first = decide(judged);
            if (first.arm() == Arm.SELECTIVE) {
                selective.add(first.chapter().toString());
            } else {
                assertThat(first.level()).isEqualTo("FULL_RETRY");
            }
            publish("3", "name: default\nrollout-percent: 90\n");
            ChapterEnvelope next = next();
            assertThat(decide(SampleChapters.judged(next, List.of(SampleChapters.issue("prose", "scene 1"))))
                            .arm())
                    .isEqualTo(first.arm());
            next();
            publish("4", "name: default\nrollout-percent: 10\n");
        }
        assertThat(selective).isNotEmpty().hasSizeLessThan(30);

        publish("5", "name: default\nrollout-percent: 50\n");
        int added = 0;
        for (int book = 0; book < 60; book++) {
            // Another run of the same chapters is a first decision again.
            ChapterEnvelope again = judged("book-" + book, 2);
            boolean now = decide(again).arm() == Arm.SELECTIVE;
            next();
            if (selective.contains(again.id().toString())) {
                assertThat(now).isTrue();
            } else if (now) {
                added++;
            }
        }
        assertThat(added).isPositive();
    }

    private void publish(String version, String body) {
        PolicyDocument document = new PolicyDocument("default", version, body, "mia", Integer.parseInt(version));
        driver.send(driver.topics.policies(), "default@" + version, document);
        driver.send(driver.topics.policies(), "active", document);
    }

    private RetryDecision decided(String book, int run) {
        RetryDecision decision = decide(judged(book, run));
        next();
        return decision;
    }

    private RetryDecision decide(ChapterEnvelope judged) {
        driver.send(driver.topics.judgeResults(), judged.id().toString(), judged);
        List<RetryDecision> decisions = driver.read(driver.topics.retryDecisions());
        assertThat(decisions).hasSize(1);
        return decisions.get(0);
    }

    private ChapterEnvelope next() {
        for (Stage stage : Stage.values()) {
            List<ChapterEnvelope> found = driver.read(driver.topics.stage(stage));
            if (!found.isEmpty()) {
                return found.get(0);
            }
        }
        throw new AssertionError("nothing was sent back");
    }

    private static ChapterEnvelope judged(String book, int run) {
        ChapterEnvelope start = SampleChapters.start(book, 1);
        ChapterEnvelope begun = run == 1
                ? start
                : start.nextRun(
                        start.work(),
                        null,
                        null,
                        Commands.retry("1", start.id().toString(), "x", Set.of(), null),
                        start);
        return SampleChapters.judged(begun, List.of(SampleChapters.issue("prose", "scene 1")));
    }
}
