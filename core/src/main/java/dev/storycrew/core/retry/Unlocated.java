package dev.storycrew.core.retry;

import java.util.Locale;

/** What an issue that names no scene does to a chapter. */
public enum Unlocated {
    /** All scenes are made again. */
    WHOLE_CHAPTER,
    /** All scenes are offered, and the writer answers KEEP for each that needs nothing, not even an edit. */
    STAGE_CHOOSES;

    /** The name in a policy file: {@code stage-chooses}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
