package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BibleSnapshot;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.Stage;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accepted chapters that are made again: sequencer and router together, with stages that nobody is asked for. Chapter 2 rests on
 * chapter 1's fact, chapter 4 on chapter 2's, and chapter 3 on nothing.
 */
class AcceptedChaptersTest {
    private static final int CHAPTERS = 4;

    @TempDir
    private Path folder;

    private Driver sequencer;
    private Driver router;

    private final List<String> worked = new ArrayList<>();
    private final List<ChapterOutcome> outcomes = new ArrayList<>();
    private final List<BibleSnapshot> bibles = new ArrayList<>();
    private final List<CommandResult> results = new ArrayList<>();
    private final List<ChapterEnvelope> judged = new ArrayList<>();

    /** What the bible keeper notes of a chapter, where it is not the usual. */
    private final Map<Integer, String> facts = new HashMap<>();
    /** The chapters in whose next text the judge finds an issue, each as often as it says. */
    private final Map<Integer, Integer> bad = new HashMap<>();

    private int requested;

    @BeforeEach
    void start() {
        sequencer = new Driver(
                folder.resolve("sequencer"), (topics, wire) -> SequencerTopology.build(topics, wire, OnFailure.HOLD));
        router = new Driver(
                folder.resolve("router"),
                (topics, wire) -> RouterTopology.build(topics, wire, RouterSettings.defaults()));
        request(CHAPTERS);
    }

    @AfterEach
    void stop() throws Exception {
        sequencer.close();
        router.close();
    }

    @Test
    void theOldOutcomeStandsAndOnlyWhatRestsOnAChangeIsLookedAtAgain() {
        facts.put(1, "The lamp burns.");
        send(retry(1, "FULL_RETRY"));

        assertThat(worked).containsExactly("plan 1", "write 1", "edit 1", "judge 1", "bible 1", "judge 2");
        assertThat(newOutcomes())
                .extracting(outcome -> outcome.chapter().number())
                .containsExactly(1, 2);
        ChapterOutcome second = newOutcomes().get(1);
        assertThat(second.best()).isEqualTo(outcomes.get(1).best());
        assertThat(second.bibleChanges()).isEqualTo(outcomes.get(1).bibleChanges());
        assertThat(second.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
        assertThat(second.commandId()).isEqualTo("c1-recheck-2");
        assertThat(second.costs()).extracting(StageCost::stage).containsExactly(Stage.JUDGE);
    }

    @Test
    void aChapterThatWasLookedAtAgainStillRestsOnWhatIsSaidNow() {
        facts.put(1, "The lamp burns.");
        send(retry(1, "FULL_RETRY"));
        worked.clear();
        facts.put(1, "The lamp is gone.");
        send(Commands.retry("c2", "book/1", "FULL_RETRY", Set.of(), null));

        assertThat(worked).endsWith("bible 1", "judge 2");
    }

    @Test
    void theJudgeOfAChapterThatIsLookedAtAgainIsToldWhatHasChanged() {
        facts.put(1, "The lamp burns.");
        send(retry(1, "FULL_RETRY"));

        ChapterEnvelope again = judged.get(judged.size() - 1);
        RetryOrder order = Objects.requireNonNull(again.order());
        assertThat(again.id().number()).isEqualTo(2);
        assertThat(order.level()).isEqualTo(RetryLevel.RECHECK);
        assertThat(order.instructions()).containsExactly("[f1001] is no longer so: Fact of chapter 1.");
        assertThat(again.bible().facts()).containsExactly("It rains.", "The lamp burns.");
    }

    @Test
    void theBookGoesOnWithTheBibleThatWasFoldedAnew() {
        facts.put(1, "The lamp burns.");
        send(retry(1, "FULL_RETRY"));
        request(CHAPTERS + 1);

        List<String> now = List.of(
                "It rains.", "The lamp burns.", "Fact of chapter 2.", "Fact of chapter 3.", "Fact of chapter 4.");
        BibleSnapshot refolded = bibles.get(bibles.size() - 2);
        assertThat(refolded.leftBy().number()).isEqualTo(CHAPTERS);
        assertThat(refolded.bible().facts()).isEqualTo(now);
        assertThat(judged.get(judged.size() - 1).bible().facts()).isEqualTo(now);
    }

    @Test
    void theBibleThatWasFoldedAnewNamesTheRunThatStands() {
        send(Commands.revise("c1", "book/4", Map.of(1, "One.", 2, "Two.", 3, "Three.", 4, "Four.")));
        facts.put(1, "The lamp burns.");
        send(Commands.retry("c2", "book/1", "FULL_RETRY", Set.of(), null));

        assertThat(bibles.get(bibles.size() - 1).leftBy().number()).isEqualTo(CHAPTERS);
        assertThat(bibles.get(bibles.size() - 1).run()).isEqualTo(2);
    }

    @Test
    void aChapterThatNoLongerFitsIsMendedAndWhatRestsOnItIsLookedAtToo() {
        facts.put(1, "The lamp burns.");
        facts.put(2, "The lamp has burned all night.");
        bad.put(2, 1);
        send(retry(1, "FULL_RETRY"));

        assertThat(worked)
                .containsExactly(
                        "plan 1", "write 1", "edit 1", "judge 1", "bible 1", "judge 2", "edit 2", "judge 2", "bible 2",
                        "judge 4");
        assertThat(newOutcomes())
                .extracting(outcome -> outcome.chapter().number())
                .containsExactly(1, 2, 4);
        assertThat(newOutcomes())
                .allSatisfy(outcome -> assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED));
    }

