package dev.storycrew.core.retry;

import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.story.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which failed chapters are retried. A policy that can be constructed can be applied.
 *
 * @param name such as {@code default}
 * @param version distinguishes policies of one name; a decision names {@code name@version}
 * @param levels by name; {@code FULL_RETRY} is always among them
 * @param rules the first one that matches an issue decides its level
 * @param otherwise the level of an issue that no rule matches, and of a failed gate with no issue
 * @param scope whether issues erase in their own scenes or in the whole chapter
 * @param escalation null when retries never escalate
 * @param maxRetries a chapter has at most this many attempts after its first
 * @param limits by level, how often in a row it may be chosen for one chapter
 * @param disabledLevels levels that escalate to the next one
 * @param selective false: every retry is a full one
 * @param rolloutPercent share of chapters under this policy, 0 to 100; the rest is always retried in full
 * @param gates what a chapter must reach
 * @param nearCap what to do when a retry would cost more than is left of a budget
 * @param review how much the judge reads after a retry of single scenes
 * @param unlocated what an issue that names no scene does
 */
public record RetryPolicy(
        String name,
        String version,
        Map<String, RetryLevel> levels,
        List<Rule> rules,
        String otherwise,
        Scope scope,
        @Nullable Escalation escalation,
        int maxRetries,
        Map<String, Limit> limits,
        Set<String> disabledLevels,
        boolean selective,
        int rolloutPercent,
        Gates gates,
        NearCap nearCap,
        Review review,
        Unlocated unlocated) {

    public RetryPolicy {
        levels = Map.copyOf(levels);
        rules = List.copyOf(rules);
        limits = Map.copyOf(limits);
        disabledLevels = Set.copyOf(disabledLevels);
        RetryLevel full = levels.get(RetryLevel.FULL_RETRY);
        if (full == null || !full.startsOver()) {
            throw new IllegalArgumentException("levels must contain FULL_RETRY: {erase: [plan]}");
        }
        if (disabledLevels.contains(RetryLevel.FULL_RETRY)) {
            throw new IllegalArgumentException("FULL_RETRY cannot be disabled: the other levels escalate to it");
        }
        for (Rule rule : rules) {
            requireLevel(levels, "rules", rule.level());
        }
        requireLevel(levels, "otherwise", otherwise);
        for (String disabled : disabledLevels) {
            requireLevel(levels, "disabled-levels", disabled);
        }
        if (escalation != null) {
            requireLevel(levels, "escalate", escalation.to());
        }
        for (Map.Entry<String, Limit> limit : limits.entrySet()) {
            RetryLevel limited = requireLevel(levels, "limits", limit.getKey());
            RetryLevel then = requireLevel(levels, "limits", limit.getValue().then());
            if (!then.reachesFurtherThan(limited)) {
                throw new IllegalArgumentException(
                        "limits: " + limit.getKey() + " must escalate to a level that reaches further, but "
                                + limit.getValue().then() + " does not");
            }
        }
        if (maxRetries < 0) {
            throw new IllegalArgumentException("max-retries must not be negative, but is " + maxRetries);
        }
        if (rolloutPercent < 0 || rolloutPercent > 100) {
            throw new IllegalArgumentException("rollout-percent must be 0 to 100, but is " + rolloutPercent);
        }
    }

    /** How a decision names this policy: {@code default@1}. */
    public String reference() {
        return name + "@" + version;
    }

    /**
     * Issues that a rule sends to a level.
     *
     * @param issues issue types
     * @param severities the rule matches these only; empty means any
     */
    public record Rule(Set<String> issues, Set<Severity> severities, String level) {
        public Rule {
            issues = Set.copyOf(issues);
            severities = Set.copyOf(severities);
            if (issues.isEmpty()) {
                throw new IllegalArgumentException("a rule needs at least one issue type");
            }
        }

        boolean matches(Issue issue) {
            return issues.contains(issue.type()) && (severities.isEmpty() || severities.contains(issue.severity()));
        }
    }

    /**
     * After a number of retries, all go to one level.
     *
     * @param after the first retry attempt (counted from 0) that escalates
     * @param to the level it escalates to
     */
    public record Escalation(int after, String to) {
        public Escalation {
            if (after < 0) {
                throw new IllegalArgumentException("escalate.after must not be negative, but is " + after);
            }
        }
    }

    /**
     * How often in a row a level may be tried.
     *
     * @param consecutive how many retries in a row may have the level, at least 1
     * @param then the further-reaching level that the next one gets instead
     */
    public record Limit(int consecutive, String then) {
        public Limit {
            if (consecutive < 1) {
                throw new IllegalArgumentException("limits: consecutive must be at least 1, but is " + consecutive);
            }
        }
    }

    /** What to do when a retry would cost more than is left of a budget. */
    public enum NearCap {
        /** The most far-reaching level that can still be paid for, or else the cheapest. */
        CHEAPER_LEVEL,
        /** The level the issues call for; the stages end the chapter when the money is gone. */
        AS_DECIDED;

        /** The name in a policy file: {@code cheaper-level}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The same rules under another version. */
    public RetryPolicy withVersion(String other) {
        return with(other, gates);
    }

    /**
     * The same rules with the gates that a router of its time knew.
     *
     * @param explanationVersion of the record that holds what it decided
     */
    public RetryPolicy asDecidedIn(int explanationVersion) {
        return explanationVersion < Explanations.CRITICAL_ISSUES_FAIL
                ? with(version, gates.withoutCriticalIssuesAndTextScores())
                : this;
    }

    private RetryPolicy with(String otherVersion, Gates otherGates) {
        return new RetryPolicy(
                name,
                otherVersion,
                levels,
                rules,
                otherwise,
                scope,
                escalation,
                maxRetries,
                limits,
                disabledLevels,
                selective,
                rolloutPercent,
                otherGates,
                nearCap,
                review,
                unlocated);
    }

    /** The default policy of the design, word for word. */
    public static RetryPolicy defaults() {
        return new RetryPolicy(
                "default",
                "1",
                List.of(
                                new RetryLevel(RetryLevel.EDIT_ONLY, Part.REVISION, Set.of()),
                                new RetryLevel(RetryLevel.WRITE_ONLY, Part.DRAFT, Set.of()),
                                new RetryLevel(RetryLevel.FULL_RETRY, Part.PLAN, Set.of()))
                        .stream()
                        .collect(Collectors.toMap(
                                RetryLevel::name, Function.identity(), (one, two) -> one, TreeMap::new)),
                List.of(
                        new Rule(Set.of("structure", "continuity"), Set.of(), RetryLevel.FULL_RETRY),
                        new Rule(Set.of("safety"), Set.of(Severity.HIGH, Severity.CRITICAL), RetryLevel.FULL_RETRY),
                        new Rule(Set.of("motivation", "hook", "clue_fairness"), Set.of(), RetryLevel.WRITE_ONLY),
                        new Rule(
                                Set.of("prose", "pacing", "style", "word_count", "safety"),
                                Set.of(),
                                RetryLevel.EDIT_ONLY)),
                RetryLevel.WRITE_ONLY,
                Scope.SCENES,
                new Escalation(2, RetryLevel.FULL_RETRY),
                3,
                Map.of(),
                Set.of(),
                true,
                100,
                Gates.defaults(),
                NearCap.CHEAPER_LEVEL,
                Review.CHAPTER,
                Unlocated.WHOLE_CHAPTER);
    }

    /** The level the rules give an issue, before disabled levels are considered. */
    RetryLevel levelOf(Issue issue) {
        return rules.stream()
                .filter(rule -> rule.matches(issue))
                .findFirst()
                .map(rule -> level(rule.level()))
                .orElseGet(() -> level(otherwise));
    }

    /**
     * A level by its name.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    public RetryLevel level(String levelName) {
        RetryLevel level = levels.get(levelName);
        if (level == null) {
            throw new IllegalArgumentException("no level " + levelName + " in policy " + name);
        }
        return level;
    }

    /** The level itself, or the next more far-reaching one that is not disabled. */
    RetryLevel enabled(RetryLevel wanted) {
        List<RetryLevel> byReach = new ArrayList<>(levels.values());
        byReach.sort(RetryLevel.BY_REACH);
        return byReach.stream()
                .skip(byReach.indexOf(wanted))
                .filter(level -> !disabledLevels.contains(level.name()))
                .findFirst()
                .orElseThrow();
    }

    /** The level itself, or its replacement if it has been chosen too often in a row. */
    RetryLevel limited(RetryLevel wanted, RetryContext circumstances) {
        RetryLevel level = wanted;
        Limit limit = limits.get(level.name());
        while (limit != null && circumstances.consecutive(level.name()) >= limit.consecutive()) {
            level = enabled(level(limit.then()));
            limit = limits.get(level.name());
        }
        return level;
    }

    /** The levels that can be chosen, the most far-reaching first. */
    List<RetryLevel> enabledByReach() {
        return levels.values().stream()
                .filter(level -> !disabledLevels.contains(level.name()))
                .sorted(RetryLevel.BY_REACH.reversed())
                .toList();
    }

    private static RetryLevel requireLevel(Map<String, RetryLevel> levels, String where, String name) {
        RetryLevel level = levels.get(name);
        if (level == null) {
            throw new IllegalArgumentException(where + " names level " + name + ", which is not in levels");
        }
        return level;
    }
}
