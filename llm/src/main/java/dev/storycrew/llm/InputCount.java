package dev.storycrew.llm;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a model read a request whole, by the input tokens that it reports. Models count differently: for English none
 * that is known takes less than nine tenths of what o200k takes, for Chinese some take little more than six tenths. A
 * server that cuts a request, as Ollama does, fills its window to the last token, and windows are mostly powers of two.
 */
final class InputCount {
    /** Below this a request is whole whatever is reported: no model has a window that small. */
    private static final int SMALL = 500;

    /** Windows are multiples of it. */
    private static final int STEP = 1_024;

    /** A server may count so many more tokens than o200k does. */
    private static final double MANY_MORE = 1.5;

    private static final double CLEARLY_FEWER = 0.6;
    private static final double FEWER = 0.85;
    private static final double CLEARLY_FEWER_IN_OTHER_SCRIPTS = 0.5;

    /**
     * Characters of prose a token, at the least. Strange words take o200k a token for every other letter, and another
     * vocabulary far fewer: they count as prose of their length.
     */
    private static final double FEWEST_CHARACTERS = 3.5;

    /** From here on, signs that all scripts have in common are those of Chinese and its neighbours. */
    private static final int FIRST_OF_EAST_ASIA = 0x2e80;

    private static final Set<UnicodeScript> LATIN =
            EnumSet.of(UnicodeScript.LATIN, UnicodeScript.COMMON, UnicodeScript.INHERITED);

    private InputCount() {}

    /**
     * True if the model cannot have read all of it.
     *
     * @param text what was sent
     * @param sent its tokens by o200k, without a margin
     * @param reported the input tokens that the provider reports; 0 if it reports none
     */
    static boolean isCut(String text, long sent, long reported) {
        if (sent < SMALL || reported <= 0 || reported >= sent * FEWER) {
            return false;
        }
        boolean fillsAWindow = Long.bitCount(reported) == 1;
        double bound = fillsAWindow ? FEWER : CLEARLY_FEWER;
        String other = otherScripts(text);
        long others = Tokens.count(other);
        double latin = Math.min(sent - others, (text.length() - other.length()) / FEWEST_CHARACTERS);
        return reported < latin * bound + others * CLEARLY_FEWER_IN_OTHER_SCRIPTS;
    }

    /**
     * True if the number could be that of a window filled to the last token, and the request longer. Few whole requests have
     * such a number, so it is worth asking again: a longer request that fills the same window is cut. Whoever counts exactly as
     * many as o200k does counts by it, and has read all of it.
     */
    static boolean mayBeCut(long sent, long reported) {
        return sent >= SMALL && reported > 0 && reported % STEP == 0 && reported != sent && reported < sent * MANY_MORE;
    }

    private static String otherScripts(String text) {
        return text.codePoints()
                .filter(point -> point >= FIRST_OF_EAST_ASIA || !LATIN.contains(UnicodeScript.of(point)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
