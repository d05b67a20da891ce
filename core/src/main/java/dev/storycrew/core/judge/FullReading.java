package dev.storycrew.core.judge;

/** Why a judge reads a whole chapter although the policy lets it read only what changed. */
public enum FullReading {
    /** The attempt changed nothing, or every scene. */
    NOTHING_TO_LEAVE_OUT,
    /** More of the chapter's words are new than a partial review may rest on. */
    MANY_WORDS,
    /** A former issue was of continuity, safety or clues, which the unchanged scenes decide too. */
    FORMER_ISSUE,
    /** The review before was partial already. */
    SECOND_IN_A_ROW,
    /** The judge was not sure after its partial review. */
    UNSURE,
    /** A score of the partial review is lower than the former report's. */
    SCORE_FELL,
    /** The chapter is among those read both ways, to measure how far partial reviews can be trusted. */
    SAMPLED,
    /** Written by a later version. */
    UNKNOWN
}
