package dev.storycrew.core.retry;

/** Why a retry has its level. */
public enum LevelReason {
    /** The issues, each by its rule; a disabled level is replaced by the next one. */
    ISSUES,
    /** The chapter has had so many retries that the policy escalates. */
    ESCALATED_BY_COUNT,
    /** A level had been chosen as often in a row as the policy allows. */
    ESCALATED_BY_LIMIT,
    /** The level that was due costs more than is left of the budget. */
    CHEAPER,
    /** {@code ENABLE_SELECTIVE_RETRY=false} in the router's environment makes every retry a full one. */
    SWITCHED_OFF,
    /** The policy is not selective. */
    NOT_SELECTIVE,
    /** The chapter is in the rollout's control arm. */
    CONTROL_ARM,
    /** There is no scene list to preserve. */
    PLAN_UNREADABLE,
    /** The record was written before reasons existed, or by a newer version. */
    UNKNOWN
}
