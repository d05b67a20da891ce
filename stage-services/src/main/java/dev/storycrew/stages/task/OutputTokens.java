package dev.storycrew.stages.task;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import java.util.SortedSet;

/** Roughly how long answers are: good enough for a rate limit or a budget, never for a bill. */
public final class OutputTokens {
    /** English takes about 1.3 tokens per word with punctuation, Chinese about one per character. */
    private static final double PER_WORD = 1.4;

    private static final int WORDS_PER_SCENE = 350;
    private static final int PER_PLANNED_SCENE = 150;

    /** A report or a bible change. */
    public static final long OF_NOTES = 600;

    private OutputTokens() {}

    /** The prose of some scenes, as long as planned. */
    public static long ofScenes(ChapterEnvelope envelope, SortedSet<Integer> scenes) {
        SceneList sceneList = envelope.work().sceneList();
        int words = sceneList == null
                ? envelope.brief().book().wordsPerChapter()
                : sceneList.scenes().stream()
                        .filter(scene -> scenes.contains(scene.number()))
                        .mapToInt(ScenePlan::targetWords)
                        .sum();
        return Math.round(words * PER_WORD);
    }

    /** A scene list for the chapter. */
    public static long ofPlan(ChapterEnvelope envelope) {
        int scenes = 2 + envelope.brief().book().wordsPerChapter() / WORDS_PER_SCENE;
        return (long) scenes * PER_PLANNED_SCENE;
    }
}
