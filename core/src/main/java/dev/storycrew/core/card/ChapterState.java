package dev.storycrew.core.card;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The states in which a chapter is shown, in the order in which they are counted. */
public enum ChapterState {
    ACCEPTED,
    UNDER_WAY,
    /** Requested, but its turn has not come. */
    WAITING,
    /** Only an operator can make it start. */
    HELD,
    DEAD_LETTERED,
    EXHAUSTED,
    CANCELLED,
    /** All its requests were. */
    REJECTED;

    /** As it stands in a sentence: {@code under way}. */
    public String words() {
        return this == DEAD_LETTERED
                ? "dead-lettered"
                : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Reads a state as people write it: {@code dead-lettered}, {@code UNDER_WAY}.
     *
     * @throws IllegalArgumentException naming the states, if it is none
     */
    public static ChapterState parse(String text) {
        String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values())
                .filter(state -> state.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no state '" + text + "'; the states are "
                        + Arrays.stream(values())
                                .map(state ->
                                        state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .collect(Collectors.joining(", "))));
    }
}
