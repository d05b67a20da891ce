package dev.storycrew.llm.answer;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line that a scene's text follows. The form that is asked for is {@code === SCENE 1 ===}; models also write it as a
 * heading, in bold, in another language or with the number in words.
 *
 * @param said what follows the number; empty for a title in any other form than the one that is asked for
 * @param asExplained true for the form that is asked for
 */
record SceneMark(int scene, String said, boolean asExplained) {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    private static final Pattern EXPLAINED =
            Pattern.compile("^[ \\t*#>]*={2,}\\s*SCENE\\s+(\\d{1,6})\\b([^\\n=]*)={2,}[ \\t*]*$", FLAGS);

    /** A longer line is prose; the patterns take quadratic time on it. */
    static final int LONGEST = 160;

    private static final List<String> WORDS =
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
    private static final String CHINESE_DIGITS = "零一二三四五六七八九";
    /** A number, as one group. */
    static final String NUMBER =
            "(\\d{1,6}|[" + CHINESE_DIGITS + "两十]{1,3}|[ivx]{1,6}|" + String.join("|", WORDS) + ")";

    static final String SCENE = "(?:scenes?|sc[eè]ne|scena|scen|escena|cena|szene|сцена|scéna|sahne|cảnh|adegan|"
            + "场景|場景|シーン|場面|장면|씬|المشهد|مشهد|दृश्य)";
    private static final Pattern OTHERWISE = Pattern.compile(
            "^([\\s#*_>=~\\-–—\\[(【「『<]*)(?:" + SCENE + "\\s*(?:no\\.?|nr\\.?|#|№)?\\s*" + NUMBER + "|第\\s*" + NUMBER
                    + "\\s*(?:个|個)?\\s*(?:场景|場景|场|場|幕|节|節|シーン|場面))(?![\\p{L}\\p{N}\\p{M}])(.*)$",
            FLAGS);
    /** What makes a line a heading, so that a title may follow the number and a sign like a colon. */
    private static final Pattern DECORATED = Pattern.compile("[#*_=~\\-–—\\[【「『<]");
    /** A Markdown heading, or a line wholly in bold: nothing but a title can follow the number. */
    private static final Pattern HEADING =
            Pattern.compile("[\\s>*_-]*#.*|[\\s>]*(\\*{2,3}|_{2,3})(?:(?!\\*\\*|__).)+\\1\\s*[:.]?");

    private static final Pattern DECORATION = Pattern.compile("^[\\s*_\\])】」』>]+|[\\s#*_=~\\-–—\\])】」』>]+$");
    private static final Pattern TITLE = Pattern.compile("^[:.,(|–—-].*");
    private static final Pattern NO_TITLE = Pattern.compile("[:.]?");
    private static final Pattern WORK = Pattern.compile("^(?:KEEP|PARA(?:GRAPH)?S?|AFTER)\\b.*", FLAGS);

    /** The mark in a line; null if it is none. */
    static @Nullable SceneMark of(String text) {
        String line = text.strip();
        if (line.length() > LONGEST) {
            return null;
        }
        Matcher explained = EXPLAINED.matcher(line);
        if (explained.matches()) {
            return new SceneMark(Integer.parseInt(explained.group(1)), String.valueOf(explained.group(2)), true);
        }
        String normal = Normalizer.normalize(line, Normalizer.Form.NFKC);
        Matcher otherwise = OTHERWISE.matcher(normal);
        if (!otherwise.matches()) {
            return null;
        }
        String start = String.valueOf(otherwise.group(1));
        String after = DECORATION.matcher(String.valueOf(otherwise.group(4))).replaceAll("");
        boolean plain = NO_TITLE.matcher(after).matches();
        boolean work = WORK.matcher(after).matches();
        boolean titled = HEADING.matcher(normal).matches()
                || (DECORATED.matcher(start).find() && TITLE.matcher(after).matches());
        if (!plain && !work && !titled) {
            return null;
        }
        // Between equals signs it is the form that is asked for, translated: KEEP after a colon is no title there.
        boolean said = !plain && (work || start.contains("="));
        int scene = number(otherwise.group(2) == null ? otherwise.group(3) : otherwise.group(2));
        return scene < 1 ? null : new SceneMark(scene, said ? " " + after : "", false);
    }

    /** True for a line in the form that is asked for. */
    static boolean isAsExplained(String line) {
        SceneMark mark = of(line);
        return mark != null && mark.asExplained();
    }

    /** What {@link #NUMBER} found. */
    static int number(@Nullable String shown) {
        String word = String.valueOf(shown).toLowerCase(Locale.ROOT);
        if (Character.isDigit(word.charAt(0))) {
            return Integer.parseInt(word);
        }
        if (WORDS.contains(word)) {
            return WORDS.indexOf(word) + 1;
        }
        return "ivx".indexOf(word.charAt(0)) >= 0 ? roman(word) : chinese(word);
    }

    /** Of {@code first} to {@code twelfth}. */
    static int ordinal(String word) {
        return ORDINALS.indexOf(word.toLowerCase(Locale.ROOT)) + 1;
    }

    private static int roman(String word) {
        int total = 0;
        int before = 0;
        for (int index = word.length() - 1; index >= 0; index--) {
            int value = word.charAt(index) == 'x' ? 10 : word.charAt(index) == 'v' ? 5 : 1;
            total += value < before ? -value : value;
            before = Math.max(before, value);
        }
        return total;
    }

    private static int chinese(String word) {
        int ten = word.indexOf('十');
        int tens = ten < 0 ? 0 : ten == 0 ? 1 : digit(word.charAt(0));
        int ones = ten == word.length() - 1 ? 0 : digit(word.charAt(word.length() - 1));
        return tens * 10 + ones;
    }

    private static int digit(char sign) {
        return sign == '两' ? 2 : Math.max(0, CHINESE_DIGITS.indexOf(sign));
    }
}
