package dev.storycrew.core.story;

import java.util.List;

/**
 * Something that happened in the story.
 *
 * @param chapter the chapter it was told in
 */
public record TimelineEvent(int chapter, String event, List<String> characters) {
    public TimelineEvent {
        characters = List.copyOf(characters);
    }
}
