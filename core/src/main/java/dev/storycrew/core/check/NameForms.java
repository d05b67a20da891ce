package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.StoryCharacter;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that are nearly a known one, such as {@code Marra} for {@code Mara}. A part of a name is the known person: {@code
 * Ida} for {@code Ida Marsh}. It asks and does not claim: such a word may be another person, or no name.
 */
final class NameForms {
    /** A capital inside a sentence; in a language that writes all nouns so it says nothing. */
    private static final Pattern INSIDE = Pattern.compile("(?<=[\\p{Ll},;] )\\p{Lu}\\p{Ll}{2,20}(?![\\p{L}])");

    private static final Set<String> CAPITAL_NOUNS = Set.of("de", "lb");
    /** A name has other endings in other cases: {@code Мару} is no misspelling of {@code Мара}. */
    private static final Set<String> INFLECTING = Set.of(
            "ru", "uk", "be", "bg", "mk", "pl", "cs", "sk", "sl", "hr", "sr", "bs", "lt", "lv", "la", "el", "fi", "et",
            "hu", "tr", "az", "kk", "hy", "ka", "ro", "sq", "ga", "gd", "is", "eu");

    private static final int SHORTEST = 4;
    private static final int MOST_NAMES = 2_000;

    private NameForms() {}

    static List<Finding> find(CheckInput input) {
        String language = BookLanguage.of(input.brief().book().language());
        if (CAPITAL_NOUNS.contains(language) || INFLECTING.contains(language)) {
            return List.of();
        }
        Map<String, String> known = new TreeMap<>();
        for (StoryCharacter person : input.bible().characters()) {
            for (String part : person.name().split("[\\s'’-]+")) {
                known.put(part, person.name());
            }
        }
        SortedMap<String, SortedSet<Integer>> nearly = new TreeMap<>();
        input.text().forEach((scene, text) -> {
            Set<String> words = names(text);
            words.removeIf(word -> known.containsKey(word) || original(word, known.keySet()) == null);
            words.forEach(
                    word -> nearly.computeIfAbsent(word, key -> new TreeSet<>()).add(scene));
        });
        Set<String> days = daysAndMonths(language);
        nearly.keySet()
                .removeIf(
                        word -> days.contains(word) || isWord(word, input.text().values()));
        List<Finding> findings = new ArrayList<>();
        nearly.forEach((name, scenes) -> findings.add(Finding.inScenes(
                Finding.Kind.NAME_FORM,
                "Is '%s' in %s a misspelling of '%s'? If it is another word or person, leave it."
                        .formatted(name, Scenes.named(scenes), known.get(original(name, known.keySet()))),
                scenes)));
        return findings;
    }

    private static Set<String> daysAndMonths(String language) {
        Set<String> names = new TreeSet<>();
        for (Locale locale : List.of(Locale.ENGLISH, Locale.forLanguageTag(language))) {
            for (Month month : Month.values()) {
                names.add(month.getDisplayName(TextStyle.FULL, locale));
            }
            for (DayOfWeek day : DayOfWeek.values()) {
                names.add(day.getDisplayName(TextStyle.FULL, locale));
            }
        }
        return names;
    }

    /** What the chapter writes in lower case too is a word, such as {@code Bank} beside a {@code bank}. */
    private static boolean isWord(String name, Collection<String> texts) {
        Pattern word = Pattern.compile("(?<!\\p{L})" + Pattern.quote(name.toLowerCase(Locale.ROOT)) + "(?!\\p{L})");
        return texts.stream().anyMatch(text -> word.matcher(text).find());
    }

    private static Set<String> names(String text) {
        Matcher inside = INSIDE.matcher(text);
        return inside.results()
                .map(word -> word.group())
                .distinct()
                .limit(MOST_NAMES)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable String original(String name, Set<String> known) {
        return known.stream()
                .filter(part -> part.length() >= SHORTEST
                        && part.charAt(0) == name.charAt(0)
                        && !name.equals(part + "s")
                        && isOneChangeFrom(part, name))
                .findFirst()
                .orElse(null);
    }

    /** One letter more, less or other, or two in each other's place. */
    private static boolean isOneChangeFrom(String one, String other) {
        int same = 0;
        int shorter = Math.min(one.length(), other.length());
        while (same < shorter && one.charAt(same) == other.charAt(same)) {
            same++;
        }
        String left = one.substring(same);
        String right = other.substring(same);
        int difference = left.length() - right.length();
        if (difference == 0) {
            boolean swapped = left.length() > 1
                    && left.charAt(0) == right.charAt(1)
                    && left.charAt(1) == right.charAt(0)
                    && left.substring(2).equals(right.substring(2));
            return swapped || (!left.isEmpty() && left.substring(1).equals(right.substring(1)));
        }
        return difference == 1
                ? left.substring(1).equals(right)
                : difference == -1 && right.substring(1).equals(left);
    }
}
