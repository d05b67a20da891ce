package dev.storycrew.core.story;

import java.util.Set;
import java.util.TreeSet;

/** Scene numbers, for people. */
public final class Scenes {
    private Scenes() {}

    /** {@code scene 3}, {@code scenes 1 and 3}, {@code scenes 1, 2 and 5}; the numbers in ascending order. */
    public static String named(Set<Integer> numbers) {
        StringBuilder text = new StringBuilder(numbers.size() == 1 ? "scene " : "scenes ");
        int left = numbers.size();
        for (int number : new TreeSet<>(numbers)) {
            left--;
            text.append(number).append(left == 0 ? "" : left == 1 ? " and " : ", ");
        }
        return text.toString();
    }
}
