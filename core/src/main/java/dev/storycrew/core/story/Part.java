package dev.storycrew.core.story;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The parts of a chapter's work that a retry can erase, each made from the ones before it. The first is the scene list;
 * each
 * of the others is a text for every scene. {@link Stage} says who fills which.
 */
public enum Part {
    PLAN,
    DRAFT,
    REVISION;

    /** The part's name in a policy file: {@code draft}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of the part's field on the wire, and the word for all its texts: {@code drafts}. */
    public String plural() {
        return label() + "s";
    }

    /** The part as a whole, for people: {@code the scene list}, {@code the drafts}. */
    public String phrase() {
        return "the " + (isText() ? plural() : "scene list");
    }

    /** True when the part is a text for every scene; false for the scene list. */
    public boolean isText() {
        return this != first();
    }

    /** The stage that fills the part. */
    public Stage stage() {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage.fills() == this)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no stage fills the part " + this));
    }

    /** The parts made before this one, in order. */
    public List<Part> before() {
        return List.of(values()).subList(0, ordinal());
    }

    /** The scene list, from which everything else is made. */
    public static Part first() {
        return values()[0];
    }

    /** The part that is made last, and erased by every level. */
    public static Part last() {
        return values()[values().length - 1];
    }

    /** The parts that are texts, in the order they are made from each other. */
    public static List<Part> texts() {
        return List.of(values()).subList(1, values().length);
    }
}
