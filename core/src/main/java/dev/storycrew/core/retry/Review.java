package dev.storycrew.core.retry;

import java.util.Locale;

/** How much of a chapter the judge reads after a retry of single scenes. */
public enum Review {
    /** All of it. */
    CHAPTER,
    /** What changed, with its joins and the former report, unless something calls for the whole chapter. */
    CHANGED_SCENES;

    /** The name in a policy file: {@code changed-scenes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
