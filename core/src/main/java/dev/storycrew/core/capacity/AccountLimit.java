package dev.storycrew.core.capacity;

import dev.storycrew.core.story.Stage;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider allows an account.
 *
 * @param name the provider, for people
 * @param stages those that ask it first
 * @param requestsPerMinute null for no limit
 * @param tokensPerMinute input and output together; null for no limit
 * @param concurrentCalls null for no limit
 * @param circuitOpen true while no call is let through
 */
public record AccountLimit(
        String name,
        Set<Stage> stages,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrentCalls,
        boolean circuitOpen) {
    public AccountLimit {
        stages = Set.copyOf(EnumSet.copyOf(stages));
    }
}
