package dev.storycrew.core.judge;

import java.util.List;

/**
 * A judge report after the gates.
 *
 * @param passed true only when the judge says so and every gate is open
 * @param issues the judge's issues, then one for each failed gate of whose kind the judge named none
 * @param failedGates the gates that stayed shut, for people: {@code hook 5 < 7}
 */
public record Verdict(boolean passed, List<Issue> issues, List<String> failedGates) {
    public Verdict {
        issues = List.copyOf(issues);
        failedGates = List.copyOf(failedGates);
    }
}
