package dev.storycrew.bench.faults.check;

import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.List;

/** What the checker found: one finding for each check. */
public record CampaignVerdict(List<Finding> findings) {
    private static final int MAX_SHOWN = 10;

    public CampaignVerdict {
        findings = List.copyOf(findings);
    }

    /**
     * What one check found.
     *
     * @param check what must be true, as a sentence
     * @param counts what it examined, for people
     * @param violations one sentence each; empty when it held
     */
    public record Finding(String check, String counts, List<String> violations) {
        public Finding {
            violations = List.copyOf(violations);
        }
    }

    public boolean passed() {
        return findings.stream().allMatch(finding -> finding.violations().isEmpty());
    }

    /** The names of the checks that failed. */
    public List<String> failed() {
        return findings.stream()
                .filter(finding -> !finding.violations().isEmpty())
                .map(Finding::check)
                .toList();
    }

    /** For people: a line per check, with its violations below, and a summary as the last line. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings) {
            int wrong = finding.violations().size();
            lines.add((wrong == 0 ? "ok    " : "FAILED ") + finding.check() + ": " + finding.counts()
                    + (wrong == 0 ? "" : "; " + Counted.of(wrong, "violation")));
            finding.violations().stream().limit(MAX_SHOWN).forEach(violation -> lines.add("         " + violation));
            if (wrong > MAX_SHOWN) {
                lines.add("         and " + (wrong - MAX_SHOWN) + " more");
            }
        }
        lines.add("Results: "
                + findings.stream()
                        .filter(finding -> finding.violations().isEmpty())
                        .count() + "/" + findings.size() + " checks passed");
        return lines;
    }
}
