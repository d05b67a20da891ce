package dev.storycrew.audit;

import dev.storycrew.history.reading.Position;
import org.jspecify.annotations.Nullable;

/**
 * Something that contradicts the rules, or is missing.
 *
 * @param chapter null if the record belongs to none
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
        /** A part appeared without its stage. */
        SKIPPED_STAGE("no part skips a stage"),
        /** Not exactly one outcome. */
        OUTCOME_COUNT("exactly one outcome per request, later ones only by an operator's command"),
        /** The outcome is not what the attempts led to. */
        OUTCOME("the outcome follows from the attempts"),
        /** Tokens or cost do not add up. */
        COST("the runs' tokens and cost add up to the outcome's"),
        /** A stage run that an outcome needs is missing. */
        MISSING_RUN("every stage run that an outcome needs exists"),
        /** An envelope or decision that an outcome needs is missing. */
        MISSING_RECORD("every record that an outcome needs exists"),
        /** The bible was changed by something other than accepted chapters in order. */
        BIBLE("only accepted chapters change the bible, in chapter order"),
        /** An outcome names entries of the bible that its chapter did not read, write or end. */
        ENTRIES("each entry is read, written and ended by the chapters whose outcomes say so"),
        /** Not what was requested. */
        REQUEST("a chapter is what was requested"),
        /** A record that cannot be read and was not dead-lettered. */
        UNDECODABLE("every record can be decoded, or is a dead letter");

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
