package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person of the story.
 *
 * @param changes what accepted chapters did to the person, oldest first
 */
public record StoryCharacter(
        String name,
        @Nullable String role,
        @Nullable String motivation,
        @Nullable String voice,
        List<String> changes) {
    public StoryCharacter {
        changes = List.copyOf(changes);
        if (name.isBlank()) {
            throw new IllegalArgumentException("a character needs a name");
        }
    }
}
