package dev.storycrew.core.retry;

import java.util.Locale;

/** How wide a retry reaches. */
public enum Scope {
    /** Each issue erases in its own scene. */
    SCENES,
    /** A retry erases the whole chapter at its level. */
    CHAPTER;

    /** The scope's name in policies and reports: {@code scenes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
