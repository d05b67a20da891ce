package dev.storycrew.core.selection;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.story.StoryCharacter;
import java.util.List;
import java.util.stream.Collectors;
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

    /** An entry with the id by which an answer may name it. */
    static String entry(BibleEntry entry) {
        return marked(entry, entry.kind() == EntryKind.EVENT ? event(entry) : entry.text());
    }

    static String changes(String name, List<BibleEntry> changes) {
        return name + ": "
                + changes.stream().map(change -> marked(change, change.text())).collect(Collectors.joining("; "));
    }

    static String summary(int chapter, String summary) {
        return "Chapter " + chapter + ": " + summary;
    }

    private static String event(BibleEntry event) {
        String people = event.about().isEmpty() ? "" : " (" + String.join(", ", event.about()) + ")";
        return "Chapter " + event.chapter() + ": " + event.text() + people;
    }

    private static String marked(BibleEntry entry, String text) {
        return "[" + entry.id() + "] " + text;
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
