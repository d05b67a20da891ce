package dev.storycrew.core.judge;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A fact about a text that needs no opinion: it was counted, not judged.
 *
 * @param kind what was counted
 * @param note the fact in one sentence, for judge and editor
 * @param scenes the scenes it is in, ascending; empty means the whole chapter
 */
public record Finding(Kind kind, String note, List<Integer> scenes) {
    public Finding {
        scenes = List.copyOf(new TreeSet<>(scenes));
    }

    public static Finding wholeChapter(Kind kind, String note) {
        return new Finding(kind, note, List.of());
    }

    public static Finding inScenes(Kind kind, String note, Collection<Integer> scenes) {
        return new Finding(kind, note, List.copyOf(scenes));
    }

    /** What a finding is about, and the issue type it raises when it gates. */
    public enum Kind {
        WORD_COUNT(IssueTypes.WORD_COUNT, true),
        FORBIDDEN_WORD(IssueTypes.STYLE, true),
        REPETITION(IssueTypes.PROSE, true),
        UNKNOWN_NAME(IssueTypes.CONTINUITY, false),
        WEAK_LAST_LINE(IssueTypes.HOOK, false),
        /** What an earlier chapter says, word for word or nearly so. */
        EARLIER_TEXT(IssueTypes.PROSE, true),
        /** A scene in another language than the book's. */
        LANGUAGE(IssueTypes.STYLE, true),
        /** A scene that ends in the middle of a sentence. */
        CUT_ENDING(IssueTypes.PROSE, true),
        /** A heading, note or remark in the text that is no story. */
        REMARK(IssueTypes.STYLE, true),
        /** A scene of the plan that does not say what happens. */
        PLACEHOLDER(IssueTypes.STRUCTURE, true),
        /** The chapter ends as the last ones did. */
        SAME_ENDING(IssueTypes.HOOK, false),
        /** A phrase that models wear out. */
        WORN_PHRASE(IssueTypes.PROSE, false),
        /** A name that is nearly a known one. */
        NAME_FORM(IssueTypes.CONTINUITY, false),
        /** A phrase that the book has used often. */
        USED_PHRASE(IssueTypes.PROSE, false);

        private final String issueType;
        private final boolean gating;

        Kind(String issueType, boolean gating) {
            this.issueType = issueType;
            this.gating = gating;
        }

        public String issueType() {
            return issueType;
        }

        /** True if the finding alone fails a chapter; others are only told to the judge. */
        public boolean gating() {
            return gating;
        }
    }
}
