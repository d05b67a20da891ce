package dev.storycrew.core.judge;

/** Which of two texts of a chapter is better. */
public enum PairChoice {
    /** That of the earlier attempt. */
    EARLIER,
    /** That of the later attempt. */
    LATER,
    NEITHER
}
