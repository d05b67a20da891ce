package dev.storycrew.stages.llm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a call failed.
 *
 * @param message without keys or prompts
 * @param retryAfter how long the provider wants to be left alone; null when it did not say
 */
public record CallFailure(
        Kind kind, String message, @Nullable Duration retryAfter) {

    /** What can be done about it. */
    public enum Kind {
        RATE_LIMITED(Remedy.WAIT),
        OVERLOADED(Remedy.WAIT),
        TIMED_OUT(Remedy.WAIT),
        OUT_OF_REACH(Remedy.WAIT),
        BAD_CREDENTIALS(Remedy.OPERATOR),
        QUOTA_GONE(Remedy.OPERATOR),
        UNKNOWN_MODEL(Remedy.OPERATOR),
        REFUSED(Remedy.NONE),
        INVALID_REQUEST(Remedy.NONE);

        private final Remedy remedy;

        Kind(Remedy remedy) {
            this.remedy = remedy;
        }

        public Remedy remedy() {
            return remedy;
        }
    }

    /** Who can mend a failure. */
    public enum Remedy {
        /** Time heals it. */
        WAIT,
        /** An operator must step in; the work is kept until then. */
        OPERATOR,
        /** Nobody: this request will fail again. */
        NONE
    }
}
