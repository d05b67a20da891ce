package dev.storycrew.core.story;

import dev.storycrew.core.text.ChapterEnding;
import dev.storycrew.core.text.SceneTrace;
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
 * @param traces what is remembered of the accepted chapters' texts, within a bound
 * @param ending how the newest accepted chapter stops; null before the first, and in bibles that were made before there was
 *     this field
 */
public record StoryBible(
        List<StoryCharacter> characters,
        List<String> facts,
        @Nullable TruthCard truthCard,
        SortedMap<Integer, String> summaries,
        List<TimelineEvent> timeline,
        List<String> cluesPlanted,
        List<String> cluesResolved,
        List<String> imagery,
        List<SceneTrace> traces,
        @Nullable ChapterEnding ending) {
    public StoryBible {
        characters = List.copyOf(characters);
        facts = List.copyOf(facts);
        summaries = Collections.unmodifiableSortedMap(new TreeMap<>(summaries));
        timeline = List.copyOf(timeline);
        cluesPlanted = List.copyOf(cluesPlanted);
        cluesResolved = List.copyOf(cluesResolved);
        imagery = List.copyOf(imagery);
        traces = List.copyOf(traces);
    }

    /** A bible as an author writes it, before any chapter. */
    public static StoryBible initial(
            List<StoryCharacter> characters, List<String> facts, @Nullable TruthCard truthCard) {
        return new StoryBible(
                characters,
                facts,
                truthCard,
                new TreeMap<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
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
                union(imagery, changes.imagery()),
                SceneTrace.remembered(traces, changes.traces()),
                ChapterEnding.remembered(ending, chapter, changes.ending()));
    }

    /**
     * The bible with what its author added since the book began. A person whom a chapter brought up before the author did
     * keeps what happened, and gets what the author says.
     */
    public StoryBible with(List<StoryCharacter> addedCharacters, List<String> addedFacts) {
        List<StoryCharacter> people = new ArrayList<>(characters);
        for (StoryCharacter person : addedCharacters) {
            int index = indexOf(people, person.name());
            if (index < 0) {
                people.add(person);
            } else {
                people.set(index, described(people.get(index), person));
            }
        }
        return new StoryBible(
                people,
                union(facts, addedFacts),
                truthCard,
                summaries,
                timeline,
                cluesPlanted,
                cluesResolved,
                imagery,
                traces,
                ending);
    }

    private static StoryCharacter described(StoryCharacter known, StoryCharacter byAuthor) {
        return new StoryCharacter(
                known.name(),
                known.role() == null ? byAuthor.role() : known.role(),
                known.motivation() == null ? byAuthor.motivation() : known.motivation(),
                known.voice() == null ? byAuthor.voice() : known.voice(),
                known.changes(),
                known.lines().isEmpty() ? byAuthor.lines() : known.lines());
    }

    /**
     * The last words of the chapter before.
     *
     * @return null if it was not accepted, or if they are not known
     */
    public @Nullable String endingBefore(int chapter) {
        return ending != null && ending.chapter() == chapter - 1 ? ending.text() : null;
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
                                union(known.changes(), List.of(change.change())),
                                known.lines()));
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
