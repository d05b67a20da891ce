package dev.storycrew.core.judge;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds scene numbers in a judge's words, whatever their case and language: {@code "Scene 2"}, {@code "scenes 1 and 3"},
 * {@code "SCENES 2-4, dialogue"}, {@code "the second scene"}, {@code "第2场"}, {@code "2"}. Numbers of other things
 * ({@code "paragraph 3"}, {@code "chapter 1"}) are not scene numbers.
 */
public final class SceneReferences {
    private static final List<String> CARDINALS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final List<String> ORDINALS = List.of(
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth");
    private static final Map<String, Integer> CHINESE =
            Map.of("一", 1, "二", 2, "两", 2, "三", 3, "四", 4, "五", 5, "六", 6, "七", 7, "八", 8, "九", 9);

    private static final String NUMBER = "(?:\\d+|" + String.join("|", CARDINALS) + "|[一二两三四五六七八九])";
    private static final String SCENE_WORD = "(?:scenes?|sc\\.|sc(?=\\s*\\d)|escenas?|szenen?|scènes?|场景|場景|シーン)";
    /** A list or range of numbers: {@code 1}, {@code 1, 2 and 4}, {@code 2-4}. */
    private static final String LIST = NUMBER + "(?:\\s*(?:,|;|/|&|\\+|and|und|et|y|to|through|or|-|–|—|和|、|至|到)+\\s*"
            + "(?:(?:scene|sc\\.)\\s*)?#?" + NUMBER + ")*";

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern AFTER_WORD =
            Pattern.compile(SCENE_WORD + "[\\s#:_(\\[.-]*(?:no\\.?|number)?\\s*(" + LIST + ")", FLAGS);
    private static final Pattern ORDINAL =
            Pattern.compile("\\b(" + String.join("|", ORDINALS) + "|\\d+(?:st|nd|rd|th))\\s+scene", FLAGS);
    private static final Pattern CHINESE_ORDINAL = Pattern.compile("第\\s*(\\d+|[一二两三四五六七八九])\\s*(?:个)?\\s*(?:场|場|幕|节)");
    private static final Pattern OTHER_UNIT = Pattern.compile(
            "(?:chapters?|paragraphs?|paras?\\.?|lines?|pages?|sentences?|words?|acts?|beats?|p\\.|¶|段落?|行|页|句)\\s*#?\\s*\\d+"
                    + "|\\d+(?:st|nd|rd|th)?\\s*(?:chapters?|paragraphs?|lines?|pages?|sentences?|words?|times?|acts?|beats?)"
                    + "|第\\s*\\d+\\s*(?:章|段|行|页|句|回)",
            FLAGS);
    private static final Pattern RANGE =
            Pattern.compile("(" + NUMBER + ")\\s*(?:-|–|—|to|through|至|到)\\s*(" + NUMBER + ")", FLAGS);
    private static final Pattern ANY_NUMBER = Pattern.compile(NUMBER, FLAGS);
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final int WIDEST_RANGE = 100;

    private SceneReferences() {}

    /**
     * The scene numbers that a location names, ascending; empty when it names none.
     *
     * @param location a judge's words, or null
     */
    public static SortedSet<Integer> in(@Nullable String location) {
        SortedSet<Integer> scenes = new TreeSet<>();
        if (location == null) {
            return scenes;
        }
        forEachGroup(AFTER_WORD, location, list -> addNumbers(list, scenes));
        forEachGroup(ORDINAL, location, ordinal -> scenes.add(number(ordinal)));
        forEachGroup(CHINESE_ORDINAL, location, ordinal -> scenes.add(number(ordinal)));
        if (scenes.isEmpty()) {
            Matcher bare = DIGITS.matcher(OTHER_UNIT.matcher(location).replaceAll(" "));
            while (bare.find()) {
                scenes.add(number(bare.group()));
            }
        }
        return scenes;
    }

    /** The location that {@link #in} reads back as the given scenes; null for none, which means the whole chapter. */
    public static @Nullable String location(Collection<Integer> scenes) {
        if (scenes.isEmpty()) {
            return null;
        }
        String numbers = scenes.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
        return (scenes.size() == 1 ? "scene " : "scenes ") + numbers;
    }

    private static void forEachGroup(Pattern pattern, String text, java.util.function.Consumer<String> consumer) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            consumer.accept(matcher.group(1));
        }
    }

    private static void addNumbers(String list, SortedSet<Integer> scenes) {
        Matcher range = RANGE.matcher(list);
        while (range.find()) {
            int from = number(range.group(1));
            int last = Math.min(number(range.group(2)), from + WIDEST_RANGE);
            for (int scene = from; scene <= last; scene++) {
                scenes.add(scene);
            }
        }
        Matcher single = ANY_NUMBER.matcher(list);
        while (single.find()) {
            scenes.add(number(single.group()));
        }
    }

    private static int number(String word) {
        String folded = word.toLowerCase(java.util.Locale.ROOT);
        if (CARDINALS.contains(folded)) {
            return CARDINALS.indexOf(folded) + 1;
        }
        if (ORDINALS.contains(folded)) {
            return ORDINALS.indexOf(folded) + 1;
        }
        Integer chinese = CHINESE.get(folded);
        if (chinese != null) {
            return chinese;
        }
        String digits = folded.replaceAll("\\D", "");
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }
}
