package dev.storycrew.bench.mix;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A text of the same length that repeats no long run of words of another one. The rehearsal model draws on a small stock of
 * sentences, so its chapters, and a scene that it writes again, repeat some; a language model seldom does.
 */
final class OtherWords {
    /** So many words change places among each other, which is well within the shortest run that counts as repeated. */
    private static final int TOGETHER = 6;

    /** A word that is no name, or a run of Chinese. */
    private static final Pattern WORD =
            Pattern.compile("(?<![\\p{L}\\p{M}'’-])\\p{Ll}+(?![\\p{L}\\p{M}'’-])|\\p{IsHan}+");

    /** Where a word stands. */
    private record Place(int start, int end, String word) {}

    private OtherWords() {}

    /**
     * The text with other words.
     *
     * @param names whose characters, and Chinese words that hold one of them, stay where they are
     * @param turn texts of different turns have nothing in common
     */
    static String of(String text, List<String> names, long turn) {
        Set<String> fixed = new HashSet<>();
        names.forEach(name -> name.codePoints().forEach(character -> fixed.add(Character.toString(character))));
        List<Place> places = places(text).stream()
                .filter(place -> !fixed.contains(place.word()) && !isChineseWith(place.word(), fixed))
                .toList();
        Random chance = new Random(turn);
        StringBuilder other = new StringBuilder();
        int from = 0;
        for (int first = 0; first < places.size(); first += TOGETHER) {
            List<Place> together = places.subList(first, Math.min(places.size(), first + TOGETHER));
            List<String> words =
                    new ArrayList<>(together.stream().map(Place::word).toList());
            Collections.shuffle(words, chance);
            for (int index = 0; index < words.size(); index++) {
                other.append(text, from, together.get(index).start()).append(words.get(index));
                from = together.get(index).end();
            }
        }
        return other.append(text, from, text.length()).toString();
    }

    private static boolean isChineseWith(String word, Set<String> characters) {
        return Character.isIdeographic(word.codePointAt(0))
                && word.codePoints().mapToObj(Character::toString).anyMatch(characters::contains);
    }

    /** Chinese words stay whole: a tokenizer needs fewer tokens for them than for their characters in another order. */
    private static List<Place> places(String text) {
        BreakIterator words = BreakIterator.getWordInstance(ULocale.CHINESE);
        List<Place> places = new ArrayList<>();
        for (MatchResult match : WORD.matcher(text).results().toList()) {
            words.setText(match.group());
            int from = words.first();
            for (int to = words.next(); to != BreakIterator.DONE; to = words.next()) {
                places.add(new Place(
                        match.start() + from, match.start() + to, match.group().substring(from, to)));
                from = to;
            }
        }
        return places;
    }
}
