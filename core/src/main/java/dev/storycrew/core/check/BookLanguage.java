package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds scenes in another language than the book's, by the script of their words and, among languages of the Latin script,
 * by their commonest words. Shares decide: foreign names, lines and letters are part of a story.
 */
final class BookLanguage {
    private static final String LATIN = "Latin";
    private static final String HAN = "Han";
    private static final String KANA = "Kana";

    /** The scripts that a language is written in; one that is not listed is not checked. */
    private static final Map<String, Set<String>> SCRIPTS = scripts();

    /** Words that a text of the language cannot do without, and texts of the others can. */
    private static final Map<String, Set<String>> COMMONEST = Map.of(
            "en",
                    words(
                            "the and of to was he she it that his her had with for you they not but were from have this said"),
            "de",
                    words(
                            "der die und das nicht sie er ich war mit auf den sich dem ein eine zu ist von es als wie hatte"),
            "fr",
                    words(
                            "le la les et des une est dans il elle pas que qui pour sur avait était mais avec ce au je vous"),
            "es", words("el los las y de una que en había se por con su para como más pero era lo le ella muy"),
            "it", words("il di che non una per era gli con della si sono aveva come più lei ma nel anche suo ho"),
            "pt", words("o os as e um uma que não de do da em para com ele ela era estava mais por seu sua"),
            "nl", words("het een en van de niet zijn was hij ze dat met voor maar haar hem ook zo naar heeft"),
            "sv", words("och det att som han hon inte var för med på den en av hade från sig men så till"),
            "pl", words("się nie na że jest było z do jak ale co był jej jego po już tylko tak ona"));

    /** Of so few words nothing can be said. */
    private static final int LEAST_WORDS = 20;

    private static final double IN_SCRIPT = 0.5;
    /** Of the words of a text, by language, about a third are among its commonest. */
    private static final double MANY = 0.15;

    private static final double MANY_OF_AN_UNKNOWN = 0.28;
    private static final int TIMES_MORE = 3;
    /** Of a Japanese text nearly half is kana; Chinese has none but in what it quotes. */
    private static final double MUCH_KANA = 0.25;

    private BookLanguage() {}

    private static Map<String, Set<String>> scripts() {
        Map<String, Set<String>> languages = new LinkedHashMap<>();
        languages.put("zh yue wuu", Set.of(HAN));
        languages.put("ja", Set.of(HAN, KANA));
        languages.put("ko", Set.of("Hangul"));
        languages.put("ru uk be bg mk", Set.of("Cyrillic"));
        languages.put("el", Set.of("Greek"));
        languages.put("he yi", Set.of("Hebrew"));
        languages.put("ar fa ur ps", Set.of("Arabic"));
        languages.put("hi mr ne", Set.of("Devanagari"));
        languages.put("th", Set.of("Thai"));
        languages.put("hy", Set.of("Armenian"));
        languages.put("ka", Set.of("Georgian"));
        languages.put("bn", Set.of("Bengali"));
        languages.put("ta", Set.of("Tamil"));
        languages.put(
                "en de fr es it pt nl sv da no nb nn fi is pl cs sk sl hr hu ro et lv lt tr vi id ms ca eu gl ga cy sq sw",
                Set.of(LATIN));
        Map<String, Set<String>> scripts = new HashMap<>();
        languages.forEach((all, written) -> {
            for (String language : all.split(" ")) {
                scripts.put(language, written);
            }
        });
        return Map.copyOf(scripts);
    }

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    /** The language itself, without region and script: {@code zh} of {@code zh-Hans-CN}. */
    static String of(String tag) {
        return tag.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    }

    /** @param words of each scene */
    static List<Finding> find(CheckInput input, SortedMap<Integer, List<String>> words) {
        String language = of(input.brief().book().language());
        Set<String> expected = SCRIPTS.get(language);
        if (expected == null) {
            return List.of();
        }
        SortedSet<Integer> scenes = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        words.forEach((scene, tokens) -> {
            String other = other(language, expected, tokens);
            if (!other.isEmpty()) {
                scenes.add(scene);
                shown.add("scene " + scene + " is in " + other);
            }
        });
        return scenes.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.LANGUAGE,
                        "The book's language is %s, but %s."
                                .formatted(input.brief().book().language(), String.join(", ", shown)),
                        scenes));
    }

    /** What a text is written in instead; empty if it is in the language, or nobody can say. */
    private static String other(String language, Set<String> expected, List<String> tokens) {
        Map<String, Integer> scripts = new HashMap<>();
        int known = 0;
        for (String token : tokens) {
            String script = script(token);
            if (!script.isEmpty()) {
                known++;
                scripts.merge(script, 1, Integer::sum);
            }
        }
        if (known < LEAST_WORDS) {
            return "";
        }
        int inScript = expected.stream()
                .mapToInt(script -> scripts.getOrDefault(script, 0))
                .sum();
        if (inScript < IN_SCRIPT * known) {
            String most = scripts.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .orElseThrow()
                    .getKey();
            return most.equals(LATIN) ? named(likeliest(language, tokens)) : most + " script";
        }
        int kana = scripts.getOrDefault(KANA, 0);
        if (language.equals("ja") && kana == 0 && scripts.getOrDefault(HAN, 0) > IN_SCRIPT * known) {
            return "Chinese";
        }
        if (!expected.contains(KANA) && kana > MUCH_KANA * known) {
            return "Japanese";
        }
        return expected.contains(LATIN) ? named(likelierThan(language, tokens, known)) : "";
    }

    private static String named(String language) {
        return language.isEmpty()
                ? ""
                : language.equals(LATIN)
                        ? "Latin script"
                        : Locale.forLanguageTag(language).getDisplayLanguage(Locale.ENGLISH);
    }

    /** Another language whose commonest words are far more frequent; empty if there is none. */
    private static String likelierThan(String language, List<String> tokens, int known) {
        // Of a language without a list only English can be told, not its near relatives.
        boolean listed = COMMONEST.containsKey(language);
        String likeliest = listed ? likeliest(language, tokens) : "en";
        if (likeliest.equals(LATIN)) {
            return "";
        }
        long others = among(likeliest, tokens);
        boolean clear = others > TIMES_MORE * (listed ? among(language, tokens) : 0)
                && others > (listed ? MANY : MANY_OF_AN_UNKNOWN) * known;
        return clear ? likeliest : "";
    }

    private static String likeliest(String besides, List<String> tokens) {
        String likeliest = LATIN;
        long most = 2;
        for (String language : new TreeSet<>(COMMONEST.keySet())) {
            long count = among(language, tokens);
            if (!language.equals(besides) && count > most) {
                likeliest = language;
                most = count;
            }
        }
        return likeliest;
    }

    private static long among(String language, List<String> tokens) {
        Set<String> commonest = COMMONEST.getOrDefault(language, Set.of());
        return tokens.stream().filter(commonest::contains).count();
    }

    private static String script(String token) {
        int sign = token.codePointAt(0);
        if (!Character.isLetter(sign)) {
            return "";
        }
        return switch (Character.UnicodeScript.of(sign)) {
            case HAN -> HAN;
            case HIRAGANA, KATAKANA -> KANA;
            case LATIN -> LATIN;
            case COMMON, INHERITED -> "";
            default -> {
                String name = Character.UnicodeScript.of(sign).name();
                yield name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
            }
        };
    }
}
