package dev.storycrew.bench.mix;

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

    /** A word that is no name, or a Chinese character. */
    private static final Pattern WORD =
            Pattern.compile("(?<![\\p{L}\\p{M}'’-])\\p{Ll}+(?![\\p{L}\\p{M}'’-])|\\p{IsHan}");

    private OtherWords() {}

    /**
     * The text with other words.
     *
     * @param names whose characters stay where they are
     * @param turn texts of different turns have nothing in common
     */
    static String of(String text, List<String> names, long turn) {
        Set<String> fixed = new HashSet<>();
        names.forEach(name -> name.codePoints().forEach(character -> fixed.add(Character.toString(character))));
        List<MatchResult> places = WORD.matcher(text)
                .results()
                .filter(word -> !fixed.contains(word.group()))
                .toList();
        Random chance = new Random(turn);
        StringBuilder other = new StringBuilder();
        int from = 0;
        for (int first = 0; first < places.size(); first += TOGETHER) {
            List<MatchResult> together = places.subList(first, Math.min(places.size(), first + TOGETHER));
            List<String> words =
                    new ArrayList<>(together.stream().map(MatchResult::group).toList());
            Collections.shuffle(words, chance);
            for (int index = 0; index < words.size(); index++) {
                other.append(text, from, together.get(index).start()).append(words.get(index));
                from = together.get(index).end();
            }
        }
        return other.append(text, from, text.length()).toString();
    }
}
