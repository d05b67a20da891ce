package dev.storycrew.core.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is true in the story so far. Only accepted chapters add to it.
 *
 * @param truthCard the solution of a mystery, or null
 * @param summaries what happened, by chapter number
 * @param cluesPlanted clues not resolved yet
 * @param cluesResolved clues that were resolved
 */
public record StoryBible(
        List<StoryCharacter> characters,
        List<String> facts,
        @Nullable TruthCard truthCard,
        SortedMap<Integer, String> summaries,
        List<TimelineEvent> timeline,
        List<String> cluesPlanted,
        List<String> cluesResolved,
        List<String> imagery) {
    public StoryBible {
        characters = List.copyOf(characters);
        facts = List.copyOf(facts);
        summaries = Collections.unmodifiableSortedMap(new TreeMap<>(summaries));
        timeline = List.copyOf(timeline);
        cluesPlanted = List.copyOf(cluesPlanted);
        cluesResolved = List.copyOf(cluesResolved);
        imagery = List.copyOf(imagery);
    }

    /** A bible as an author writes it, before any chapter. */
    public static StoryBible initial(
            List<StoryCharacter> characters, List<String> facts, @Nullable TruthCard truthCard) {
        return new StoryBible(
                characters, facts, truthCard, new TreeMap<>(), List.of(), List.of(), List.of(), List.of());
    }

    /** The bible that an accepted chapter leaves. Nothing is listed twice. */
    public StoryBible after(int chapter, BibleChanges changes) {
        SortedMap<Integer, String> newSummaries = new TreeMap<>(summaries);
        if (changes.summary() != null) {
            newSummaries.put(chapter, changes.summary());
        }
        List<TimelineEvent> newTimeline = new ArrayList<>(timeline);
        for (BibleChanges.Event event : changes.timeline()) {
            newTimeline.add(new TimelineEvent(chapter, event.event(), event.characters()));
        }
        List<String> open = new ArrayList<>(union(cluesPlanted, changes.cluesPlanted()));
        open.removeAll(changes.cluesResolved());
        return new StoryBible(
                charactersAfter(changes.characterChanges()),
                union(facts, changes.newFacts()),
                truthCard,
                newSummaries,
                newTimeline,
                open,
                union(cluesResolved, changes.cluesResolved()),
                union(imagery, changes.imagery()));
    }

    private List<StoryCharacter> charactersAfter(List<BibleChanges.CharacterChange> changes) {
        List<StoryCharacter> result = new ArrayList<>(characters);
        for (BibleChanges.CharacterChange change : changes) {
            int index = indexOf(result, change.name());
            if (index < 0) {
                result.add(new StoryCharacter(change.name(), null, null, null, List.of(change.change())));
            } else {
                StoryCharacter known = result.get(index);
                result.set(
                        index,
                        new StoryCharacter(
                                known.name(),
                                known.role(),
                                known.motivation(),
                                known.voice(),
                                union(known.changes(), List.of(change.change()))));
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
