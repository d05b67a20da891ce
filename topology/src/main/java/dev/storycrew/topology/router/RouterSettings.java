package dev.storycrew.topology.router;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.decision.DecisionRules;
import dev.storycrew.core.retry.RetryPolicy;

/**
 * What the router decides by.
 *
 * @param configuredPolicy active until one is published
 * @param selectiveRetryEnabled what the environment's {@code ENABLE_SELECTIVE_RETRY} says; true unless it is false
 * @param budget what chapters and books may cost
 * @param deduplication tells second results from awaited ones
 */
public record RouterSettings(
        RetryPolicy configuredPolicy, boolean selectiveRetryEnabled, Budget budget, Deduplication deduplication) {
    /** With second results dropped. */
    public RouterSettings(RetryPolicy configuredPolicy, boolean selectiveRetryEnabled, Budget budget) {
        this(configuredPolicy, selectiveRetryEnabled, budget, Deduplication.ON);
    }

    /** What it decides by while a policy is active. */
    DecisionRules rules(RetryPolicy active) {
        return new DecisionRules(active, selectiveRetryEnabled, budget);
    }

    /** The default policy and no budget. */
    public static RouterSettings defaults() {
        return new RouterSettings(RetryPolicy.defaults(), true, Budget.UNLIMITED);
    }
}
