package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Scenes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds scenes that end in the middle of a sentence, as texts do that were cut off. Only what cannot be an ending counts: a
 * letter, a digit, or a sign after which something must follow. Verse, signatures, dates and a last word in capitals are
 * endings.
 */
final class CutEnding {
    /** These are written without signs at a sentence's end. */
    private static final Set<String> UNPUNCTUATED = Set.of("th", "lo", "km", "my", "bo");

    private static final String GREEK = "el";
    private static final String MARKUP = "*_~`# ";
    private static final String GOES_ON = ",;:،؛、，；：(（[【「『„‚&/\\-";
    /** They open speech in one language and close it in another. */
    private static final String OPENS_OR_CLOSES = "“‘«»";

    private static final String SENTENCE_ENDS = ".。!！?？…;；:：,，~～—–-\"'”’“‘»«」』)）";
    private static final int LONGEST_SIGNATURE = 6;
    private static final int LONGEST_NAME_WITHOUT_CASE = 6;
    private static final int LONGEST_SIGNATURE_WITHOUT_CASE = 12;
    private static final int LONGEST_DATE = 5;
    private static final Set<String> PARTICLES = Set.of(
            "van", "von", "vom", "zu", "zum", "der", "den", "die", "das", "de", "la", "le", "les", "du", "des", "di",
            "da", "del", "della", "do", "dos", "of", "the", "and", "und", "et", "e", "y", "i", "и", "af", "av", "til",
            "ter", "ten", "el", "al", "bin", "ibn", "in", "am");
    private static final Pattern FAREWELL = Pattern.compile(
            "^(?:your|yours|ever|love|with|sincerely|faithfully|truly|kind|best|dein\\w*|euer|eure|ihr|ihre|mit|liebe|herzlich\\w*|alles|ton|ta"
                    + "|tes|votre|avec|bien|tuyo|tuya|con|твоя|твой|твои|ваш|ваша|ваши|с|целую|искренне|всегда|tuo|tua|jouw|din"
                    + "|twój|twoja)(?![\\p{L}]).*",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern YEAR_AT_THE_END = Pattern.compile("\\b\\d{4}$");
    private static final Pattern TIME_AT_THE_END = Pattern.compile("(?<!\\d)\\d{1,2}:\\d{2}(?::\\d{2})?$");
    private static final Pattern CAPITALS_AT_THE_END = Pattern.compile("(?<![\\p{L}\\p{N}])\\p{Lu}{2,}$");
    /** A thought, a letter, a sign on a wall. */
    private static final Pattern IN_ITALICS = Pattern.compile("^(?:\\*[^*\\s][^*]*\\*|_[^_\\s][^_]*_)$");

    private static final int LONGEST_VERSE = 80;
    private static final int LEAST_VERSES = 3;
    private static final int SHOWN = 40;

    private CutEnding() {}

    static List<Finding> find(CheckInput input) {
        SortedMap<Integer, String> text = input.text();
        String language = BookLanguage.of(input.brief().book().language());
        if (UNPUNCTUATED.contains(language)) {
            return List.of();
        }
        SortedSet<Integer> scenes = new TreeSet<>();
        StringBuilder ends = new StringBuilder();
        for (Map.Entry<Integer, String> scene : text.entrySet()) {
            if (isCut(scene.getValue(), language)) {
                scenes.add(scene.getKey());
                ends.append(ends.isEmpty() ? "" : "; ").append(end(scene.getValue()));
            }
        }
        return scenes.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.CUT_ENDING,
                        "The end is cut off in %s: '%s'.".formatted(Scenes.named(scenes), ends),
                        scenes));
    }

    /** @param language two or three letters, such as {@code el}, in which a semicolon asks */
    static boolean isCut(String text, String language) {
        String end = withoutMarkup(text.stripTrailing());
        if (end.isEmpty()) {
            return false;
        }
        int last = end.codePointBefore(end.length());
        if (last == '-') {
            return !end.endsWith("--") && Character.isLetterOrDigit(end.codePointAt(Math.max(0, end.length() - 2)));
        }
        if (last == ';' && language.equals(GREEK)) {
            return false;
        }
        if (GOES_ON.indexOf(last) >= 0) {
            return true;
        }
        if (OPENS_OR_CLOSES.indexOf(last) >= 0) {
            return opens(end);
        }
        return isOpen(last) && !isEnding(text, end);
    }

    private static boolean isOpen(int last) {
        int type = Character.getType(last);
        boolean mark = (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK)
                && Character.UnicodeBlock.of(last) != Character.UnicodeBlock.VARIATION_SELECTORS;
        return Character.isLetterOrDigit(last) || mark;
    }

    /** A mark opens speech behind a blank, behind nothing, and behind a sign after which something must follow. */
    private static boolean opens(String end) {
        int before = end.length() < 2 ? ' ' : end.codePointBefore(end.length() - 1);
        // In French and in Russian a blank stands before the mark that closes, too.
        boolean closes = end.endsWith("»") && end.lastIndexOf('«') > end.lastIndexOf('»', end.length() - 2);
        return !closes && (Character.isWhitespace(before) || before == '\u00A0' || GOES_ON.indexOf(before) >= 0);
    }

    private static boolean isEnding(String text, String end) {
        return IN_ITALICS.matcher(lastLine(text)).matches()
                || CAPITALS_AT_THE_END.matcher(tail(end)).find()
                || TIME_AT_THE_END.matcher(tail(end)).find()
                || isSignature(text)
                || isVerse(text);
    }

    private static String tail(String end) {
        return end.substring(Math.max(0, end.length() - SHOWN));
    }

    private static String lastLine(String text) {
        String end = text.stripTrailing();
        return end.substring(Math.max(end.lastIndexOf('\n'), end.lastIndexOf('\r')) + 1)
                .strip();
    }

    private static String withoutMarkup(String text) {
        int end = text.length();
        while (end > 0 && MARKUP.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(0, end);
    }

    /** The last line stands alone, and is a name, a place, a day, a farewell. */
    private static boolean isSignature(String text) {
        String last = lastLine(text);
        String before = text.stripTrailing();
        before = before.substring(0, before.length() - last.length());
        String line = withoutMarkup(last);
        if (before.isBlank() || line.isEmpty() || line.length() > LONGEST_VERSE) {
            return false;
        }
        List<String> words = words(line);
        boolean dashed = last.startsWith("—") || last.startsWith("–") || last.startsWith("-");
        if (words.isEmpty() || words.size() > LONGEST_SIGNATURE) {
            return false;
        }
        return dashed
                || areNames(words)
                || (standsApart(before) && (isSignatureWithoutCase(line) || isFarewellOrDay(line, words)));
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split("[\\s*_—–-]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean areNames(List<String> words) {
        return !words.isEmpty()
                && isName(words.get(words.size() - 1))
                && words.stream().allMatch(word -> isName(word) || PARTICLES.contains(word));
    }

    private static boolean isName(String word) {
        int first = word.codePointAt(0);
        return Character.isUpperCase(first) || Character.isDigit(first);
    }

    /** Behind a blank line, or behind one that ends a sentence. */
    private static boolean standsApart(String before) {
        String stripped = before.stripTrailing();
        String blank = before.substring(stripped.length());
        boolean paragraph = blank.lines().count() > 1;
        String open = withoutMarkup(stripped);
        return paragraph || open.isEmpty() || SENTENCE_ENDS.indexOf(open.charAt(open.length() - 1)) >= 0;
    }

    private static boolean isFarewellOrDay(String line, List<String> words) {
        int comma = line.lastIndexOf(',');
        boolean named = comma >= 0 && areNames(words(line.substring(comma + 1)));
        boolean day = YEAR_AT_THE_END.matcher(line).find()
                || (words.size() <= LONGEST_DATE
                        && Character.isDigit(words.get(0).codePointAt(0)));
        return named || day || FAREWELL.matcher(line).matches();
    }

    /** In Chinese and others a name cannot be told by a capital; it is short, and a clause seldom is. */
    private static boolean isSignatureWithoutCase(String line) {
        int length = line.codePointCount(0, line.length());
        boolean caseless = line.codePoints()
                .noneMatch(sign ->
                        Character.isUpperCase(sign) || Character.isLowerCase(sign) || "“‘«「『„:：".indexOf(sign) >= 0);
        boolean inParts = line.contains("的") || line.chars().anyMatch(sign -> " \u3000,，、·".indexOf(sign) >= 0);
        return caseless
                && (length <= LONGEST_NAME_WITHOUT_CASE || (inParts && length <= LONGEST_SIGNATURE_WITHOUT_CASE));
    }

    /** Of the last lines that belong together, short ones all, most end without a sign. */
    private static boolean isVerse(String text) {
        List<String> lines = text.stripTrailing().lines().toList();
        int verses = 0;
        int open = 0;
        for (int index = lines.size() - 1; index >= 0; index--) {
            String line = withoutMarkup(lines.get(index).strip());
            if (line.isEmpty() && verses > 0) {
                break;
            }
            if (line.length() > LONGEST_VERSE) {
                return false;
            }
            verses++;
            int last = line.isEmpty() ? ' ' : line.codePointBefore(line.length());
            open += Character.isLetterOrDigit(last) || last == ',' || last == '，' ? 1 : 0;
        }
        return verses >= LEAST_VERSES && 2 * open > verses;
    }

    private static String end(String text) {
        String end = text.stripTrailing();
        int from = Math.max(0, end.length() - SHOWN);
        int whole = from > 0 && Character.isLowSurrogate(end.charAt(from)) ? from + 1 : from;
        return String.format(
                Locale.ROOT, "%s%s", from > 0 ? ".." : "", end.substring(whole).replaceAll("\\s+", " "));
    }
}
