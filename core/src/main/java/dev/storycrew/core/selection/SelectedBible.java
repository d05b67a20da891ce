package dev.storycrew.core.selection;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a request shows of a bible.
 *
 * @param sections lines without list marks; sections without a line are missing
 * @param leftOut how many of the bible's entries (people, facts, summaries, events, changes, clues, images) it does not show
 *     in full
 */
public record SelectedBible(Map<BibleSection, List<String>> sections, int leftOut) {
    public SelectedBible {
        Map<BibleSection, List<String>> copy = new EnumMap<>(BibleSection.class);
        sections.forEach((section, lines) -> {
            if (!lines.isEmpty()) {
                copy.put(section, List.copyOf(lines));
            }
        });
        sections = Collections.unmodifiableMap(copy);
    }

    /** The lines of a section; empty when it has none. */
    public List<String> lines(BibleSection section) {
        return sections.getOrDefault(section, List.of());
    }

    /** True when there is nothing to show. */
    public boolean isEmpty() {
        return sections.isEmpty();
    }
}
