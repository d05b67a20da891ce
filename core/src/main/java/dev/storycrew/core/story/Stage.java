package dev.storycrew.core.story;

import java.util.Locale;

/** The five stages, in the order a chapter passes them. */
public enum Stage {
    PLAN,
    WRITE,
    EDIT,
    JUDGE,
    BIBLE;

    /** The stage's name on the command line, in topics and in logs: {@code plan}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
