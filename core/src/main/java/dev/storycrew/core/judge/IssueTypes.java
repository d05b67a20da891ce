package dev.storycrew.core.judge;

/** The issue types that gates, checks and the default policy know. A judge may use any other word. */
public final class IssueTypes {
    public static final String STRUCTURE = "structure";
    public static final String CONTINUITY = "continuity";
    public static final String SAFETY = "safety";
    public static final String MOTIVATION = "motivation";
    public static final String HOOK = "hook";
    public static final String CLUE_FAIRNESS = "clue_fairness";
    public static final String PROSE = "prose";
    public static final String PACING = "pacing";
    public static final String STYLE = "style";
    public static final String WORD_COUNT = "word_count";
    public static final String GENRE_FULFILLMENT = "genre_fulfillment";

    private IssueTypes() {}
}
