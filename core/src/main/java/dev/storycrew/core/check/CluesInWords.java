package dev.storycrew.core.check;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.text.SameWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the clue that somebody means who says it in words: the same words, words around it, its id among them, or the
 * same but for articles and forms of "to be". Where two clues could be meant, none is.
 */
final class CluesInWords {
    /** So short, one clue may stand in another by chance. */
    private static final int SHORTEST = 10;

    private static final int SHORTEST_IN_CHARACTERS = 5;
    /** What is left out may be a part of the clue, but not most of it. */
    private static final double MOST_OF_IT = 0.6;

    private static final int LEAST_WORDS = 2;
    private static final Pattern ID = Pattern.compile("(?<![a-z0-9])c[1-9]\\d{0,8}(?![a-z0-9])");
    private static final Pattern ID_BEFORE_WORDS = Pattern.compile("^[^\\p{L}\\p{N}]*(c[1-9]\\d{0,8})\\s*[:：.–—-].*");
    private static final Set<String> SMALL_WORDS = Set.of(
            "the", "a", "an", "is", "was", "are", "were", "be", "been", "has", "had", "that", "there", "its", "it");

    private final Map<String, BibleEntry> bySameWords = new LinkedHashMap<>();

    /** @param clues that may be meant */
    CluesInWords(List<BibleEntry> clues) {
        clues.forEach(clue -> bySameWords.putIfAbsent(SameWords.of(clue.text()), clue));
    }

    /** The clue that is meant; null if none is, or nobody can say which. */
    @Nullable
    BibleEntry in(String said) {
        String same = SameWords.of(said);
        BibleEntry exactly = bySameWords.get(same);
        if (exactly != null) {
            return exactly;
        }
        BibleEntry named = named(said);
        if (named != null) {
            return named;
        }
        BibleEntry within = only(clue -> isLong(clue) && same.contains(clue));
        if (within != null) {
            return within;
        }
        BibleEntry part =
                only(clue -> isLong(same) && same.length() >= MOST_OF_IT * clue.length() && clue.contains(same));
        return part == null ? byContent(said) : part;
    }

    /** The id that a text begins with; null if it begins with none. */
    static @Nullable String idBefore(String said) {
        Matcher id = ID_BEFORE_WORDS.matcher(said.toLowerCase(Locale.ROOT));
        return id.lookingAt() ? id.group(1) : null;
    }

    /** By an id that stands among other words. */
    private @Nullable BibleEntry named(String said) {
        List<String> ids = ID.matcher(said.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
        return ids.size() != 1
                ? null
                : bySameWords.values().stream()
                        .filter(clue -> clue.id().toString().equals(ids.get(0)))
                        .findFirst()
                        .orElse(null);
    }

    private @Nullable BibleEntry only(Predicate<String> matches) {
        List<BibleEntry> all = bySameWords.entrySet().stream()
                .filter(clue -> matches.test(clue.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return all.size() == 1 ? all.get(0) : null;
    }

    private @Nullable BibleEntry byContent(String said) {
        Set<String> words = content(said);
        List<BibleEntry> all = words.size() < LEAST_WORDS
                ? List.of()
                : bySameWords.values().stream()
                        .filter(clue -> content(clue.text()).equals(words))
                        .toList();
        return all.size() == 1 ? all.get(0) : null;
    }

    private static Set<String> content(String text) {
        Set<String> words = new TreeSet<>(TextMetrics.tokens(text));
        words.removeAll(SMALL_WORDS);
        // The order of characters is what they say.
        return words.stream().anyMatch(EarlierText::isOfCharacters) ? Set.of() : words;
    }

    private static boolean isLong(String same) {
        boolean characters = !same.isEmpty() && EarlierText.isOfCharacters(same);
        return same.codePointCount(0, same.length()) >= (characters ? SHORTEST_IN_CHARACTERS : SHORTEST);
    }
}
