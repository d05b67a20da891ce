package dev.storycrew.llm;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/** Counts tokens as a current model would, for estimates before a call; bills use what providers report. */
public final class Tokens {
    /** Other models' tokenizers differ, and a request adds some tokens around its messages. */
    private static final double MARGIN = 1.1;

    /** Loading the vocabulary takes half a second and tens of megabytes, once: nobody else has one. */
    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    private Tokens() {}

    /** The tokens of a text by the o200k vocabulary. */
    public static int count(String text) {
        return O200K.countTokensOrdinary(text);
    }

    /** The same with a margin. */
    public static long estimate(String text) {
        return withMargin(count(text));
    }

    /** A count with the margin. */
    static long withMargin(long count) {
        return Math.round(count * MARGIN);
    }
}
