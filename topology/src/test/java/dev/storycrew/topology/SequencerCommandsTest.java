package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome.Kind;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.Stage;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a book allows an operator. The book has the chapters 1 to 3. */
class SequencerCommandsTest {
    private static final long COST = 1000;

    @TempDir
    private Path folder;

    private Driver driver;
    private int commands;

    @BeforeEach
    void start() {
        driver = new Driver(folder, (topics, wire) -> SequencerTopology.build(topics, wire, OnFailure.HOLD));
        for (int number = 1; number <= 3; number++) {
            driver.send(driver.topics.chapterRequests(), "book/" + number, SampleChapters.request("book", number));
        }
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
    }

    /**
     * Words of how it stands: {@code 1} chapter 1 is under way; {@code 1x} it ended EXHAUSTED; {@code 1c} CANCELLED before
     * it was judged; {@code 2} chapter 1 was accepted; {@code 2-} chapter 1 ended EXHAUSTED and the book was released;
     * {@code h} an operator holds the book, {@code r} chapter 1 is under way again.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1   | ACCEPT book/1  | REFUSED   | chapter book/1 is under way; cancel it first, or wait for it to end",
                "1   | RETRY book/1   | REFUSED   | chapter book/1 is under way; cancel it first, or wait for it to end",
                "1   | REVISE book/1  | REFUSED   | chapter book/1 is under way; cancel it first, or wait for it to end",
                "1   | CANCEL book/1  | PASSED_ON | the book allows it",
                "1   | ACCEPT book/2  | REFUSED   | chapter book/2 has not been started",
                "1   | CANCEL book/2  | REFUSED   | chapter book/2 has not been started; hold book to keep it from starting",
                "1   | ACCEPT book/4  | REFUSED   | book/4 has not been requested",
                "1   | ACCEPT other/1 | REFUSED   | other/1 has not been requested",
                "1   | ACCEPT book    | REFUSED   | a chapter id looks like the-lighthouse/1, but this is 'book'",
                "1   | HOLD book      | DONE      | no further chapter of the book starts until it is released; chapter 1 is under way and will finish",
                "1   | HOLD other     | REFUSED   | other has not been requested",
                "1   | HOLD book/1    | REFUSED   | a book id looks like the-lighthouse, but this is 'book/1'",
                "1   | RELEASE book   | REFUSED   | the book is not held",
                "1x  | ACCEPT book/1  | PASSED_ON | the book allows it",
                "1x  | RETRY book/1   | PASSED_ON | the book allows it",
                "1x  | REVISE book/1  | PASSED_ON | the book allows it",
                "1x  | CANCEL book/1  | REFUSED   | chapter book/1 has already ended; release book to go on without it",
                "1x  | HOLD book      | DONE      | no further chapter of the book starts until it is released",
                "1x  | RELEASE book   | DONE      | the book goes on without chapter 1",
                "1c  | ACCEPT book/1  | REFUSED   | chapter book/1 was never judged, so there is no attempt to accept; retry it or hand in a text",
                "1c  | RETRY book/1   | PASSED_ON | the book allows it",
                "1c  | REVISE book/1  | PASSED_ON | the book allows it",
                "2   | ACCEPT book/1  | REFUSED   | the book has moved on past chapter book/1: chapter 2 was started with the bible left by the chapters before it",
                "2   | CANCEL book/1  | REFUSED   | chapter book/1 has already ended",
                "2   | CANCEL book/2  | PASSED_ON | the book allows it",
                "2-  | RETRY book/1   | REFUSED   | the book has moved on past chapter book/1: chapter 2 was started with the bible left by the chapters before it",
                "1h  | HOLD book      | REFUSED   | the book is already held, by mia (\"because\")",
                "1h  | RELEASE book   | DONE      | the book goes on",
                "1xh | RELEASE book   | DONE      | no operator holds the book any longer, but it is still held: chapter 1 ended EXHAUSTED",
                "1xr | RELEASE book   | REFUSED   | chapter 1 is under way again; the book goes on when it is accepted",
                "1xr | ACCEPT book/1  | REFUSED   | chapter book/1 is under way; cancel it first, or wait for it to end",
                "1xr | CANCEL book/1  | PASSED_ON | the book allows it"
            })
    void aCommandIsLegalOnlyWhereItMakesSense(String stands, String command, String verdict, String explanation) {
        bring(stands);
        driver.read(driver.topics.commandResults());

        command(command);

        assertThat(driver.read(driver.topics.commandResults())).singleElement().satisfies(result -> {
            assertThat(result.verdict().name()).isEqualTo(verdict);
            assertThat(result.explanation()).isEqualTo(explanation);
            assertThat(result.by()).isEqualTo("sequencer");
            assertThat(result.command().who()).isEqualTo("mia");
            assertThat(result.start() != null).isEqualTo(verdict.equals("PASSED_ON"));
        });
    }

    @Test
    void theSameCommandTwiceIsObeyedOnce() {
        bring("1x");
        OperatorCommand release = Commands.of("once", OperatorCommand.Kind.RELEASE, "book");
        driver.send(driver.topics.operatorCommands(), "book", release);
        driver.send(driver.topics.operatorCommands(), "book", release);

        assertThat(driver.read(driver.topics.commandResults())).hasSize(1);
        assertThat(started()).extracting(envelope -> envelope.id().number()).containsExactly(1, 2);
    }

    @Test
    void aBookThatAnOperatorHoldsGoesOnWhenItIsReleased() {
        bring("1h");
        outcome(1, 1, Kind.ACCEPTED, true);
        assertThat(started()).extracting(envelope -> envelope.id().number()).containsExactly(1);

        command("RELEASE book");

        assertThat(started()).extracting(envelope -> envelope.id().number()).containsExactly(2);
    }

    @Test
    void aChapterThatIsUnderWayAgainKeepsTheNextOneFromStartingUntilItIsAccepted() {
        bring("1xr");
        started();
        outcome(1, 2, Kind.EXHAUSTED, true);
        assertThat(started()).isEmpty();
        command("ACCEPT book/1");
        outcome(1, 2, Kind.ACCEPTED, true);

        assertThat(started()).singleElement().satisfies(second -> {
            assertThat(second.id().number()).isEqualTo(2);
            assertThat(second.bookSpentNanoUsd()).isEqualTo(2 * COST);
        });
    }

    @Test
    void whatTheRouterRefusesIsAsIfItHadNotBeenPassedOn() {
        bring("1xr");
        CommandResult passedOn = driver.read(driver.topics.commandResults()).get(0);
        driver.send(
                driver.topics.commandResults(),
                "book/1",
                new CommandResult(
                        passedOn.command(), CommandResult.Verdict.REFUSED, "router", "no such level", 0, null, 1));

        command("RELEASE book");

        assertThat(started()).extracting(envelope -> envelope.id().number()).containsExactly(1, 2);
    }

    @Test
    void whatABookHasSpentTravelsWithEveryRunWhateverTheOutcomes() {
        bring("1xr");
        assertThat(driver.read(driver.topics.commandResults()).get(0).start())
                .isNotNull()
                .satisfies(start -> assertThat(start.bookSpentNanoUsd()).isEqualTo(COST));
        outcome(1, 2, Kind.EXHAUSTED, true);
        command("RELEASE book");
        started();
        outcome(2, 1, Kind.ACCEPTED, true);

        assertThat(started())
                .singleElement()
                .satisfies(third -> assertThat(third.bookSpentNanoUsd()).isEqualTo(3 * COST));
    }

    @Test
    void aCommandUnderAnotherBooksKeyIsADeadLetter() {
        driver.send(driver.topics.operatorCommands(), "other", Commands.of("1", OperatorCommand.Kind.HOLD, "book"));

        assertThat(driver.read(driver.topics.deadLetters()))
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo("WRONG_KEY"));
        assertThat(driver.read(driver.topics.commandResults())).isEmpty();
    }

    private void bring(String stands) {
        switch (stands.substring(0, Math.min(2, stands.length()))) {
            case "1x" -> outcome(1, 1, Kind.EXHAUSTED, true);
            case "1c" -> outcome(1, 1, Kind.CANCELLED, false);
            case "2" -> outcome(1, 1, Kind.ACCEPTED, true);
            case "2-" -> {
                outcome(1, 1, Kind.EXHAUSTED, true);
                command("RELEASE book");
            }
            default -> assertThat(stands).startsWith("1");
        }
        if (stands.endsWith("h")) {
            command("HOLD book");
        }
        if (stands.endsWith("r")) {
            command("RETRY book/1");
        }
    }

    private void command(String words) {
        String[] parts = words.split(" ");
        OperatorCommand.Kind kind = OperatorCommand.Kind.valueOf(parts[0]);
        OperatorCommand command = kind == OperatorCommand.Kind.REVISE
                ? Commands.revise("c" + commands++, parts[1], Map.of(1, "text"))
                : Commands.of("c" + commands++, kind, parts[1]);
        driver.send(driver.topics.operatorCommands(), parts[1], command);
    }

    private List<ChapterEnvelope> started() {
        return driver.read(driver.topics.stage(Stage.PLAN));
    }

    private void outcome(int number, int run, Kind kind, boolean judged) {
        ChapterRequest request = SampleChapters.request("book", number);
        @Nullable
        BestAttempt best = judged ? new BestAttempt(0, 8, true, null, new TreeMap<>(Map.of(1, "text"))) : null;
        driver.send(
                driver.topics.chapters(),
                "book/" + number,
                SampleChapters.outcome(
                        request,
                        run,
                        kind,
                        best,
                        request.bible(),
                        List.of(new StageCost(0, Stage.WRITE, new Usage(1, 0, 1, 0, 0, 1, 0, COST, true))),
                        2));
    }
}
