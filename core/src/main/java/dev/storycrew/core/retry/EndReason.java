package dev.storycrew.core.retry;

/** Why a chapter ended. */
public enum EndReason {
    /** The judge passed it and no gate failed. */
    PASSED,
    /** An operator accepted one of its attempts. */
    ACCEPTED_BY_OPERATOR,
    /** It failed, and the policy allows no further retry. */
    RETRIES_USED,
    /** It failed, and the budget had nothing left for another retry. */
    BUDGET_SPENT,
    /** A stage stopped it, because its next call would have cost more than was left of the budget. */
    STOPPED_BY_STAGE,
    /** It failed, and its text was handed in by an editor, so no machine rewrites it. */
    HANDED_IN,
    /** An operator cancelled it. */
    CANCELLED,
    /** The record was written before reasons existed, or by a newer version. */
    UNKNOWN
}
