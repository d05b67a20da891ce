package dev.storycrew.console.login;

import java.util.Locale;

/** What somebody may do in the console. */
public enum ConsoleRole {
    /** Reads everything but truth cards. */
    VIEWER,
    /** Reads everything, and gives commands. */
    OPERATOR;

    /** As token files and the API write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