    @Test
    void aChapterThatCannotBeMadeToFitKeepsItsTextAndHoldsTheBook() {
        facts.put(1, "The lamp burns.");
        bad.put(2, 4);
        send(retry(1, "FULL_RETRY"));
        request(CHAPTERS + 1);

        assertThat(newOutcomes().get(1).kind()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED);
        assertThat(judged).noneMatch(envelope -> envelope.id().number() > CHAPTERS);

        send(Commands.of("c2", OperatorCommand.Kind.RELEASE, "book"));
        ChapterEnvelope next = judged.get(judged.size() - 1);
        assertThat(next.id().number()).isEqualTo(CHAPTERS + 1);
        assertThat(next.bible().facts()).contains("The lamp burns.", "Fact of chapter 2.");
    }

    @Test
    void aRunThatFailsChangesNothing() {
        bad.put(1, 4);
        BibleSnapshot before = bibles.get(bibles.size() - 1);
        send(retry(1, "EDIT_ONLY"));

        assertThat(newOutcomes())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED));
        assertThat(bibles.get(bibles.size() - 1)).isEqualTo(before);
        request(CHAPTERS + 1);
        assertThat(judged.get(judged.size() - 1).bible()).isEqualTo(before.bible());
    }

    @Test
    void anAttemptOfARunThatFailedCanBeAccepted() {
        bad.put(1, 4);
        send(retry(1, "EDIT_ONLY"));
        worked.clear();
        send(Commands.accept("c2", "book/1", null));

        assertThat(worked).containsExactly("bible 1");
        assertThat(outcomes.get(outcomes.size() - 1).kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
        assertThat(outcomes.get(outcomes.size() - 1).run()).isEqualTo(2);
    }

    @Test
    void whatAPersonHandsInIsLockedAndOnlyJudgedFromThenOn() {
        send(Commands.revise("c1", "book/2", Map.of(1, "One.", 2, "Two.", 3, "Three.", 4, "Four.")));
        assertThat(newOutcomes().get(0).byHand()).isTrue();
        worked.clear();
        int before = outcomes.size();
        facts.put(1, "The lamp burns.");
        bad.put(2, 1);
        send(Commands.retry("c2", "book/1", "FULL_RETRY", Set.of(), null));

        assertThat(worked).endsWith("bible 1", "judge 2");
        assertThat(outcomes.get(before + 1).kind()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED);

        send(Commands.retry("c3", "book/2", "EDIT_ONLY", Set.of(), null));
        assertThat(refusal()).contains("locked as a person's", "./storycrew unlock book 2");
        send(OperatorCommand.ofChapters(
                "c4", OperatorCommand.Kind.UNLOCK, "book", new TreeSet<>(Set.of(2)), null, "mia", 1));
        send(Commands.retry("c5", "book/2", "EDIT_ONLY", Set.of(), null));
        assertThat(outcomes.get(outcomes.size() - 1).kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
    }

    @Test
    void aLockOnAChapterWithoutATextIsRefused() {
        send(OperatorCommand.ofChapters(
                "c1", OperatorCommand.Kind.LOCK, "book", new TreeSet<>(Set.of(3, 9)), null, "mia", 1));
        assertThat(refusal()).isEqualTo("chapter book/9 has no accepted text, for it has not ended yet");
    }

    @Test
    void noOperatorCanFoldABible() {
        send(Commands.of("c1", OperatorCommand.Kind.REFOLD, "book"));
        assertThat(refusal()).isEqualTo("no operator can send this command");
    }

    @Test
    void aChapterCannotBeMadeAgainWhileAnotherIsUnderWay() {
        requested = CHAPTERS + 1;
        sequencer.send(
                sequencer.topics.chapterRequests(), "book/" + requested, SampleChapters.request("book", requested));
        send(retry(1, "FULL_RETRY"), false);
        assertThat(refusal())
                .isEqualTo("chapter 5 is under way, and chapter book/1 was accepted before it; hold book, and send"
                        + " this again when chapter 5 has ended");
    }

    @Test
    void whatSaysTheSameAsBeforeLeavesTheOthersInPeace() {
        BibleSnapshot before = bibles.get(bibles.size() - 1);
        send(retry(1, "FULL_RETRY"));

        assertThat(newOutcomes())
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.chapter().number()).isEqualTo(1));
        assertThat(bibles.get(bibles.size() - 1).bible()).isEqualTo(before.bible());
    }

    private void request(int upTo) {
        while (requested < upTo) {
            requested++;
            sequencer.send(
                    sequencer.topics.chapterRequests(), "book/" + requested, SampleChapters.request("book", requested));
        }
        pump();
        if (upTo == CHAPTERS) {
            worked.clear();
        }
    }

    private List<ChapterOutcome> newOutcomes() {
        return outcomes.subList(CHAPTERS, outcomes.size());
    }

    private String refusal() {
        return results.stream()
                .filter(result -> result.verdict() == CommandResult.Verdict.REFUSED)
                .reduce((first, second) -> second)
                .orElseThrow()
                .explanation();
    }

    private static OperatorCommand retry(int chapter, String level) {
        return Commands.retry("c1", "book/" + chapter, level, Set.of(), null);
    }

    private void send(OperatorCommand command) {
        send(command, true);
    }

    private void send(OperatorCommand command, boolean andWork) {
        sequencer.send(sequencer.topics.operatorCommands(), command.target(), command);
        if (andWork) {
            pump();
        } else {
            carry(new ArrayDeque<>());
        }
    }

    /** Everything is done that is due. */
    private void pump() {
        Deque<ChapterEnvelope> due = new ArrayDeque<>();
        carry(due);
        while (!due.isEmpty()) {
            work(due.removeFirst());
            carry(due);
        }
    }

    /** Carries what one of the two has written to the other, and gives the stages their envelopes. */
    private void carry(Deque<ChapterEnvelope> due) {
        boolean carried = true;
        while (carried) {
            carried = false;
            for (Driver from : List.of(sequencer, router)) {
                for (CommandResult result : from.read(from.topics.commandResults())) {
                    carried = true;
                    results.add(result);
                    router.send(router.topics.commandResults(), result.command().target(), result);
                    sequencer.send(
                            sequencer.topics.commandResults(), result.command().target(), result);
                }
            }
            for (ChapterOutcome outcome : router.read(router.topics.chapters())) {
                carried = true;
                outcomes.add(outcome);
                sequencer.send(sequencer.topics.chapters(), outcome.chapter().toString(), outcome);
            }
            bibles.addAll(router.read(router.topics.storyBibles()));
        }
        due.addAll(sequencer.read(sequencer.topics.stage(Stage.PLAN)));
        for (Stage stage : Stage.values()) {
            due.addAll(router.read(router.topics.stage(stage)));
        }
    }

    private void work(ChapterEnvelope envelope) {
        int number = envelope.id().number();
        boolean passed = envelope.work().report() != null;
        Stage stage = passed ? Stage.BIBLE : envelope.nextStage();
        worked.add(stage.label() + " " + number);
        if (stage == Stage.BIBLE) {
            router.send(router.topics.bibleResults(), envelope.id().toString(), noted(envelope));
        } else if (stage == Stage.JUDGE) {
            judged.add(envelope);
            boolean isBad = bad.merge(number, -1, Integer::sum) >= 0;
            List<Issue> issues = isBad ? List.of(SampleChapters.issue("prose", "scene 1")) : List.of();
            router.send(
                    router.topics.judgeResults(), envelope.id().toString(), SampleChapters.judged(envelope, issues));
        } else {
            work(SampleChapters.worked(envelope));
        }
    }

    private ChapterEnvelope noted(ChapterEnvelope accepted) {
        int number = accepted.id().number();
        String fact = facts.getOrDefault(number, "Fact of chapter " + number + ".");
        List<String> reliedOn = accepted.bible().entries().stream()
                .map(entry -> entry.id().toString())
                .filter(id -> (number == 2 && id.startsWith("f1")) || (number == 4 && id.startsWith("f2")))
                .filter(id -> id.length() > 2)
                .toList();
        BibleChanges changes = new BibleChanges(
                        null, List.of(fact), List.of(), List.of(), List.of(), List.of(), List.of())
                .referring(List.of(), List.of(), reliedOn);
        return accepted.afterBible(
                accepted.redo() == null
                        ? changes
                        : changes.numberedAfter(accepted.redo().former()),
                new StageCost(accepted.attempt(), Stage.BIBLE, new Usage(1, 0, 100, 0, 0, 50, 0, 1000, true)));
    }
}
