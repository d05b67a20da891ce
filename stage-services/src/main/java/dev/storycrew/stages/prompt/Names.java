package dev.storycrew.stages.prompt;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a template may name.
 *
 * @param texts variables; as sections they are true when they are not empty
 * @param lists sections that repeat; each has a flag, {@code hasGoals} for {@code goals}
 */
record Names(Set<String> texts, Set<String> lists) {
    /** How a section names its own item. */
    static final Set<String> OF_AN_ITEM = Set.of(".", "this");

    Names {
        texts = Set.copyOf(texts);
        lists = Set.copyOf(lists);
    }

    static String flag(String list) {
        return "has" + Character.toUpperCase(list.charAt(0)) + list.substring(1);
    }

    /** What a template may insert as a text. */
    Set<String> variables() {
        Set<String> variables = new TreeSet<>(texts);
        variables.addAll(OF_AN_ITEM);
        return variables;
    }

    /** What a template may open a section for. */
    Set<String> sections() {
        Set<String> sections = new TreeSet<>(texts);
        sections.addAll(lists);
        lists.forEach(list -> sections.add(flag(list)));
        return sections;
    }
}
