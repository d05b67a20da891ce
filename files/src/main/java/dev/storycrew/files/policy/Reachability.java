package dev.storycrew.files.policy;

import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.yaml.YamlMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Finds issues that never reach their rule, because earlier rules match first. */
final class Reachability {
    private Reachability() {}

    static void check(YamlMap file, List<YamlMap> maps, List<RetryPolicy.Rule> rules, Problems problems) {
        if (!file.has("rules")) {
            return;
        }
        Map<String, Map<Severity, Integer>> takenBy = new HashMap<>();
        for (int index = 0; index < maps.size(); index++) {
            RetryPolicy.Rule rule = rules.get(index);
            Collection<Severity> severities =
                    rule.severities().isEmpty() ? List.of(Severity.values()) : rule.severities();
            List<String> unreachable = new ArrayList<>();
            TreeSet<Integer> before = new TreeSet<>();
            for (String issue : new TreeSet<>(rule.issues())) {
                Map<Severity, Integer> taken = takenBy.computeIfAbsent(issue, key -> new EnumMap<>(Severity.class));
                if (taken.keySet().containsAll(severities)) {
                    unreachable.add(issue);
                    severities.forEach(severity -> before.add(taken.get(severity)));
                }
                for (Severity severity : severities) {
                    taken.putIfAbsent(severity, index);
                }
            }
            if (!unreachable.isEmpty()) {
                String first = String.join(
                        ", ",
                        before.stream().map(number -> "rules[" + number + "]").toList());
                problems.error(maps.get(index)
                        .error(
                                "issues",
                                String.join(", ", unreachable) + " can never match here: " + first
                                        + " comes first and matches " + (unreachable.size() == 1 ? "it" : "them")));
            }
        }
    }
}
