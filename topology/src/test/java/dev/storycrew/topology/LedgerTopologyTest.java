package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.Stage;
import dev.storycrew.topology.ledger.LedgerSettings;
import dev.storycrew.topology.ledger.LedgerTopology;
import dev.storycrew.topology.ledger.TaskGauge;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTopologyTest {
    private static final Duration STUCK_AFTER = Duration.ofMinutes(15);

    @TempDir
    private Path folder;

    private final Lines lines = new Lines();
    private Driver driver;

    private @Nullable String trouble;

    /** Nobody runs the edit stage, until its model is in trouble. */
    private final ServiceStatus noEdit = new ServiceStatus() {
        @Override
        public OptionalInt processes(String service) {
            return OptionalInt.of(service.equals("edit") && trouble == null ? 0 : 1);
        }

        @Override
        public @Nullable String trouble(String service) {
            return service.equals("edit") ? trouble : null;
        }
    };

    @BeforeEach
    void start() {
        lines.start();
        watchdogsLog().addAppender(lines);
        driver = new Driver(
                folder, (topics, wire) -> LedgerTopology.build(topics, wire, new LedgerSettings(STUCK_AFTER, noEdit)));
    }

    @AfterEach
    void stop() throws Exception {
        watchdogsLog().removeAppender(lines);
        driver.close();
    }

    /** Intentionally fails whenever the topology changes: a running ledger's state depends on these names. */
    @Test
    void theTopologyIsAsItWasDrawn() throws Exception {
        String drawn = Files.readString(Path.of("src/test/resources/ledger-topology.txt"));
        String built = LedgerTopology.build(
                        driver.topics, driver.wire, new LedgerSettings(STUCK_AFTER, ServiceStatus.UNKNOWN))
                .describe()
                .toString();
        assertThat(built).isEqualTo(drawn);
    }

    @Test
    void aChapterThatDoesNotGoOnIsReportedOnceWithReasonAndAdvice() {
        request(1);
        run(1, Stage.WRITE, StageRun.Phase.FINISHED);
        driver.advance(STUCK_AFTER.minusMinutes(1));
        assertThat(lines.warnings).isEmpty();

        driver.advance(Duration.ofMinutes(2));
        driver.advance(Duration.ofHours(2));

        assertThat(lines.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("Chapter book/1 has not moved for 16 min")
                        .contains("no edit process is running")
                        .contains("./storycrew stage edit")
                        .contains("chapter_stuck")
                        .contains("no_service"));
        assertThat(driver.metric("storycrew-ledger", "stuck-chapters")).isEqualTo(1);
    }

    @Test
    void anotherReasonThatAChapterStandsStillForIsReportedToo() {
        request(1);
        run(1, Stage.WRITE, StageRun.Phase.FINISHED);
        driver.advance(STUCK_AFTER.plusMinutes(1));
        trouble = "the account is empty";
        driver.advance(Duration.ofMinutes(5));
        trouble = null;
        driver.advance(Duration.ofMinutes(5));

        assertThat(lines.warnings).hasSize(2);
        assertThat(lines.warnings.get(0)).contains("no edit process is running");
        assertThat(lines.warnings.get(1)).contains("the model of edit is not answering: the account is empty");
        assertThat(driver.metric("storycrew-ledger", "stuck-chapters")).isEqualTo(1);
    }

    @Test
    void aChapterThatGoesOnAndStandsStillAgainIsReportedAgain() {
        request(1);
        run(1, Stage.PLAN, StageRun.Phase.STARTED);
        driver.advance(STUCK_AFTER.plusMinutes(1));
        run(1, Stage.PLAN, StageRun.Phase.FINISHED);
        driver.advance(Duration.ofMinutes(1));
        assertThat(driver.metric("storycrew-ledger", "stuck-chapters")).isZero();
        assertThat(lines.warnings).hasSize(1);

        driver.advance(STUCK_AFTER);

        assertThat(lines.warnings).hasSize(2);
        assertThat(lines.warnings.get(1)).contains("it is waiting for write");
    }

    @Test
    void ofABookThatIsHeldTheNextChapterIsReportedAndNoneAfterIt() {
        List.of(1, 2, 3).forEach(this::request);
        outcome(1, ChapterOutcome.Kind.EXHAUSTED);

        driver.advance(STUCK_AFTER.plusMinutes(1));

        assertThat(lines.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("Chapter book/2", "its book is held: chapter book/1 ended EXHAUSTED")
                        .contains("./storycrew release book"));
    }

    @Test
    void chaptersThatEndedAndThoseThatWaitTheirTurnAreNotReported() {
        List.of(1, 2, 3).forEach(this::request);
        outcome(1, ChapterOutcome.Kind.ACCEPTED);
        run(2, Stage.PLAN, StageRun.Phase.STARTED);
        for (int minute = 0; minute < 120; minute += 5) {
            driver.advance(Duration.ofMinutes(5));
            run(2, Stage.PLAN, StageRun.Phase.STARTED);
        }

        assertThat(lines.warnings).isEmpty();
    }

    @Test
    void aDeadLetterIsTheReasonUntilItIsRedriven() {
        request(1);
        run(1, Stage.PLAN, StageRun.Phase.STARTED);
        DeadLetter letter = letter();
        driver.send(driver.topics.deadLetters(), "book/1", letter);
        driver.advance(STUCK_AFTER.plusMinutes(1));
        assertThat(lines.warnings)
                .singleElement()
                .satisfies(line -> assertThat(line).contains("./storycrew dead-letters redrive " + letter.id()));
        assertThat(driver.metric(TaskGauge.GROUP, TaskGauge.IN_DEAD_LETTERS)).isEqualTo(1);

        OperatorCommand redrive = OperatorCommand.of(
                letter.redriveId(), OperatorCommand.Kind.REDRIVE, "book/1", null, "mia", System.currentTimeMillis());
        driver.send(
                driver.topics.commandResults(),
                "book/1",
                new CommandResult(
                        redrive,
                        CommandResult.Verdict.DONE,
                        "dead-letters",
                        "put back",
                        0,
                        null,
                        System.currentTimeMillis()));
        driver.advance(STUCK_AFTER.plusMinutes(1));

        assertThat(lines.warnings).hasSize(2);
        assertThat(lines.warnings.get(1)).contains("it is waiting for plan").doesNotContain("redrive " + letter.id());
        assertThat(driver.metric(TaskGauge.GROUP, TaskGauge.IN_DEAD_LETTERS)).isZero();
    }

    @Test
    void whatCannotBeReadIsPassedOver() {
        driver.sendBytes(driver.topics.stageRuns(), "book/1", new byte[] {9, 9, 9});
        request(1);
        driver.advance(STUCK_AFTER.plusMinutes(1));

        assertThat(lines.warnings).hasSize(1);
        assertThat(driver.changelogSizes("open")).isNotEmpty();
    }

    private void request(int chapter) {
        driver.send(driver.topics.chapterRequests(), "book/" + chapter, SampleChapters.request("book", chapter));
    }

    private void run(int chapter, Stage stage, StageRun.Phase phase) {
        ChapterEnvelope envelope = SampleChapters.start("book", chapter);
        driver.send(
                driver.topics.stageRuns(),
                envelope.id().toString(),
                new StageRun(
                        envelope.id(),
                        envelope.requestId(),
                        1,
                        0,
                        stage,
                        phase,
                        new TreeSet<>(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        Usage.none(),
                        false,
                        0,
                        "one",
                        null,
                        System.currentTimeMillis(),
                        null));
    }

    private void outcome(int chapter, ChapterOutcome.Kind kind) {
        ChapterRequest request = SampleChapters.request("book", chapter);
        driver.send(
                driver.topics.chapters(),
                "book/" + chapter,
                SampleChapters.outcome(request, 1, kind, null, request.bible(), List.of(), System.currentTimeMillis()));
    }

    private static DeadLetter letter() {
        return new DeadLetter(
                "storycrew.plan-0@4",
                "storycrew.plan",
                0,
                4,
                "book/1".getBytes(StandardCharsets.UTF_8),
                new byte[0],
                "plan",
                "REFUSED",
                "the model refused",
                null,
                1,
                System.currentTimeMillis(),
                List.of());
    }

    private static Logger watchdogsLog() {
        return (Logger) LogManager.getLogger("dev.storycrew.topology.ledger.Watchdog");
    }

    /** What the watchdog warns of, with its fields. */
    private static final class Lines extends AbstractAppender {
        private final List<String> warnings = new java.util.concurrent.CopyOnWriteArrayList<>();

        Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            if (event.getLevel() == Level.WARN) {
                warnings.add(event.getMessage().getFormattedMessage() + " "
                        + event.getContextData().toMap());
            }
        }
    }
}
