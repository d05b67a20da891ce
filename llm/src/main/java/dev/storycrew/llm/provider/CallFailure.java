package dev.storycrew.llm.provider;

import dev.storycrew.core.text.Counted;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed, or an answer is unusable.
 *
 * @param message what happened and what to do, without keys, prompts or the provider's own words
 * @param retryAfter how long the provider asks to wait; null if it did not say
 */
public record CallFailure(
        Kind kind, String message, @Nullable Duration retryAfter) {

    /** A failure of a kind, in its usual words. */
    public static CallFailure of(Kind kind) {
        return new CallFailure(kind, kind.words(), null);
    }

    /**
     * A model that did not read the whole request.
     *
     * @param provider for people
     * @param read the input tokens that it reports, which fill its window
     * @param sent about how many there were
     */
    public static CallFailure inputCut(String model, String provider, long read, long sent) {
        String message = model + " of " + provider + " read only " + Counted.of(read, "input token")
                + String.format(Locale.ROOT, " of about %,d", sent) + ", so its window is too small; "
                + Kind.INPUT_CUT.words();
        return new CallFailure(Kind.INPUT_CUT, message, null);
    }

    /** The same with a time to wait. */
    public CallFailure after(long millis) {
        return new CallFailure(kind, message, Duration.ofMillis(millis));
    }

    /** What can be done about it. */
    public enum Kind {
        RATE_LIMITED(Remedy.WAIT, "rate limited"),
        OVERLOADED(Remedy.WAIT, "the provider failed"),
        TIMED_OUT(Remedy.WAIT, "no answer in time"),
        OUT_OF_REACH(Remedy.WAIT, "the provider is out of reach"),
        GARBLED(Remedy.WAIT, "the answer does not follow the provider's protocol; is the base-url right?"),
        BAD_CREDENTIALS(Remedy.OPERATOR, "the provider rejects the API key; set a valid one and start again"),
        QUOTA_GONE(Remedy.OPERATOR, "the provider's quota is used up; add credit"),
        UNKNOWN_MODEL(Remedy.OPERATOR, "the provider does not know the model; set another and start again"),
        REFUSED(
                Remedy.NONE,
                "the provider refused to answer; change the chapter, or give the stage a fallback model, and redrive it"),
        TRUNCATED(
                Remedy.NONE,
                "the answer was cut off twice; give the stage more max-tokens or fewer words, and redrive it"),
        EMPTY(Remedy.NONE, "the answer was empty twice; try another model, and redrive it"),
        UNPARSABLE(Remedy.NONE, "the answer was broken twice; try another model, and redrive it"),
        CONTEXT_TOO_LONG(
                Remedy.NONE,
                "the request is longer than the model's context; set llm.stages.<stage>.model to one with a longer context, or set prompts.bible-tokens lower, and redrive it"),
        INPUT_CUT(
                Remedy.NONE,
                "give it a larger one (Ollama: OLLAMA_CONTEXT_LENGTH) or set llm.stages.<stage>.model to another, and redrive it"),
        INVALID_REQUEST(
                Remedy.NONE, "the provider rejects the request; check the stage's model settings, and redrive it");

        private final Remedy remedy;
        private final String words;

        Kind(Remedy remedy, String words) {
            this.remedy = remedy;
            this.words = words;
        }

        public Remedy remedy() {
            return remedy;
        }

        /**
         * True if the same request may go through once the model has a larger window.
         *
         * @param reason the name of a kind, or any other dead letter's reason
         */
        public static boolean isOfTheWindow(String reason) {
            return reason.equals(CONTEXT_TOO_LONG.name()) || reason.equals(INPUT_CUT.name());
        }

        String words() {
            return words;
        }

        /** The words, and for a broken answer what is wrong with it. */
        public String wordsOn(String problem) {
            return this == UNPARSABLE ? words + " (the last time: " + problem + ")" : words;
        }
    }

    /** What can fix a failure. */
    public enum Remedy {
        /** Waiting. */
        WAIT,
        /** An operator; the work is kept until then. */
        OPERATOR,
        /** Nothing: this request will fail again. */
        NONE
    }
}
