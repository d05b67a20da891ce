package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person of the story.
 *
 * @param changes what accepted chapters did to the person, oldest first
 * @param lines what the person might say, as samples of the voice
 */
public record StoryCharacter(
        String name,
        @Nullable String role,
        @Nullable String motivation,
        @Nullable String voice,
        List<String> changes,
        List<String> lines) {
    public StoryCharacter {
        changes = List.copyOf(changes);
        lines = List.copyOf(lines);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a character needs a name");
        }
    }

    /** One without sample lines. */
    public StoryCharacter(
            String name,
            @Nullable String role,
            @Nullable String motivation,
            @Nullable String voice,
            List<String> changes) {
        this(name, role, motivation, voice, changes, List.of());
    }

    /** The same person, to whom other things have happened. */
    StoryCharacter with(List<String> newChanges) {
        return new StoryCharacter(name, role, motivation, voice, newChanges, lines);
    }
}
