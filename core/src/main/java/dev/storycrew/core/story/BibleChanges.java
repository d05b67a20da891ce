package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an accepted chapter adds to the story bible: only what changed.
 *
 * @param summary what happened, for the chapters that follow; null when the bible keeper gave none
 */
public record BibleChanges(
        @Nullable String summary,
        List<String> newFacts,
        List<Event> timeline,
        List<CharacterChange> characterChanges,
        List<String> cluesPlanted,
        List<String> cluesResolved,
        List<String> imagery) {
    public BibleChanges {
        newFacts = List.copyOf(newFacts);
        timeline = List.copyOf(timeline);
        characterChanges = List.copyOf(characterChanges);
        cluesPlanted = List.copyOf(cluesPlanted);
        cluesResolved = List.copyOf(cluesResolved);
        imagery = List.copyOf(imagery);
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
