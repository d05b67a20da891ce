package dev.storycrew.audit;

import dev.storycrew.history.reading.Position;
import org.jspecify.annotations.Nullable;

/**
 * Something that cannot be, or is missing.
 *
 * @param chapter null when the record belongs to none
 * @param position the record that is wrong, or the one that needs what is missing
 * @param expected what it should be
 * @param found what is there
 */
public record Violation(Kind kind, @Nullable String chapter, Position position, String expected, String found) {

    /** What is violated. */
    public enum Kind {
        /** A decision does not follow from its report, history and policy. */
        DECISION("each decision follows from its report, history and policy version"),
        /** A part that should have been kept differs. */
        PRESERVED_PART("preserved parts are byte-identical from attempt to attempt"),
        /** A part came to be without its stage. */
        SKIPPED_STAGE("no part skips a stage"),
        /** Not exactly one outcome. */
        OUTCOME_COUNT("exactly one outcome per request, later ones only by an operator's command"),
        /** The outcome is not what the attempts led to. */
        OUTCOME("the outcome follows from the attempts"),
        /** Tokens or cost do not add up. */
        COST("tokens and cost of the runs sum to the outcome's"),
        /** A stage run that an outcome needs is not there. */
        MISSING_RUN("every stage run that an outcome needs is there"),
        /** An envelope or decision that an outcome needs is not there. */
        MISSING_RECORD("every record that an outcome needs is there"),
        /** The bible changed otherwise than by accepted chapters in their order. */
        BIBLE("the bible is changed by accepted chapters only, in chapter order"),
        /** Not what was requested. */
        REQUEST("a chapter is made as it was requested"),
        /** A record that nobody can read and nobody gave up. */
        UNDECODABLE("every record can be decoded, or went to dead letters");

        private final String rule;

        Kind(String rule) {
            this.rule = rule;
        }

        /** The rule that must hold, as a sentence. */
        public String rule() {
            return rule;
        }
    }
}
