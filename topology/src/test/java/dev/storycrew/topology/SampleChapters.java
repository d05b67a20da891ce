package dev.storycrew.topology;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Chapters as the stages would make them, with nobody asked. */
final class SampleChapters {
    private SampleChapters() {}

    static ChapterRequest request(String book, int number) {
        BookFrame frame =
                new BookFrame("Title", "romance", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief =
                new ChapterBrief(new ChapterId(book, number), frame, "Salt", "Somebody comes.", List.of(), null);
        return Digests.request(brief, StoryBible.initial(List.of(), List.of("It rains."), null));
    }

    static ChapterEnvelope start(String book, int number) {
        ChapterRequest request = request(book, number);
        return ChapterEnvelope.start(request, request.bible(), 1);
    }

    /** Fills in everything that is missing, each text naming the attempt that made it. */
    static ChapterEnvelope judged(ChapterEnvelope start, List<Issue> issues) {
        ChapterEnvelope envelope = start;
        while (envelope.nextStage() != Stage.JUDGE) {
            envelope = worked(envelope);
        }
        return envelope.afterJudge(report(issues), cost(envelope, Stage.JUDGE));
    }

    static ChapterEnvelope worked(ChapterEnvelope envelope) {
        Stage stage = envelope.nextStage();
        Part part = Objects.requireNonNull(stage.fills(), () -> stage + " is not made here");
        ChapterWork work = envelope.work();
        ChapterWork made = part.isText()
                ? work.with(part, texts(part.label(), envelope, work.missing(part)))
                : work.withSceneList(plan(envelope));
        return envelope.afterStage(made, cost(envelope, stage));
    }

    static ChapterEnvelope withBible(ChapterEnvelope accepted) {
        BibleChanges changes = new BibleChanges(
                null, List.of("fact of " + accepted.id()), List.of(), List.of(), List.of(), List.of(), List.of());
        return accepted.afterBible(changes, cost(accepted, Stage.BIBLE));
    }

    /** How a chapter ended of which no attempt was decided on. */
    static ChapterOutcome outcome(
            ChapterRequest request,
            int run,
            ChapterOutcome.Kind kind,
            @Nullable BestAttempt best,
            StoryBible left,
            List<StageCost> costs,
            long endedAt) {
        return new ChapterOutcome(
                request.requestId(),
                request.brief(),
                run,
                kind,
                best,
                null,
                left,
                List.of(),
                costs,
                null,
                null,
                "because",
                null,
                1,
                endedAt,
                EndReason.UNKNOWN,
                null,
                Explanations.VERSION);
    }

    static Issue issue(String type, @Nullable String location) {
        return new Issue(type, Severity.MEDIUM, "note", location);
    }

    private static JudgeReport report(List<Issue> issues) {
        return new JudgeReport(
                new Scores(8, 8, 8, 8, 8, 8, 8),
                new HardFail(true, List.of()),
                issues.isEmpty(),
                issues,
                List.of("mend it"),
                List.of(),
                List.of());
    }

    private static SceneList plan(ChapterEnvelope envelope) {
        return new SceneList(
                null,
                null,
                List.of(1, 2, 3, 4).stream()
                        .map(number -> new ScenePlan(
                                number, "purpose of attempt " + envelope.attempt(), null, List.of(), null, null, 250))
                        .toList());
    }

    private static Map<Integer, String> texts(String kind, ChapterEnvelope envelope, SortedSet<Integer> scenes) {
        Map<Integer, String> texts = new HashMap<>();
        scenes.forEach(scene -> texts.put(scene, kind + " " + scene + " of attempt " + envelope.attempt()));
        return texts;
    }

    private static StageCost cost(ChapterEnvelope envelope, Stage stage) {
        return new StageCost(envelope.attempt(), stage, new Usage(1, 0, 100, 0, 0, 50, 0, 1000, true));
    }
}
