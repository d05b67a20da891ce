package dev.storycrew.schemas;

import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.canon.EntryNumbers;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.NextChapter;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.core.story.TimelineEvent;
import dev.storycrew.core.story.TruthCard;
import dev.storycrew.core.text.ChapterEnding;
import dev.storycrew.core.text.Marks;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.PhraseTrace;
import dev.storycrew.core.text.SceneTrace;
import dev.storycrew.core.text.UsedPhrase;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Envelopes with everything in them, and with as little as there can be, by seed. */
public final class Samples {
    private final Random random;

    public Samples(long seed) {
        random = new Random(seed);
    }

    public ChapterEnvelope envelope() {
        ChapterWork work = work();
        return new ChapterEnvelope(
                text(),
                random.nextLong(),
                brief(),
                bible(),
                1 + random.nextInt(3),
                random.nextInt(4),
                work,
                maybe(new RetryOrder(
                        "WRITE_ONLY",
                        Scope.SCENES,
                        new TreeSet<>(Set.of(2)),
                        Set.of(Stage.EDIT),
                        List.of(issue()),
                        List.of(text()),
                        new TreeMap<>(Map.of(1, text())),
                        random.nextBoolean() ? ChapterWork.nothing() : work.withReport(null),
                        Review.values()[random.nextInt(2)],
                        new TreeSet<>(Set.of(2)),
                        random.nextInt(900),
                        List.of(text()),
                        random.nextBoolean())),
                List.of(new AttemptRecord(0, scores(), true, false, List.of(issue()), maybe("EDIT_ONLY"), false)),
                maybe(new BestAttempt(0, 7.25, true, maybe(text()), new TreeMap<>(Map.of(1, text())))),
                maybe(Arm.CONTROL),
                maybe("default@1"),
                List.of(new StageCost(
                        0,
                        Stage.values()[random.nextInt(Stage.values().length)],
                        new Usage(2, 1, 10, 3, 2, 4, 1, 5_000_000_000L, false))),
                maybe(changes()),
                maybe("budget"),
                random.nextInt(3) * 1_000_000_000L,
                maybe("command"),
                random.nextBoolean(),
                random.nextBoolean(),
                maybe(new PairVerdict(1, choice(), maybe(choice()))),
                maybe(new Redo(4, text(), List.of(text()), changes())));
    }

    private PairChoice choice() {
        return PairChoice.values()[random.nextInt(3)];
    }

    private PhraseMemory phrases() {
        return random.nextBoolean()
                ? PhraseMemory.none()
                : new PhraseMemory(
                        List.of(new UsedPhrase(text() + "x", new TreeMap<>(Map.of(1, 2, 4, 1)))),
                        List.of(new PhraseTrace(4, 2, Marks.of(List.of(random.nextLong() & Marks.MASK)))));
    }

    private ChapterWork work() {
        if (random.nextInt(5) == 0) {
            return ChapterWork.nothing();
        }
        ChapterWork work = ChapterWork.nothing()
                .withSceneList(new SceneList(
                        maybe(text()),
                        maybe(text()),
                        List.of(
                                new ScenePlan(
                                        1,
                                        text() + "x",
                                        maybe(text()),
                                        List.of(text()),
                                        maybe(text()),
                                        maybe(text()),
                                        5,
                                        maybe(text()),
                                        maybe(text())),
                                new ScenePlan(2, text() + "x", null, List.of(), null, null, 0))))
                .with(Part.texts().get(0), Map.of(1, text(), 2, text()));
        for (Part part : Part.texts()) {
            work = work.missing(part).contains(2) && random.nextBoolean() ? work.with(part, Map.of(2, text())) : work;
        }
        return random.nextBoolean()
                ? work
                : work.withReport(new JudgeReport(
                        scores(),
                        new HardFail(random.nextBoolean(), List.of(text())),
                        random.nextBoolean(),
                        List.of(issue()),
                        List.of(text()),
                        List.of(text()),
                        List.of(Finding.inScenes(Finding.Kind.REPETITION, text(), List.of(1, 2)))));
    }

    private Scores scores() {
        return new Scores(random.nextInt(11), random.nextInt(11), random.nextInt(11), 7.5, random.nextInt(11), 0, 10);
    }

    private Issue issue() {
        return new Issue("hook", Severity.values()[random.nextInt(4)], text(), maybe("scene 2"), maybe(text()));
    }

    private ChapterBrief brief() {
        BookFrame frame = new BookFrame(
                text(),
                text(),
                "en",
                maybe(text()),
                900,
                0.15,
                new Style(
                        List.of(text()),
                        maybe(text()),
                        List.of(text()),
                        maybe(text()),
                        maybe(text()),
                        maybe(text()),
                        List.of(text())));
        return new ChapterBrief(
                new ChapterId("book", 3),
                frame,
                text(),
                text(),
                List.of(text()),
                maybe(text()),
                maybe(new NextChapter(text(), text())));
    }

    private BibleChanges changes() {
        return new BibleChanges(
                maybe(text()),
                List.of(text()),
                List.of(new BibleChanges.Event(text(), List.of(text()))),
                List.of(new BibleChanges.CharacterChange(text() + "y", text())),
                List.of(text()),
                List.of(random.nextBoolean() ? "c1" : text()),
                List.of(text()),
                List.of(trace()),
                maybe(text()),
                List.of(new BibleChanges.Withdrawal("f1", maybe(text()))),
                maybe(List.of("f1", "t1")),
                random.nextInt(2),
                phrases(),
                maybe(numbers()));
    }

    private EntryNumbers numbers() {
        return EntryNumbers.byPlace(Map.of(EntryKind.FACT, List.of(text()), EntryKind.CLUE, List.of(text(), text())))
                .after(Map.of(), Map.of(EntryKind.FACT, List.of(text())));
    }

    private StoryBible bible() {
        StoryBible first = firstBible();
        return random.nextBoolean() ? first : first.after(3, changes()).after(4, changes());
    }

    private StoryBible firstBible() {
        return StoryBible.ofTexts(
                List.of(new StoryCharacter(
                        text() + "x", maybe(text()), null, maybe(text()), List.of(text()), List.of(text()))),
                List.of(text()),
                maybe(new TruthCard(Map.of("culprit", text()))),
                new TreeMap<>(Map.of(1, text(), 2, text())),
                List.of(new TimelineEvent(1, text(), List.of(text()))),
                List.of(text()),
                List.of(),
                List.of(text()),
                List.of(trace(), trace()),
                maybe(new ChapterEnding(2, text())),
                phrases());
    }

    private SceneTrace trace() {
        return new SceneTrace(
                random.nextInt(9),
                random.nextInt(9),
                4,
                Marks.of(List.of(random.nextLong() & Marks.MASK, 0L, Marks.MASK)),
                Marks.of(List.of()),
                text());
    }

    private <T> @Nullable T maybe(T value) {
        return random.nextBoolean() ? value : null;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.appendCodePoint("aé中\n\"😀 z".codePoints().toArray()[random.nextInt(8)]);
        }
        return text.toString();
    }
}
