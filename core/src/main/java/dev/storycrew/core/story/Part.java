package dev.storycrew.core.story;

import java.util.Locale;

/** The parts of a chapter's work that a retry can erase, each made from the one before it. */
public enum Part {
    PLAN,
    DRAFT,
    REVISION;

    /** The part's name in a policy file: {@code draft}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
