package dev.storycrew.files.policy;

import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Policies as file text. */
public final class PolicyText {
    private static final Pattern PERCENT = Pattern.compile("(?m)^(rollout-percent\\s*:\\s*)\\d+");

    private PolicyText() {}

    /** A policy written out in full; reading it gives the same policy. */
    public static String of(RetryPolicy policy) {
        StringBuilder text = new StringBuilder();
        text.append("name: ").append(policy.name()).append('\n');
        text.append("version: \"").append(policy.version()).append("\"\n");
        text.append("levels:\n");
        policy.levels().values().stream()
                .sorted(RetryLevel.BY_REACH)
                .forEach(level -> text.append("  %s: {erase: [%s]%s%s}%n"
                        .formatted(
                                level.name(),
                                level.erases().label(),
                                level.keepsUnchangedScenes() ? ", keep: " + PolicyReader.UNCHANGED_SCENES : "",
                                level.skip().isEmpty() ? "" : ", skip: " + lower(level.skip()))));
        text.append(policy.rules().isEmpty() ? "rules: []\n" : "rules:\n");
        for (RetryPolicy.Rule rule : policy.rules()) {
            String severity = rule.severities().isEmpty() ? "" : ", severity: " + lower(rule.severities());
            text.append("  - {issues: [%s]%s, level: %s}%n"
                    .formatted(
                            rule.issues().stream().sorted().collect(Collectors.joining(", ")), severity, rule.level()));
        }
        text.append("otherwise: ").append(policy.otherwise()).append('\n');
        text.append("scope: ").append(policy.scope().label()).append('\n');
        RetryPolicy.Escalation escalation = policy.escalation();
        text.append("escalate: ")
                .append(escalation == null ? "{}" : "{after: " + escalation.after() + ", to: " + escalation.to() + "}")
                .append('\n');
        text.append("max-retries: ").append(policy.maxRetries()).append('\n');
        text.append(policy.limits().isEmpty() ? "limits: {}\n" : "limits:\n");
        for (Map.Entry<String, RetryPolicy.Limit> limit : new TreeMap<>(policy.limits()).entrySet()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %s: {consecutive: %d, then: %s}%n",
                    limit.getKey(),
                    limit.getValue().consecutive(),
                    limit.getValue().then()));
        }
        text.append("disabled-levels: ")
                .append(policy.disabledLevels().stream().sorted().toList())
                .append('\n');
        text.append("selective: ").append(policy.selective()).append('\n');
        text.append("rollout-percent: ").append(policy.rolloutPercent()).append('\n');
        text.append("review: ").append(policy.review().label()).append('\n');
        text.append("unlocated: ").append(policy.unlocated().label()).append('\n');
        text.append("budget: {near-cap: ").append(policy.nearCap().label()).append("}\n");
        return text.append(gates(policy.gates())).toString();
    }

    /** A policy's text with another rollout percentage, everything else unchanged. */
    public static String withRollout(String text, int percent) {
        Matcher matcher = PERCENT.matcher(text);
        if (matcher.find()) {
            return matcher.replaceFirst("$1" + percent);
        }
        return text + (text.endsWith("\n") ? "" : "\n") + "rollout-percent: " + percent + "\n";
    }

    private static String gates(Gates gates) {
        return ("gates:%n  character-motivation: %s%n  pacing: %s%n  hook: %s%n  genre-fulfillment: %s%n  clue-fairness: %s%n"
                        + "  prose: %s%n  continuity: %s%n  critical-issues: %s%n  findings: %s%n")
                .formatted(
                        gates.characterMotivation(),
                        gates.pacing(),
                        gates.hook(),
                        gates.genreFulfillment(),
                        gates.clueFairness(),
                        gates.prose(),
                        gates.continuity(),
                        gates.criticalIssues(),
                        lower(gates.gatingFindings()));
    }

    private static <E extends Enum<E>> List<String> lower(Collection<E> constants) {
        return constants.stream()
                .sorted(Comparator.naturalOrder())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
