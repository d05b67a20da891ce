package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.text.SceneTrace;
import java.util.List;
import java.util.Objects;

/** Finds chapters that end as the ones before them did: on a question, on a line of dialogue, on three dots. */
final class SameEnding {
    /** So many chapters in a row before this one. */
    private static final int SAME_BEFORE = 2;

    private static final String PLAIN = "";
    private static final String QUOTES = "\"'”’»«」』“‘";

    private SameEnding() {}

    static List<Finding> find(CheckInput input) {
        if (input.text().isEmpty()) {
            return List.of();
        }
        int scene = input.text().lastKey();
        String ending = kind(Objects.requireNonNull(input.text().get(scene)));
        int chapter = input.brief().id().number();
        List<String> before = input.bible().traces().stream()
                .filter(trace -> trace.chapter() < chapter && trace.chapter() >= chapter - SAME_BEFORE)
                .filter(trace -> !trace.ending().isEmpty())
                .map(SceneTrace::ending)
                .toList();
        boolean again = !ending.equals(PLAIN)
                && before.size() == SAME_BEFORE
                && before.stream().allMatch(ending::equals);
        return again
                ? List.of(Finding.inScenes(
                        Finding.Kind.SAME_ENDING,
                        "The chapter ends on " + ending + ", as the last " + SAME_BEFORE + " did.",
                        List.of(scene)))
                : List.of();
    }

    /** How a text ends; empty for a plain sentence, which every book may end on as often as it likes. */
    static String kind(String text) {
        String end = text.stripTrailing();
        if (end.isEmpty()) {
            return PLAIN;
        }
        if (QUOTES.indexOf(end.charAt(end.length() - 1)) >= 0) {
            return "a line of dialogue";
        }
        if (end.endsWith("…") || end.endsWith("...")) {
            return "three dots";
        }
        return switch (end.charAt(end.length() - 1)) {
            case '?', '？', '؟' -> "a question";
            case '!', '！' -> "an exclamation";
            case '—', '–' -> "a broken-off sentence";
            default -> PLAIN;
        };
    }
}
