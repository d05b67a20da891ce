package dev.storycrew.core.retry;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.Erasure;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where a judged chapter goes, and why. */
public sealed interface Route {
    /** One sentence for operators and auditors. */
    String explanation();

    /** The chapter passed: on to the bible. */
    record Accept(String explanation) implements Route {}

    /**
     * The chapter failed and is not retried.
     *
     * @param reason one of the reasons for EXHAUSTED
     */
    record Exhausted(List<Issue> issues, EndReason reason, String explanation) implements Route {
        public Exhausted {
            issues = List.copyOf(issues);
        }
    }

    /**
     * The chapter failed and is redone in part.
     *
     * @param level the most far-reaching level among the issues
     * @param scope {@link Scope#SCENES} when some scene keeps what the level erases elsewhere
     * @param scenes the scenes that lose something, ascending; empty when the scope is the whole chapter
     * @param erasures what the work loses
     * @param issues what must be fixed
     * @param escalated true if the issues alone would have led to a lesser level, or the policy's escalation applied
     * @param reason why it has this level
     * @param planUnreadable true when there is no scene list to preserve
     */
    record Retry(
            RetryLevel level,
            Scope scope,
            SortedSet<Integer> scenes,
            List<Erasure> erasures,
            List<Issue> issues,
            boolean escalated,
            LevelReason reason,
            boolean planUnreadable,
            String explanation)
            implements Route {
        public Retry {
            scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
            erasures = List.copyOf(erasures);
            issues = List.copyOf(issues);
        }
    }
}
