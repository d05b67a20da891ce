package dev.storycrew.core.event;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Scores;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt turned out.
 *
 * @param attempt from 0
 * @param passed the verdict after the gates
 * @param issues the verdict's issues
 * @param retryLevel the level of the retry that followed; null when none did
 */
public record AttemptRecord(
        int attempt,
        Scores scores,
        boolean safetyPassed,
        boolean passed,
        List<Issue> issues,
        @Nullable String retryLevel,
        boolean escalated) {
    public AttemptRecord {
        issues = List.copyOf(issues);
    }
}
