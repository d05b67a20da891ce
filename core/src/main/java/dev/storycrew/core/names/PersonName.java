package dev.storycrew.core.names;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The forms in which a text may name a person: each part of the name, or in a script without spaces the whole name and the
 * name without its family name. When in doubt it is the person: that shows a line too many, never one too few.
 */
public final class PersonName {
    private static final int SHORTEST_PART = 3;
    private static final int SHORTEST_WITH_FAMILY_NAME = 3;
    private static final int SHORTEST_INFLECTED = 5;

    private final Set<Word> words = new LinkedHashSet<>();
    private final Set<String> unspaced = new LinkedHashSet<>();

    /** @param lower in small letters */
    private record Word(String lower, boolean capital) {}

    public PersonName(String name) {
        List<String> parts = NamedText.words(NamedText.normal(name));
        boolean capitals = parts.stream().anyMatch(PersonName::isCapital);
        for (String part : parts) {
            if (part.codePoints().anyMatch(PersonName::isUnspaced)) {
                addUnspaced(part, parts.size() == 1);
            } else if (parts.size() == 1 || (part.length() >= SHORTEST_PART && (isCapital(part) || !capitals))) {
                addSpaced(part);
            }
        }
        if (words.isEmpty() && unspaced.isEmpty()) {
            // All parts are short: Bo Li.
            parts.forEach(this::addSpaced);
        }
    }

    /** True when a text names the person, or may. */
    public boolean isIn(NamedText text) {
        return words.stream().anyMatch(word -> text.hasWord(word.lower(), word.capital()))
                || unspaced.stream().anyMatch(text::contains);
    }

    private void addSpaced(String part) {
        String lower = part.toLowerCase(Locale.ROOT);
        words.add(new Word(lower, isCapital(part)));
        if (lower.length() >= SHORTEST_INFLECTED && lower.codePoints().allMatch(PersonName::isInflected)) {
            words.add(new Word(lower.substring(0, lower.length() - 1), isCapital(part)));
        }
    }

    private void addUnspaced(String part, boolean whole) {
        unspaced.add(part);
        if (whole && part.codePointCount(0, part.length()) >= SHORTEST_WITH_FAMILY_NAME) {
            unspaced.add(part.substring(part.offsetByCodePoints(0, 1)));
        }
    }

    private static boolean isCapital(String part) {
        return Character.isUpperCase(part.codePointAt(0)) || Character.isTitleCase(part.codePointAt(0));
    }

    /** In languages of these scripts a name's last letter changes with its case: Марта, Марту. */
    private static boolean isInflected(int point) {
        return switch (Character.UnicodeScript.of(point)) {
            case CYRILLIC, GREEK -> true;
            default -> false;
        };
    }

    static boolean isUnspaced(int point) {
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
