package dev.storycrew.audit.canon;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.Position;

/**
 * Something that contradicts the rules for chapters that are made again, or is missing.
 *
 * @param position the record that is wrong, or the one that shows that another is missing
 */
public record Refuted(Rule rule, ChapterId chapter, Position position, String expected, String found) {

    /** By the names that an audit's kinds of violations have. */
    public enum Rule {
        DECISION,
        PRESERVED_PART,
        OUTCOME_COUNT,
        BIBLE,
        ENTRIES
    }
}
