package dev.storycrew.app.validate;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.HardFail;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A small, complete chapter that failed its review for a forced issue, so that a running router must send it back at a
 * level.
 *
 * @param level the level that the default policy gives the issue
 * @param judged what is published on judge-results
 */
record SmokeChapter(RetryLevel level, ChapterEnvelope judged) {
    private static final int WORDS = 120;

    /** One for each level of the default policy. */
    static List<SmokeChapter> all(String book) {
        return List.of(
                chapter(book, 1, RetryLevel.EDIT_ONLY, "prose"),
                chapter(book, 2, RetryLevel.WRITE_ONLY, "hook"),
                chapter(book, 3, RetryLevel.FULL_RETRY, "structure"));
    }

    /** The stages that must run again, in their order. */
    List<Stage> redone() {
        return Stage.from(level.erases());
    }

    private static SmokeChapter chapter(String book, int number, String levelName, String issue) {
        RetryLevel level = RetryPolicy.defaults().level(levelName);
        BookFrame frame = new BookFrame(
                "A smoke chapter", "story", "en", null, WORDS, 0.9, new Style(List.of("plain"), null, List.of()));
        ChapterBrief brief = new ChapterBrief(
                new ChapterId(book, number),
                frame,
                "Smoke",
                "Ada checks a stove. Ben asks about the smoke.",
                List.of(),
                "The stove was cold.");
        StoryBible bible = StoryBible.initial(
                List.of(
                        new StoryCharacter("Ada", "engineer", "to know that it works", null, List.of()),
                        new StoryCharacter("Ben", "visitor", "to be told", null, List.of())),
                List.of("The stove has not been lit."),
                null);
        ChapterEnvelope start = ChapterEnvelope.start(Digests.request(brief, bible), bible, System.currentTimeMillis());
        ChapterEnvelope complete = start.afterStage(work(), cost(Part.last().stage()));
        JudgeReport report = new JudgeReport(
                new Scores(8, 8, 8, 8, 8, 8, 8),
                new HardFail(true, List.of()),
                false,
                List.of(new Issue(issue, Severity.MEDIUM, "Forced by storycrew validate.", "scene 2")),
                List.of("Mend scene 2."),
                List.of(),
                List.of());
        // In the control arm every retry is full; what the levels preserve shows in the other one.
        ChapterEnvelope judged =
                complete.afterJudge(report, cost(complete.nextStage())).boundTo(Arm.SELECTIVE);
        return new SmokeChapter(level, judged);
    }

    private static ChapterWork work() {
        List<ScenePlan> scenes = new ArrayList<>();
        SortedMap<Integer, String> drafts = new TreeMap<>();
        SortedMap<Integer, String> revisions = new TreeMap<>();
        for (int scene = 1; scene <= 3; scene++) {
            scenes.add(new ScenePlan(
                    scene,
                    "Ada and Ben look at the stove, part " + scene + ".",
                    "The kitchen",
                    List.of("Ada", "Ben"),
                    "Ben wants an answer and Ada has none",
                    "The stove was cold.",
                    WORDS / 3));
            drafts.put(scene, "Draft of scene " + scene + ". Ada wanted it to work. “Is it lit?” said Ben.");
            revisions.put(
                    scene, "Scene " + scene + ". Ada wanted it to work. “Is it lit?” said Ben. The stove was cold.");
        }
        SceneList list = new SceneList("Smoke", null, scenes);
        return ChapterWork.of(list, part -> part.stage().canBeSkipped() ? revisions : drafts, null);
    }

    private static StageCost cost(Stage stage) {
        return new StageCost(0, stage, Usage.none());
    }
}
