package dev.storycrew.core.selection;

import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.story.TimelineEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a request words the entries of a bible. */
final class BibleLines {
    private BibleLines() {}

    static String character(StoryCharacter character) {
        StringBuilder line = new StringBuilder(withoutBars(character.name()));
        append(line, "role", character.role());
        append(line, "motivation", character.motivation());
        append(line, "voice", character.voice());
        append(line, "says", character.lines().isEmpty() ? null : String.join(" / ", character.lines()));
        return line.toString();
    }

    static String changes(StoryCharacter character, List<String> changes) {
        return character.name() + ": " + String.join("; ", changes);
    }

    static String summary(int chapter, String summary) {
        return "Chapter " + chapter + ": " + summary;
    }

    static String event(TimelineEvent event) {
        String people = event.characters().isEmpty() ? "" : " (" + String.join(", ", event.characters()) + ")";
        return "Chapter " + event.chapter() + ": " + event.event() + people;
    }

    private static void append(StringBuilder line, String name, @Nullable String value) {
        if (value != null) {
            line.append(" | ").append(name).append(": ").append(withoutBars(value));
        }
    }

    /** Bars separate the fields of a line. */
    private static String withoutBars(String text) {
        return text.replace('|', '/');
    }
}
