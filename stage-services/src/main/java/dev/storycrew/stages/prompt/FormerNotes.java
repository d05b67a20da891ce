package dev.storycrew.stages.prompt;

import dev.storycrew.core.story.BibleChanges;
import java.util.ArrayList;
import java.util.List;

/** What the bible keeper noted of the text that a chapter had before it was made again. */
final class FormerNotes {
    private FormerNotes() {}

    /** A line for each list of the answer that had something, with the list's name in the answer. */
    static List<String> of(BibleChanges former) {
        List<String> lines = new ArrayList<>();
        former.newFacts().forEach(fact -> lines.add("new_facts: " + fact));
        former.timeline()
                .forEach(event ->
                        lines.add("timeline: " + event.event() + " (" + String.join(", ", event.characters()) + ")"));
        former.characterChanges()
                .forEach(change -> lines.add("character_changes: " + change.name() + ": " + change.change()));
        former.cluesPlanted().forEach(clue -> lines.add("clues_planted: " + clue));
        former.imagery().forEach(image -> lines.add("imagery: " + image));
        return lines;
    }
}
