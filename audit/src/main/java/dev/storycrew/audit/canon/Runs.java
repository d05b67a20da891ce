package dev.storycrew.audit.canon;

import dev.storycrew.history.facts.Fact;
import org.jspecify.annotations.Nullable;

/** What is known of the runs that outcomes end. */
@FunctionalInterface
public interface Runs {
    /**
     * The envelope that led to an outcome: the one that began its run or, where an operator accepted one of the run's attempts
     * later, the one that went to the bible for that. Null if it is not known.
     */
    Fact.@Nullable EnvelopeFact begin(Fact.OutcomeFact outcome);
}
