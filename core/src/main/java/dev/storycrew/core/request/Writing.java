package dev.storycrew.core.request;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which signs a text may hold, so that it can stand in a prompt, a file, an EPUB and on a terminal. */
public final class Writing {
    private Writing() {}

    /** Why a text cannot stand in one line, such as a title or a name; null if it can. */
    public static @Nullable String objectionToLine(String text) {
        return objection(text, true);
    }

    /** The same for a text that may have several lines, with tabs. */
    public static @Nullable String objectionToText(String text) {
        return objection(text, false);
    }

    /** Whether a text shows anything: blanks, control signs and signs without a shape do not. */
    public static boolean isVisible(String text) {
        return text.codePoints().anyMatch(Writing::isVisible);
    }

    private static boolean isVisible(int sign) {
        return !UCharacter.isUWhiteSpace(sign)
                && !UCharacter.hasBinaryProperty(sign, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                && switch (Character.getType(sign)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SPACE_SEPARATOR,
                            Character.SURROGATE,
                            Character.UNASSIGNED -> false;
                    default -> true;
                };
    }

    private static @Nullable String objection(String text, boolean oneLine) {
        if (!isVisible(text)) {
            return "must not be blank";
        }
        return text.codePoints()
                .filter(sign -> oneLine ? !fitsLine(sign) : !fitsText(sign))
                .mapToObj(Writing::named)
                .findFirst()
                .map(sign -> "must not contain " + sign)
                .orElse(null);
    }

    private static boolean fitsText(int sign) {
        return sign == '\n' || sign == '\r' || sign == '\t' || isHarmless(sign);
    }

    private static boolean fitsLine(int sign) {
        return isHarmless(sign) && !turnsTheLine(sign) && !breaksTheLine(sign);
    }

    /** False for what XML and terminals cannot take. */
    private static boolean isHarmless(int sign) {
        int type = Character.getType(sign);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && !UCharacter.hasBinaryProperty(sign, UProperty.NONCHARACTER_CODE_POINT);
    }

    private static boolean breaksTheLine(int sign) {
        int type = Character.getType(sign);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    /** Signs that change the direction of everything after them. */
    public static boolean turnsTheLine(int sign) {
        return sign >= 0x202A && sign <= 0x202E || sign >= 0x2066 && sign <= 0x2069;
    }

    private static String named(int sign) {
        String code = String.format(Locale.ROOT, "U+%04X", sign);
        if (sign == '\n' || sign == '\r' || breaksTheLine(sign)) {
            return "a line break (" + code + ")";
        }
        return (turnsTheLine(sign) ? "the direction sign " : "the control character ") + code;
    }
}
