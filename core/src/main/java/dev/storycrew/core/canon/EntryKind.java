package dev.storycrew.core.canon;

import java.util.Arrays;
import java.util.Optional;

/** What an entry of a bible is about. The order is that of a bible's entries. */
public enum EntryKind {
    /** Something that is true. */
    FACT('f', "fact", true),
    /** Something that happened. It has happened, whatever comes after it. */
    EVENT('t', "event", false),
    /** A question that the story has raised. It ends when it is resolved. */
    CLUE('c', "clue", false),
    /** What the story has done to a person. */
    CHANGE('p', "change of a person", true),
    /** An image that the story uses. */
    IMAGE('i', "image", false);

    private final char letter;
    private final String noun;
    private final boolean canBeWithdrawn;

    EntryKind(char letter, String noun, boolean canBeWithdrawn) {
        this.letter = letter;
        this.noun = noun;
        this.canBeWithdrawn = canBeWithdrawn;
    }

    /** The letter that ids of this kind begin with. */
    public char letter() {
        return letter;
    }

    /** What people call one. */
    public String noun() {
        return noun;
    }

    /** True if a later chapter may say that it is no longer so. */
    public boolean canBeWithdrawn() {
        return canBeWithdrawn;
    }

    static Optional<EntryKind> of(char letter) {
        return Arrays.stream(values()).filter(kind -> kind.letter == letter).findFirst();
    }
}
