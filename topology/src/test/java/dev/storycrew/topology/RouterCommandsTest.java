package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the router does with commands that the sequencer has passed on. */
class RouterCommandsTest {
    private static final String ID = "book/1";
    private static final Issue PROSE = SampleChapters.issue("prose", "scene 1");
    private static final StoryBible BIBLE = StoryBible.initial(
            List.of(), List.of("It rains."), new TruthCard(Map.of("culprit", "the keeper poisoned the well")));

    @TempDir
    private Path folder;

    private Driver driver;
    private int commands;

    @BeforeEach
    void start() {
        driver = new Driver(folder, (topics, wire) -> RouterTopology.build(topics, wire, RouterSettings.defaults()));
    }

    @AfterEach
    void stop() throws Exception {
        driver.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // how the chapter stands | command | where it goes | refusal
                "new       | CANCEL                       | chapters | -",
                "under way | CANCEL                       | chapters | -",
                "accepted? | CANCEL                       | chapters | -",
                "exhausted | CANCEL                       | -        | chapter book/1 has already ended",
                "done      | CANCEL                       | -        | chapter book/1 has already ended",
                "new       | ACCEPT                       | -        | chapter book/1 is under way; cancel it first, or wait for it to end",
                "under way | ACCEPT                       | -        | chapter book/1 is under way; cancel it first, or wait for it to end",
                "done      | ACCEPT                       | -        | chapter book/1 was accepted, and its changes are in the story bible",
                "cancelled | ACCEPT                       | -        | chapter book/1 was never judged, so there is no attempt to accept",
                "exhausted | ACCEPT                       | bible    | -",
                "exhausted | ACCEPT 0                     | bible    | -",
                "exhausted | ACCEPT 3                     | bible    | -",
                "exhausted | ACCEPT 4                     | -        | retry 4 of chapter book/1 was not judged in run 1, which had 3 retries",
                "exhausted | RETRY EDIT_ONLY              | edit     | -",
                "exhausted | RETRY EDIT_ONLY 2,3          | edit     | -",
                "exhausted | RETRY WRITE_ONLY 2           | write    | -",
                "exhausted | RETRY FULL_RETRY             | plan     | -",
                "exhausted | RETRY FULL_RETRY 2           | -        | FULL_RETRY erases the scene list, and every scene with it; do not name scenes",
                "exhausted | RETRY EDIT_ONLY 2,9          | -        | chapter book/1 has scenes 1, 2, 3 and 4, but not scene 9",
                "exhausted | RETRY EDIT_OLNY              | -        | policy default@1 has no level EDIT_OLNY; did you mean EDIT_ONLY?",
                "cancelled | RETRY FULL_RETRY             | plan     | -",
                "cancelled | RETRY EDIT_ONLY              | -        | no attempt at chapter book/1 was judged, so EDIT_ONLY has nothing to keep; use FULL_RETRY",
                "exhausted | RETRY EDIT_ONLY -            | edit     | -",
                "exhausted | RETRY EDIT_ONLY - The keeper poisoned the well. | - | the note gives away the truth card, which the planner, writer and editor must not see; reword it",
                "exhausted | REVISE 4                     | judge    | -",
                "exhausted | REVISE 3                     | -        | the text handed in has 3 scenes, but chapter book/1 has 4; keep the * * * lines between scenes",
                "exhausted | REVISE 0                     | -        | the text handed in, or one of its scenes, is empty",
                "cancelled | REVISE 2                     | judge    | -",
                "under way | REVISE 4                     | -        | chapter book/1 is under way; cancel it first, or wait for it to end",
                "done      | RETRY EDIT_ONLY              | -        | chapter book/1 was accepted, and its changes are in the story bible"
            })
    void aCommandIsLegalOnlyWhereItMakesSense(
            String stands, String command, @Nullable String goesTo, @Nullable String refusal) {
        bring(stands);
        drain();

        OperatorCommand sent = passOn(command);

        List<CommandResult> results = answers();
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.command().id()).isEqualTo(sent.id());
            assertThat(result.by()).isEqualTo("router");
            if (refusal == null) {
                assertThat(result.verdict()).as(result.explanation()).isEqualTo(CommandResult.Verdict.DONE);
            } else {
                assertThat(result.verdict()).isEqualTo(CommandResult.Verdict.REFUSED);
                assertThat(result.explanation()).isEqualTo(refusal);
            }
        });
        for (Stage stage : Stage.values()) {
            assertThat(driver.read(driver.topics.stage(stage)))
                    .as(stage.label())
                    .hasSize(stage.label().equals(goesTo) ? 1 : 0);
        }
        assertThat(driver.read(driver.topics.chapters())).hasSize("chapters".equals(goesTo) ? 1 : 0);
    }

    @Test
    void anAcceptedAttemptEndsWithItsTextAndNamesTheCommand() {
        List<ChapterEnvelope> judged = exhaust();
        drain();

        OperatorCommand command = passOn("ACCEPT 1");
        ChapterEnvelope accepted = driver.read(driver.topics.stage(Stage.BIBLE)).get(0);
        bible(accepted);
        bible(accepted);

        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
            assertThat(outcome.commandId()).isEqualTo(command.id());
            assertThat(outcome.run()).isEqualTo(1);
            assertThat(outcome.best()).isNotNull().satisfies(best -> {
                assertThat(best.attempt()).isEqualTo(1);
                assertThat(best.text()).isEqualTo(judged.get(1).work().text());
            });
            assertThat(outcome.history()).hasSize(4);
            assertThat(outcome.costs()).hasSize(judged.get(3).costs().size() + 1);
            assertThat(outcome.explanation()).contains(command.id());
        });
        assertThat(driver.read(driver.topics.storyBibles())).hasSize(1);
    }

    @Test
    void aRetryIsTheNextRunFromTheBestAttemptAndKeepsWhatTheLevelPreserves() {
        List<ChapterEnvelope> judged = exhaust();
        drain();

        OperatorCommand command = passOn("RETRY WRITE_ONLY 2");
        ChapterEnvelope next = driver.read(driver.topics.stage(Stage.WRITE)).get(0);

        ChapterWork best = judged.get(0).work();
        assertThat(next.run()).isEqualTo(2);
        assertThat(next.attempt()).isZero();
        assertThat(next.costs()).isEmpty();
        assertThat(next.history()).isEmpty();
        assertThat(next.command()).isEqualTo(command.id());
        assertThat(next.arm()).isEqualTo(judged.get(3).arm());
        assertThat(next.work().missing(Part.DRAFT)).containsExactly(2);
        assertThat(next.work().missing(Part.REVISION)).containsExactly(2);
        for (int scene : List.of(1, 3, 4)) {
            assertThat(next.work().texts(Part.REVISION).get(scene))
                    .isEqualTo(best.texts(Part.REVISION).get(scene));
        }
        assertThat(next.order()).isNotNull().satisfies(order -> {
            assertThat(order.instructions()).containsExactly("darker", "mend it");
            assertThat(order.issues()).extracting(Issue::type).containsExactly("prose");
        });
    }

    @Test
    void whateverBelongsToAnOlderRunIsDropped() {
        List<ChapterEnvelope> judged = exhaust();
        passOn("RETRY EDIT_ONLY");
        ChapterEnvelope second = driver.read(driver.topics.stage(Stage.EDIT)).get(0);
        drain();

        judge(judged.get(3));
        judge(judged.get(1));
        bible(judged.get(3));
        assertThat(driver.read(driver.topics.chapters())).isEmpty();
        assertThat(driver.read(driver.topics.stage(Stage.BIBLE))).isEmpty();

        judge(SampleChapters.judged(second, List.of()));
        bible(driver.read(driver.topics.stage(Stage.BIBLE)).get(0));
        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.run()).isEqualTo(2);
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
            assertThat(outcome.commandId()).isEqualTo(second.command());
        });
    }

    @Test
    void theResultOfACancelledChapterIsDroppedAndItMayBeRetried() {
        ChapterEnvelope judged = SampleChapters.judged(begun(), List.of(PROSE));
        judge(judged);
        ChapterEnvelope inHand = driver.read(driver.topics.stage(Stage.EDIT)).get(0);
        OperatorCommand cancel = passOn("CANCEL");
        judge(SampleChapters.judged(inHand, List.of()));

        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.CANCELLED);
            assertThat(outcome.commandId()).isEqualTo(cancel.id());
            assertThat(outcome.best()).isNotNull();
        });
        assertThat(driver.read(driver.topics.stage(Stage.BIBLE))).isEmpty();
        passOn("RETRY EDIT_ONLY");
        assertThat(driver.read(driver.topics.stage(Stage.EDIT)))
                .singleElement()
                .satisfies(next -> assertThat(next.run()).isEqualTo(2));
    }

    @Test
    void aTextHandedInIsJudgedAndNoMachineRewritesIt() {
        exhaust();
        passOn("REVISE 4");
        ChapterEnvelope revised = driver.read(driver.topics.stage(Stage.JUDGE)).get(0);
        assertThat(revised.work().text().values()).containsExactly("hand 1", "hand 2", "hand 3", "hand 4");
        drain();

        judge(SampleChapters.judged(revised, List.of(PROSE)));

        assertThat(driver.read(driver.topics.retryDecisions())).isEmpty();
        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.EXHAUSTED);
            assertThat(outcome.explanation())
                    .isEqualTo("EXHAUSTED: the text was handed in by an editor and is not rewritten by a machine:"
                            + " medium prose in scene 1");
            assertThat(outcome.best())
                    .isNotNull()
                    .satisfies(best ->
                            assertThat(best.text()).isEqualTo(revised.work().text()));
        });
        passOn("ACCEPT");
        bible(driver.read(driver.topics.stage(Stage.BIBLE)).get(0));
        assertThat(driver.read(driver.topics.chapters())).singleElement().satisfies(outcome -> {
            assertThat(outcome.kind()).isEqualTo(ChapterOutcome.Kind.ACCEPTED);
            assertThat(outcome.best())
                    .isNotNull()
                    .satisfies(best ->
                            assertThat(best.text()).isEqualTo(revised.work().text()));
        });
    }

    @Test
    void atTheBooksCapTheChapterEndsByItsBudgetWithItsBestAttempt() throws Exception {
        RouterSettings settings = new RouterSettings(RetryPolicy.defaults(), true, new Budget(null, new Money(10_000)));
        try (Driver poor =
                new Driver(folder.resolve("poor"), (topics, wire) -> RouterTopology.build(topics, wire, settings))) {
            ChapterRequest request = SampleChapters.request("book", 1);
            ChapterEnvelope start = ChapterEnvelope.start(request, request.bible(), 1, 6_000);
            ChapterEnvelope judged = SampleChapters.judged(start, List.of(PROSE));

            poor.send(poor.topics.judgeResults(), ID, judged);

            assertThat(poor.read(poor.topics.chapters())).singleElement().satisfies(outcome -> {
                assertThat(outcome.explanation()).startsWith("EXHAUSTED on the first pass, budget spent");
                assertThat(outcome.reason()).isEqualTo(EndReason.BUDGET_SPENT);
                assertThat(outcome.leftNanoUsd())
                        .isEqualTo(10_000 - 6_000 - judged.spent().nanoUsd());
                assertThat(outcome.best()).isNotNull();
            });
        }
    }

    @Test
    void nearTheCapTheDecisionSaysWhatWasLeft() throws Exception {
        // Each stage of the first pass takes 1,000; 1,500 are left, less than for a full retry.
        long firstPass = 1_000L * Stage.from(Part.first()).size();
        RouterSettings settings =
                new RouterSettings(RetryPolicy.defaults(), true, new Budget(new Money(firstPass + 1_500), null));
        try (Driver poor =
                new Driver(folder.resolve("poor"), (topics, wire) -> RouterTopology.build(topics, wire, settings))) {
            ChapterEnvelope judged = SampleChapters.judged(begun(), List.of(SampleChapters.issue("structure", null)));

            poor.send(poor.topics.judgeResults(), ID, judged);

            assertThat(poor.read(poor.topics.retryDecisions())).singleElement().satisfies(decision -> {
                assertThat(decision.level()).isEqualTo("EDIT_ONLY");
                assertThat(decision.leftNanoUsd()).isEqualTo(1_500L);
                assertThat(decision.reason()).isEqualTo(LevelReason.CHEAPER);
                assertThat(decision.explanation()).contains("in place of FULL_RETRY (about ");
            });
        }
    }

    @Test
    void overManySeedsOfCommandsAndResultsEveryRunHasOneOutcomeAndTheBibleGrowsOnce() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            drain();
            ChapterEnvelope envelope = SampleChapters.start("seed-" + seed, 1);
            List<ChapterEnvelope> onTheirWay = new ArrayList<>(List.of(envelope));
            List<ChapterOutcome> outcomes = new ArrayList<>();
            int bibles = 0;
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(3) == 0) {
                    passOn(anyCommand(random), envelope);
                } else if (!onTheirWay.isEmpty()) {
                    // Sometimes twice, sometimes one that has long been overtaken.
                    ChapterEnvelope next = onTheirWay.get(random.nextInt(onTheirWay.size()));
                    boolean accepted = next.work().report() != null;
                    if (accepted) {
                        bible(next);
                    } else {
                        judge(SampleChapters.judged(next, random.nextInt(5) == 0 ? List.of() : List.of(PROSE)));
                    }
                }
                for (Stage stage : Stage.values()) {
                    onTheirWay.addAll(driver.read(driver.topics.stage(stage)));
                }
                outcomes.addAll(driver.read(driver.topics.chapters()));
                bibles += driver.read(driver.topics.storyBibles()).size();
            }
            assertThat(outcomes)
                    .as("seed %d", seed)
                    .extracting(outcome -> outcome.run() + " " + outcome.commandId() + " " + outcome.kind())
                    .doesNotHaveDuplicates();
            long accepted = outcomes.stream()
                    .filter(outcome -> outcome.kind() == ChapterOutcome.Kind.ACCEPTED)
                    .count();
            assertThat(accepted).as("seed %d", seed).isLessThanOrEqualTo(1);
            assertThat(bibles).isEqualTo((int) accepted);
            assertThat(outcomes.stream().map(ChapterOutcome::run).toList())
                    .as("seed %d", seed)
                    .isSorted();
            assertThat(onTheirWay.stream().map(ChapterEnvelope::run).max(Integer::compare))
                    .hasValueSatisfying(run -> assertThat(outcomes.stream()
                                    .filter(outcome -> outcome.kind() != ChapterOutcome.Kind.ACCEPTED)
                                    .map(ChapterOutcome::run)
                                    .distinct()
                                    .count())
                            .isGreaterThanOrEqualTo(run - 1L));
            assertThat(driver.read(driver.topics.deadLetters())).isEmpty();
        }
    }

    private static String anyCommand(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "CANCEL";
            case 1 -> "ACCEPT";
            case 2 -> "ACCEPT " + random.nextInt(3);
            case 3 -> "REVISE 4";
            case 4 -> "RETRY FULL_RETRY";
            default -> "RETRY EDIT_ONLY " + (1 + random.nextInt(4));
        };
    }

    private void bring(String stands) {
        switch (stands) {
            case "under way" -> judge(SampleChapters.judged(begun(), List.of(PROSE)));
            case "accepted?" -> judge(SampleChapters.judged(begun(), List.of()));
            case "done" -> {
                judge(SampleChapters.judged(begun(), List.of()));
                bible(driver.read(driver.topics.stage(Stage.BIBLE)).get(0));
            }
            case "exhausted" -> exhaust();
            case "cancelled" -> passOn("CANCEL");
            default -> assertThat(stands).isEqualTo("new");
        }
    }

    /** Four attempts that fail by their prose; the first is the best, as all are alike. */
    private List<ChapterEnvelope> exhaust() {
        List<ChapterEnvelope> judged = new ArrayList<>();
        ChapterEnvelope envelope = begun();
        for (int attempt = 0; attempt < 4; attempt++) {
            judged.add(SampleChapters.judged(envelope, List.of(PROSE)));
            judge(judged.get(attempt));
            List<ChapterEnvelope> next = new ArrayList<>(driver.read(driver.topics.stage(Stage.EDIT)));
            next.addAll(driver.read(driver.topics.stage(Stage.PLAN)));
            envelope = next.isEmpty() ? envelope : next.get(0);
        }
        return judged;
    }

    private static ChapterEnvelope begun() {
        ChapterRequest request = SampleChapters.request("book", 1);
        return ChapterEnvelope.start(Digests.request(request.brief(), BIBLE), BIBLE, 1);
    }

    private OperatorCommand passOn(String words) {
        return passOn(words, begun());
    }

    private OperatorCommand passOn(String words, ChapterEnvelope begun) {
        String[] parts = words.split(" ", 4);
        String id = "c" + commands++;
        String target = begun.id().toString();
        String rest = parts.length > 1 ? parts[1] : "";
        OperatorCommand command = switch (OperatorCommand.Kind.valueOf(parts[0])) {
            case ACCEPT -> Commands.accept(id, target, rest.isEmpty() ? null : Integer.valueOf(rest));
            case RETRY -> Commands.retry(id, target, rest, scenes(parts), parts.length > 3 ? parts[3] : "darker");
            case REVISE -> Commands.revise(id, target, hand(Integer.parseInt(rest)));
            default -> Commands.of(id, OperatorCommand.Kind.valueOf(parts[0]), target);
        };
        driver.send(
                driver.topics.commandResults(),
                target,
                new CommandResult(command, CommandResult.Verdict.PASSED_ON, "sequencer", "allowed", 0, begun, 1));
        return command;
    }

    private static Set<Integer> scenes(String[] parts) {
        Set<Integer> scenes = new TreeSet<>();
        if (parts.length > 2 && !parts[2].equals("-")) {
            for (String scene : parts[2].split(",")) {
                scenes.add(Integer.valueOf(scene));
            }
        }
        return scenes;
    }

    private static Map<Integer, String> hand(int scenes) {
        Map<Integer, String> text = new TreeMap<>();
        for (int scene = 1; scene <= scenes; scene++) {
            text.put(scene, "hand " + scene);
        }
        return text;
    }

    private List<CommandResult> answers() {
        return driver.read(driver.topics.commandResults()).stream()
                .filter(result -> result.verdict() != CommandResult.Verdict.PASSED_ON)
                .toList();
    }

    private void drain() {
        for (Stage stage : Stage.values()) {
            driver.read(driver.topics.stage(stage));
        }
        driver.read(driver.topics.chapters());
        driver.read(driver.topics.storyBibles());
        driver.read(driver.topics.retryDecisions());
        driver.read(driver.topics.commandResults());
    }

    private void judge(ChapterEnvelope judged) {
        driver.send(driver.topics.judgeResults(), judged.id().toString(), judged);
    }

    private void bible(ChapterEnvelope accepted) {
        ChapterEnvelope done = SampleChapters.withBible(accepted);
        driver.send(driver.topics.bibleResults(), done.id().toString(), done);
    }
}
