package dev.storycrew.core.story;

import dev.storycrew.core.text.ChapterEnding;
import dev.storycrew.core.text.SceneTrace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How changes were folded before entries had ids: what has other words, by a letter, is another entry, and a person is who has
 * the same name. Histories of that time are proved by it, so it stays as it was.
 */
final class FoldByExactWords {
    private FoldByExactWords() {}

    static StoryBible after(StoryBible before, int chapter, BibleChanges changes) {
        SortedMap<Integer, String> summaries = new TreeMap<>(before.summaries());
        if (changes.summary() != null) {
            summaries.put(chapter, changes.summary());
        }
        List<TimelineEvent> timeline = new ArrayList<>(before.timeline());
        for (BibleChanges.Event event : changes.timeline()) {
            timeline.add(new TimelineEvent(chapter, event.event(), event.characters()));
        }
        List<String> open = new ArrayList<>(union(before.cluesPlanted(), changes.cluesPlanted()));
        open.removeAll(changes.cluesResolved());
        return StoryBible.ofTexts(
                characters(before.characters(), changes.characterChanges()),
                union(before.facts(), changes.newFacts()),
                before.truthCard(),
                summaries,
                timeline,
                open,
                union(before.cluesResolved(), changes.cluesResolved()),
                union(before.imagery(), changes.imagery()),
                SceneTrace.remembered(before.traces(), changes.traces()),
                ChapterEnding.remembered(before.ending(), chapter, changes.ending()),
                before.phrases().after(chapter, changes.phrases()));
    }

    private static List<StoryCharacter> characters(
            List<StoryCharacter> before, List<BibleChanges.CharacterChange> changes) {
        List<StoryCharacter> result = new ArrayList<>(before);
        for (BibleChanges.CharacterChange change : changes) {
            int index = indexOf(result, change.name());
            if (index < 0) {
                result.add(new StoryCharacter(change.name(), null, null, null, List.of(change.change())));
            } else {
                StoryCharacter known = result.get(index);
                result.set(index, known.with(union(known.changes(), List.of(change.change()))));
            }
        }
        return result;
    }

    private static int indexOf(List<StoryCharacter> characters, String name) {
        for (int index = 0; index < characters.size(); index++) {
            if (characters.get(index).name().equalsIgnoreCase(name)) {
                return index;
            }
        }
        return -1;
    }

    private static List<String> union(List<String> before, List<String> added) {
        LinkedHashSet<String> all = new LinkedHashSet<>(before);
        all.addAll(added);
        return List.copyOf(all);
    }
}
