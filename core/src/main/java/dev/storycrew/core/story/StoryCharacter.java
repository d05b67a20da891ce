package dev.storycrew.core.story;

import java.util.List;
import java.util.Objects;
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

    /** True if nothing is known but the name and what happened, as of somebody whom a chapter brought up. */
    public boolean isUndescribed() {
        return role == null && motivation == null && voice == null && lines.isEmpty();
    }

    /** True if both are described in the same words, whatever their names and whatever happened to them. */
    public boolean isDescribedAs(StoryCharacter other) {
        return Objects.equals(role, other.role)
                && Objects.equals(motivation, other.motivation)
                && Objects.equals(voice, other.voice)
                && lines.equals(other.lines);
    }

    /** True if whatever describes this person describes the other one too. */
    boolean saysNothingElseThan(StoryCharacter other) {
        return (role == null || role.equals(other.role))
                && (motivation == null || motivation.equals(other.motivation))
                && (voice == null || voice.equals(other.voice))
                && (lines.isEmpty() || lines.equals(other.lines));
    }

    /** The same person, to whom other things have happened. */
    StoryCharacter with(List<String> newChanges) {
        return new StoryCharacter(name, role, motivation, voice, newChanges, lines);
    }
}
