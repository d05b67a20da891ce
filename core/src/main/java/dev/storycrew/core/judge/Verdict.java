package dev.storycrew.core.judge;

import java.util.List;

/**
 * A judge report after the gates.
 *
 * @param passed true only if the judge says so and no gate failed
 * @param issues the judge's issues, then one for each failed gate whose kind the judge did not name
 * @param failedGates the gates that failed, for people: {@code hook 5 < 7}
 */
public record Verdict(boolean passed, List<Issue> issues, List<String> failedGates) {
    public Verdict {
        issues = List.copyOf(issues);
        failedGates = List.copyOf(failedGates);
    }
}
