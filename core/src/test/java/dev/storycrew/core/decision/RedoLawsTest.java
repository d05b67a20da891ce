package dev.storycrew.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BibleAdditions;
import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.text.SameWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of any book whose accepted chapters are made again. */
class RedoLawsTest {
    private static final int SEEDS = 300;

    static IntStream seeds() {
        return IntStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theBibleIsTheOneThatAFoldFromScratchLeaves(int seed) {
        Book book = Book.random(seed);
        assertThat(book.state.bible())
                .isEqualTo(BookCanon.of(book, book.state.lastEnded()).left());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noAcceptedChapterRestsOnWhatHasChangedSinceItWasJudged(int seed) {
        Book book = Book.random(seed);
        BookCanon canon = BookCanon.of(book, book.state.lastEnded());
        book.standings.forEach((chapter, standing) -> {
            if (!standing.isAccepted() || book.state.unfit().contains(chapter)) {
                return;
            }
            StoryBible judged = Objects.requireNonNull(book.judgedWith.get(chapter));
            StoryBible now = canon.before(chapter);
            assertThat(Objects.requireNonNull(standing.canon()).read())
                    .allSatisfy(id -> assertThat(now.entry(id)).isEqualTo(judged.entry(id)));
            assertThat(now.endingBefore(chapter)).isEqualTo(judged.endingBefore(chapter));
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aPassLooksAtEachChapterOnceAndInAscendingOrder(int seed) {
        Book book = Book.random(seed);
        assertThat(book.passes)
                .allSatisfy(pass -> assertThat(pass)
                        .isEqualTo(pass.stream().sorted().distinct().toList()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anIdMeansOneSentenceForever(int seed) {
        Book book = Book.random(seed);
        Map<String, String> meant = new HashMap<>();
        for (StoryBible bible : book.allBibles) {
            for (BibleEntry entry : bible.entries()) {
                String words = SameWords.of(entry.text());
                assertThat(meant.merge(entry.id().toString(), words, (before, now) -> before))
                        .as("%s", entry.id())
                        .isEqualTo(words);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsCountedTwiceInTheBooksCosts(int seed) {
        Book book = Book.random(seed);
        assertThat(book.state.totalNanoUsd()).isEqualTo(book.paid);
    }

    @Test
    void mostRandomBooksHaveChaptersThatAreLookedAtAgain() {
        long looked = seeds().filter(seed -> Book.random(seed).passes.stream().anyMatch(pass -> pass.size() > 1))
                .count();
        assertThat(looked).isGreaterThan(SEEDS / 2);
    }

    @Test
    void whatSaysTheSameAsBeforeKeepsItsReadersInPeace() {
        Book book = new Book(new Random(1));
        book.write(3, 0);
        BookState before = book.state;
        book.redo(
                1,
                Objects.requireNonNull(Objects.requireNonNull(book.standing(1)).changes()),
                true);
        assertThat(book.passes).containsExactly(List.of(1));
        assertThat(book.state.bible()).isEqualTo(before.bible());
    }

    @Test
    void aFailedRunLeavesEverythingAsItWas() {
        Book book = new Book(new Random(2));
        book.write(4, 0);
        BookState before = book.state;
        ChapterStanding stood = book.standing(2);
        book.redo(2, book.changes(2), false);
        assertThat(book.state.bible()).isEqualTo(before.bible());
        assertThat(book.state.heldBecause()).isNull();
        assertThat(Objects.requireNonNull(book.standing(2)).changes())
                .isEqualTo(Objects.requireNonNull(stood).changes());
    }

    @Test
    void aChapterThatNoLongerFitsHoldsTheBookUntilItDoes() {
        Book book = new Book(new Random(3));
        book.write(3, 0);
        book.chapterThatFailsWhenLookedAtAgain = 2;
        book.redo(1, book.changes(1), true);
        assertThat(book.state.unfit()).containsExactly(2);
        assertThat(book.state.heldBecause()).isEqualTo("chapter 2 no longer fits what other chapters say");
        assertThat(book.state.due()).isZero();
        book.chapterThatFailsWhenLookedAtAgain = 0;
        book.redo(2, book.changes(2), true);
        assertThat(book.state.heldBecause()).isNull();
        assertThat(book.state.due()).isEqualTo(4);
    }

    /** A book whose chapters are written, and made again, by chance. */
    private static final class Book implements BookChapters {
        private static final BookFrame FRAME =
                new BookFrame("B", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));

        private final Random random;
        private final Map<Integer, ChapterRequest> requests = new HashMap<>();
        private final Map<Integer, ChapterStanding> standings = new TreeMap<>();
        private final Map<Integer, StoryBible> judgedWith = new HashMap<>();
        private final List<StoryBible> allBibles = new ArrayList<>();
        private final List<List<Integer>> passes = new ArrayList<>();
        private BookState state = BookState.unknown();
        private long paid;
        private int said;
        private int chapterThatFailsWhenLookedAtAgain;

        Book(Random random) {
            this.random = random;
        }

        static Book random(int seed) {
            Random random = new Random(seed);
            Book book = new Book(random);
            book.write(2 + random.nextInt(6), 10);
            int redos = 1 + random.nextInt(4);
            for (int redo = 0; redo < redos; redo++) {
                List<Integer> accepted = book.standings.entrySet().stream()
                        .filter(each -> each.getValue().isAccepted())
                        .map(Map.Entry::getKey)
                        .toList();
                if (!accepted.isEmpty()) {
                    int chapter = accepted.get(random.nextInt(accepted.size()));
                    book.redo(chapter, book.changes(chapter), random.nextInt(5) > 0);
                }
            }
            return book;
        }

        @Override
        public @Nullable ChapterRequest request(int chapter) {
            return requests.get(chapter);
        }

        @Override
        public @Nullable ChapterStanding standing(int chapter) {
            return standings.get(chapter);
        }

        void write(int chapters, int percentNotAccepted) {
            for (int chapter = 1; chapter <= chapters; chapter++) {
                ChapterRequest request = requested(chapter);
                requests.put(chapter, request);
                StoryBible before = state.bibleFor(request);
                state = state.started(chapter, 0);
                boolean accepted = random.nextInt(100) >= percentNotAccepted;
                ChapterOutcome outcome = outcome(request, before, 1, changes(chapter), accepted, null);
                state = state.after(outcome, true);
                ended(outcome, before);
            }
        }

        private ChapterRequest requested(int chapter) {
            StoryBible initial = StoryBible.initial(
                    List.of(new StoryCharacter("Mara", null, null, null, List.of())),
                    List.of("The lamp is dark."),
                    null);
            BibleAdditions added = random.nextInt(4) == 0 && chapter > 1
                    ? new BibleAdditions(List.of(), List.of("Added before chapter " + chapter + "."))
                    : BibleAdditions.NONE;
            ChapterBrief brief = new ChapterBrief(new ChapterId("b", chapter), FRAME, "T", "S", List.of(), null);
            return new ChapterRequest("r" + chapter, brief, initial, 0, added);
        }

        /** What a text of a chapter says: some of it was said before. */
        BibleChanges changes(int chapter) {
            StoryBible before = chapter <= state.lastEnded()
                    ? BookCanon.of(this, state.lastEnded()).before(chapter)
                    : state.bibleFor(Objects.requireNonNull(requests.get(chapter)));
            ChapterStanding standing = standings.get(chapter);
            List<String> facts = new ArrayList<>();
            if (standing != null && standing.changes() != null) {
                standing.changes().newFacts().stream()
                        .filter(fact -> random.nextBoolean())
                        .forEach(facts::add);
            }
            for (int fact = random.nextInt(3); fact >= 0; fact--) {
                facts.add("Fact " + (random.nextInt(6) == 0 ? said : ++said) + ".");
            }
            List<BibleChanges.Withdrawal> withdrawn = new ArrayList<>();
            List<String> reliedOn = new ArrayList<>();
            for (BibleEntry entry : before.entries()) {
                if (entry.stands() && random.nextInt(4) == 0) {
                    reliedOn.add(entry.id().toString());
                } else if (entry.stands() && entry.kind().canBeWithdrawn() && random.nextInt(8) == 0) {
                    withdrawn.add(new BibleChanges.Withdrawal(entry.id().toString(), null));
                }
            }
            List<BibleChanges.Event> events = random.nextBoolean()
                    ? List.of()
                    : List.of(new BibleChanges.Event("Event " + ++said, List.of("Mara")));
            List<String> clues = random.nextBoolean() ? List.of() : List.of("Clue " + ++said);
            List<String> resolved = before.entries().stream()
                    .filter(entry -> entry.stands() && entry.id().toString().startsWith("c"))
                    .filter(entry -> random.nextInt(3) == 0)
                    .map(entry -> entry.id().toString())
                    .toList();
            BibleChanges changes = new BibleChanges(
                            "summary " + ++said, facts, events, List.of(), clues, resolved, List.of())
                    .referring(resolved, withdrawn, reliedOn)
                    .with(List.of(), random.nextInt(3) == 0 ? "The end." : "Ending " + ++said);
            return standing == null || standing.changes() == null ? changes : changes.numberedAfter(standing.changes());
        }

        /** An operator has an accepted chapter made again, and everything that follows is done. */
        void redo(int chapter, BibleChanges changes, boolean accepted) {
            OperatorCommand command = OperatorCommand.of(
                    "command" + passes.size(), OperatorCommand.Kind.REVISE, "b/" + chapter, null, "mia", 0);
            assertThat(state.objectionTo(command, this::standing)).isNull();
            state = state.obeying(command, true, 0);
            List<Integer> pass = new ArrayList<>(List.of(chapter));
            end(chapter, changes, accepted, command.id(), List.of());
            while (RedoStep.next(state) > 0) {
                int next = RedoStep.next(state);
                pass.add(next);
                List<String> because = Objects.requireNonNull(
                        Objects.requireNonNull(state.redo()).pending().get(next));
                assertThat(because).isNotEmpty();
                state = RedoStep.started(state, 0);
                BibleChanges stands = Objects.requireNonNull(
                        Objects.requireNonNull(standing(next)).changes());
                boolean unchanged = random.nextInt(3) > 0;
                boolean fits = next != chapterThatFailsWhenLookedAtAgain
                        && (chapterThatFailsWhenLookedAtAgain > 0 || random.nextInt(6) > 0);
                end(next, unchanged ? stands : changes(next), fits, command.id() + "-recheck-" + next, because);
            }
            assertThat(state.redo()).isNull();
            assertThat(state.inFlight()).isZero();
            passes.add(pass);
        }

        private void end(int chapter, BibleChanges changes, boolean accepted, String command, List<String> because) {
            StoryBible before = BookCanon.of(this, state.lastEnded()).before(chapter);
            ChapterRequest request = Objects.requireNonNull(requests.get(chapter));
            ChapterStanding stood = Objects.requireNonNull(standings.get(chapter));
            Redo redo = new Redo(
                    state.lastEnded(),
                    command,
                    because,
                    Objects.requireNonNull(stood.changes()).withoutText());
            ChapterOutcome outcome = outcome(request, before, stood.lastRun() + 1, changes, accepted, redo);
            RedoStep step = RedoStep.after(state, outcome, this, false);
            state = step.book();
            if (step.refolded() != null) {
                assertThat(RedoStep.next(state)).isZero();
                assertThat(state.due()).isZero();
                assertThat(step.refolded()).isEqualTo(state.bible());
                state = RedoStep.refolded(state, RedoStep.refoldId(outcome));
            }
            standings.put(chapter, step.standing());
            paid += outcome.costNanoUsd();
            note(outcome, before);
        }

        private void ended(ChapterOutcome outcome, StoryBible before) {
            standings.put(
                    outcome.chapter().number(),
                    ChapterStanding.after(standings.get(outcome.chapter().number()), outcome));
            paid += outcome.costNanoUsd();
            note(outcome, before);
        }

        private void note(ChapterOutcome outcome, StoryBible before) {
            if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED) {
                judgedWith.put(outcome.chapter().number(), before);
            }
            allBibles.add(outcome.bible());
            allBibles.add(Objects.requireNonNull(state.bible()));
        }

        private ChapterOutcome outcome(
                ChapterRequest request,
                StoryBible before,
                int run,
                BibleChanges changes,
                boolean accepted,
                @Nullable Redo redo) {
            ChapterEnvelope start = ChapterEnvelope.start(request, before, 0, 0);
            ChapterEnvelope made = (redo == null ? start : start.again(redo, null, false)).comingBackAfter(run);
            JudgeReport report = new JudgeReport(
                    new Scores(8, 8, 8, 8, 8, 8, 8),
                    new HardFail(true, List.of()),
                    accepted,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());
            made = made.afterJudge(
                    report,
                    new StageCost(0, Stage.ofTheJudge(), new Usage(1, 0, 1, 0, 0, 1, 0, 1 + random.nextInt(9), true)));
            return accepted
                    ? Outcomes.accepted(made, report, changes, Budget.UNLIMITED, 0)
                    : Outcomes.notAccepted(
                            made,
                            ChapterOutcome.Kind.EXHAUSTED,
                            EndReason.RETRIES_USED,
                            null,
                            "",
                            null,
                            new DecisionRules(RetryPolicy.defaults(), true, Budget.UNLIMITED),
                            0);
        }
    }
}
