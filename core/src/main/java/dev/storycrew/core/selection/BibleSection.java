package dev.storycrew.core.selection;

/**
 * A list of a bible as a request shows it, in the order in which a request shows them: what stays the same from chapter to
 * chapter first. The lists called more, {@link #EARLIER} and {@link #OTHERS} are empty for a bible that is shown whole.
 */
public enum BibleSection {
    /** People; of a large bible, those it names first. */
    CHARACTERS,
    /** A line for each group of chapters whose own summaries are not shown. */
    EARLIER,
    /** What is true; of a large bible, what was true first. */
    FACTS,
    /** Facts chosen for this chapter. */
    MORE_FACTS,
    /** People chosen for this chapter. */
    MORE_CHARACTERS,
    RESOLVED_CLUES,
    IMAGERY,
    TIMELINE,
    /** What happened, by chapter; of a large bible, in the last ones. */
    SUMMARIES,
    /** What the story has done to people. */
    CHANGES,
    OPEN_CLUES,
    /**
     * People who are not in the chapter's plan, and what is told of them alone, as much as there is room for; on a retry
     * only those in its text or review.
     */
    OTHERS
}
