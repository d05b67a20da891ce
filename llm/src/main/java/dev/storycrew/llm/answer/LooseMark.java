package dev.storycrew.llm.answer;

import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that may begin or end a scene, where no scene can be found otherwise: {@code Scene 1: The Cellar}, {@code <scene
 * id="1">}, {@code First scene}, {@code ## 1}. Any of them could be a sentence of a story, so they count only where all
 * of an answer's agree.
 */
final class LooseMark {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    /** A longer line is prose; the patterns may take quadratic time on it. */
    private static final int LONGEST = 100;

    private static final Pattern TAG =
            Pattern.compile("</?(?:h[1-6]|b|strong|center|em|i|u|p|div)\\s*>|<!--|-->", FLAGS);
    private static final String SIGNS = "[^\\p{L}\\p{N}]*";
    private static final String BETWEEN = "[\\s_.:：#=(（\"'“№-]*";
    private static final Pattern NAMED = Pattern.compile(
            "^" + SIGNS + "(?:(?:chapter|kapitel|chapitre|capítulo)\\s*" + SceneMark.NUMBER + SIGNS
                    + "|第\\s*" + SceneMark.NUMBER + "\\s*[章回]" + SIGNS
                    + ")?(?:(?:revised|edited|rewritten|final|new|the)\\s+)*(?:" + SceneMark.SCENE
                    + "|part|section|teil|sc|s)" + BETWEEN + "(?:(?:no|nr|number|num|id|index|n)\\b)?" + BETWEEN
                    + SceneMark.NUMBER + "(?![\\p{L}\\p{N}\\p{M}])(?<rest>.*)$",
            FLAGS);
    private static final Pattern COUNTED = Pattern.compile(
            "^" + SIGNS + "第\\s*" + SceneMark.NUMBER + "\\s*(?:个|個)?\\s*(?:场景|場景|场|場|幕|节|節|部分|シーン|場面)(?<rest>.*)$",
            FLAGS);
    private static final Pattern ORDINAL = Pattern.compile(
            "^" + SIGNS
                    + "(?:the\\s+)?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
                    + "\\s+scene(?![\\p{L}\\p{N}])(?<rest>.*)$",
            FLAGS);
    private static final Pattern BARE =
            Pattern.compile("^(?<before>[\\s#*_=~\\[(<–—-]*)(\\d{1,3})(?![\\p{L}\\p{N}])(?<rest>.*)$");
    private static final Pattern HEADING = Pattern.compile("\\s*(?:#|\\*\\*|__|={2,}|-{2,}).*");

    private static final Pattern NOTHING = Pattern.compile("\\s*(?:(?:/|of|von|de)\\s*\\d{1,3})?" + SIGNS, FLAGS);
    private static final Pattern TITLE = Pattern.compile("[\"')\\]}>*_\\s]*[:：,(|–—·/《.-].*[^.。…;；,，]");
    private static final Pattern CHINESE_TITLE = Pattern.compile("\\s+[^。，；！？,;!?]{1,20}");

    private static final String DECORATED = "^\\s*[=*#~_<\\[(（【–—-]+\\s*";
    private static final Pattern CLOSING = Pattern.compile(
            DECORATED + "(?:(?:/\\s*|end(?:\\s+of)?\\s+(?:the\\s+)?|ende\\s+(?:der\\s+)?)" + SceneMark.SCENE
                    + "[\\s_#:]*(?:" + SceneMark.NUMBER + ")?|(?:" + SceneMark.SCENE + "[\\s_#:]*" + SceneMark.NUMBER
                    + "|第\\s*" + SceneMark.NUMBER + "\\s*(?:场|場|幕))\\s*[:：-]?\\s*(?:ends?|end of scene|结束|結束|完))"
                    + SIGNS + "$",
            FLAGS);

    private LooseMark() {}

    /** The scene that a line may begin; 0 if it begins none. */
    static int scene(String text) {
        String line = plain(text);
        if (line.isEmpty()) {
            return 0;
        }
        Matcher named = NAMED.matcher(line);
        if (named.matches()) {
            return isTitle(named.group("rest")) ? SceneMark.number(named.group(3)) : 0;
        }
        Matcher counted = COUNTED.matcher(line);
        if (counted.matches()) {
            String rest = counted.group("rest");
            return isTitle(rest) || CHINESE_TITLE.matcher(rest).matches() ? SceneMark.number(counted.group(1)) : 0;
        }
        Matcher ordinal = ORDINAL.matcher(line);
        if (ordinal.matches()) {
            return isTitle(ordinal.group("rest")) ? SceneMark.ordinal(ordinal.group(1)) : 0;
        }
        Matcher bare = BARE.matcher(line);
        boolean alone = bare.matches()
                && (NOTHING.matcher(bare.group("rest")).matches()
                        || (HEADING.matcher(line).matches() && isTitle(bare.group("rest"))));
        return alone ? Integer.parseInt(bare.group(2)) : 0;
    }

    /** True for a line that says that a scene ends here, and is dressed as no story is: {@code === END SCENE 1 ===}. */
    static boolean closes(String text) {
        String line = text.strip();
        return line.length() <= LONGEST
                && CLOSING.matcher(Normalizer.normalize(line, Normalizer.Form.NFKC))
                        .matches();
    }

    private static boolean isTitle(String rest) {
        return NOTHING.matcher(rest).matches() || TITLE.matcher(rest).matches();
    }

    private static String plain(String text) {
        String line = text.strip();
        return line.length() > LONGEST
                ? ""
                : TAG.matcher(Normalizer.normalize(line, Normalizer.Form.NFKC))
                        .replaceAll("")
                        .strip();
    }
}
