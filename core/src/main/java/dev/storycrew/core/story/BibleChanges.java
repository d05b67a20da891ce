package dev.storycrew.core.story;

import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.SceneTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted chapter adds to the story bible: only what changed.
 *
 * @param summary what happened, for the chapters that follow; null when the bible keeper gave none
 * @param traces what to remember of the chapter's text
 * @param ending the chapter's last words, verbatim; null in changes that were made before there was this field
 * @param phrases the turns of phrase that the chapter uses; none in changes that were made before there was this field
 */
public record BibleChanges(
        @Nullable String summary,
        List<String> newFacts,
        List<Event> timeline,
        List<CharacterChange> characterChanges,
        List<String> cluesPlanted,
        List<String> cluesResolved,
        List<String> imagery,
        List<SceneTrace> traces,
        @Nullable String ending,
        PhraseMemory phrases) {
    public BibleChanges {
        newFacts = List.copyOf(newFacts);
        timeline = List.copyOf(timeline);
        characterChanges = List.copyOf(characterChanges);
        cluesPlanted = List.copyOf(cluesPlanted);
        cluesResolved = List.copyOf(cluesResolved);
        imagery = List.copyOf(imagery);
        traces = List.copyOf(traces);
    }

    /** Changes that count no turns of phrase. */
    public BibleChanges(
            @Nullable String summary,
            List<String> newFacts,
            List<Event> timeline,
            List<CharacterChange> characterChanges,
            List<String> cluesPlanted,
            List<String> cluesResolved,
            List<String> imagery,
            List<SceneTrace> traces,
            @Nullable String ending) {
        this(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                traces,
                ending,
                PhraseMemory.none());
    }

    /** The same changes with the turns of phrase that the chapter uses. */
    public BibleChanges with(PhraseMemory counted) {
        return new BibleChanges(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                traces,
                ending,
                counted);
    }

    /** Changes that say nothing of the text. */
    public BibleChanges(
            @Nullable String summary,
            List<String> newFacts,
            List<Event> timeline,
            List<CharacterChange> characterChanges,
            List<String> cluesPlanted,
            List<String> cluesResolved,
            List<String> imagery) {
        this(summary, newFacts, timeline, characterChanges, cluesPlanted, cluesResolved, imagery, List.of(), null);
    }

    /** The same changes, and what to remember of the chapter's text. */
    public BibleChanges with(List<SceneTrace> newTraces, @Nullable String newEnding) {
        return new BibleChanges(
                summary,
                newFacts,
                timeline,
                characterChanges,
                cluesPlanted,
                cluesResolved,
                imagery,
                newTraces,
                newEnding,
                phrases);
    }

    /** Something that happened in the chapter. */
    public record Event(String event, List<String> characters) {
        public Event {
            characters = List.copyOf(characters);
        }
    }

    /** What the chapter did to a person; a name that is not in the bible becomes a new character. */
    public record CharacterChange(String name, String change) {}
}
