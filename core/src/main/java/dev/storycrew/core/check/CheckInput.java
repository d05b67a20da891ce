package dev.storycrew.core.check;

import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.StoryBible;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the deterministic checks look at.
 *
 * @param text by scene number
 */
public record CheckInput(ChapterBrief brief, StoryBible bible, SceneList sceneList, SortedMap<Integer, String> text) {
    public CheckInput {
        text = Collections.unmodifiableSortedMap(new TreeMap<>(text));
    }
}
