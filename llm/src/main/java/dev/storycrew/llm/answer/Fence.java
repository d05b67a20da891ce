package dev.storycrew.llm.answer;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps a story's own text from being mistaken for part of a request. Lines that look like headings, scene markers,
 * code fences or the request's first and last line get a bar in front, so the story cannot close the section it is in.
 * The bar is removed again from an answer's lines.
 */
public final class Fence {
    private static final String BAR = "    | ";
    private static final Pattern BARRED = Pattern.compile("^\\s*\\| ?(.*)$");
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final Pattern SPACES = Pattern.compile("\\s{2,}");
    /** Line breaks beyond ASCII. */
    private static final char NEXT_LINE = 0x85;

    private static final char LINE_END = 0x2028;
    private static final char PARAGRAPH_END = 0x2029;
    private static final Pattern INVISIBLE_START = Pattern.compile("^[\\s\\p{Z}\\p{Cf}\\p{Cc}*>_]+");
    private static final Pattern STRUCTURE = Pattern.compile(
            "^(?:#|={2,}|`{3}|~{3}|SCENES?\\s*:|CHAPTER\\b.*\\bATTEMPT\\b).*", Pattern.CASE_INSENSITIVE);
    /** The control tokens of local servers' chat templates: {@code <|im_start|>}. */
    private static final Pattern CHAT_TOKEN = Pattern.compile("<(?=\\||/?s>|/?(?:start|end)_of_turn>)");

    private Fence() {}

    /** A multi-line text without lines that look like structure. */
    public static String fenced(String text) {
        return Arrays.stream(LINE_BREAK.split(text, -1))
                .map(line -> isStructure(line) ? BAR + line : line)
                .map(Fence::withoutChatTokens)
                .collect(Collectors.joining("\n"));
    }

    /** A text on one line, for places where the line begins with something else. */
    public static String oneLine(String text) {
        String line = text.strip();
        return isPlain(line)
                ? line
                : withoutChatTokens(
                        SPACES.matcher(LINE_BREAK.matcher(line).replaceAll(" ")).replaceAll(" "));
    }

    /** True of nearly every line: there is nothing in it to replace. */
    private static boolean isPlain(String line) {
        for (int at = 0; at < line.length(); at++) {
            char sign = line.charAt(at);
            boolean another = sign == ' ' && at > 0 && line.charAt(at - 1) == ' ';
            if (another
                    || sign < ' '
                    || sign == '<'
                    || sign == NEXT_LINE
                    || sign == LINE_END
                    || sign == PARAGRAPH_END) {
                return false;
            }
        }
        return true;
    }

    /** A line without its bar. */
    static String opened(String line) {
        Matcher barred = BARRED.matcher(line);
        if (barred.matches()) {
            String inner = barred.group(1);
            if (isStructure(inner) && !SceneTexts.isMarker(inner)) {
                return inner;
            }
        }
        return line;
    }

    private static boolean isStructure(String line) {
        String plain = Normalizer.normalize(line, Normalizer.Form.NFKC);
        return STRUCTURE
                .matcher(INVISIBLE_START.matcher(plain).replaceFirst(""))
                .matches();
    }

    private static String withoutChatTokens(String line) {
        return CHAT_TOKEN.matcher(line).replaceAll("< ");
    }
}
