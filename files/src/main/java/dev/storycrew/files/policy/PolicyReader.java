package dev.storycrew.files.policy;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.retry.Unlocated;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one policy, continuing after an error, so that all errors are found at once. */
final class PolicyReader {
    private static final RetryPolicy DEFAULTS = RetryPolicy.defaults();
    private static final int MAX_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
    /** What a level that erases the plan can keep. */
    static final String UNCHANGED_SCENES = "unchanged-scenes";

    private static final int PERCENT = 100;
    private static final double HIGHEST_SCORE = 10;

    /** The enums whose words are written with dashes. */
    private static final Set<Class<?>> DASHED = Set.of(RetryPolicy.NearCap.class, Review.class, Unlocated.class);

    private final Problems problems = new Problems();

    PolicyCheck check(YamlMap file) {
        String name = tried(DEFAULTS.name(), () -> name(file));
        String version = tried("1", () -> file.optionalText("version").orElse("1"));
        Map<String, RetryLevel> levels = tried(Map.<String, RetryLevel>of(), () -> levels(file));
        Set<String> names = levelNames(file);
        List<YamlMap> ruleMaps = tried(List.<YamlMap>of(), () -> file.maps("rules"));
        List<RetryPolicy.Rule> rules = file.has("rules") ? rules(ruleMaps, names) : defaultRules(file, names);
        String otherwise = tried(DEFAULTS.otherwise(), () -> otherwise(file, names));
        Scope scope = tried(
                DEFAULTS.scope(), () -> constant(file, "scope", Scope.class).orElse(DEFAULTS.scope()));
        int maxRetries = tried(DEFAULTS.maxRetries(), () -> within(file, "max-retries", DEFAULTS.maxRetries(), 100));
        RetryPolicy.@Nullable Escalation escalation = escalation(file, names);
        Map<String, RetryPolicy.Limit> limits = limits(file, levels, names);
        Set<String> disabled = tried(Set.<String>of(), () -> disabled(file, names));
        boolean selective = tried(true, () -> file.bool("selective").orElse(DEFAULTS.selective()));
        int percent = tried(
                DEFAULTS.rolloutPercent(), () -> within(file, "rollout-percent", DEFAULTS.rolloutPercent(), PERCENT));
        Gates gates = gates(read(() -> file.map("gates")));
        RetryPolicy.NearCap nearCap = nearCap(read(() -> file.map("budget")));
        Review review = tried(
                DEFAULTS.review(), () -> constant(file, "review", Review.class).orElse(DEFAULTS.review()));
        Unlocated unlocated = tried(
                DEFAULTS.unlocated(),
                () -> constant(file, "unlocated", Unlocated.class).orElse(DEFAULTS.unlocated()));
        file.unknownFields().forEach(problems::error);
        if (scope == Scope.CHAPTER) {
            warnOfNoEffect(file, "review", review != Review.CHAPTER);
            warnOfNoEffect(file, "unlocated", unlocated != Unlocated.WHOLE_CHAPTER);
        }
        Reachability.check(file, ruleMaps, rules, problems);
        if (escalation != null && escalation.after() >= maxRetries) {
            problems.warning(file.error(
                    "escalate",
                    "is never reached: max-retries is " + maxRetries + ", and escalate.after is "
                            + escalation.after()));
        }
        limits.forEach((level, limit) -> {
            int last = escalation == null ? maxRetries : Math.min(maxRetries, escalation.after());
            if (limit.consecutive() >= last) {
                problems.warning(file.error(
                        "limits",
                        level + " is never limited: max-retries or escalate comes before "
                                + Counted.of(limit.consecutive() + 1, "decision") + " in a row"));
            }
        });
        return problems.result(() -> new RetryPolicy(
                name,
                version,
                levels,
                rules,
                otherwise,
                scope,
                escalation,
                maxRetries,
                limits,
                disabled,
                selective,
                percent,
                gates,
                nearCap,
                review,
                unlocated));
    }

    private void warnOfNoEffect(YamlMap file, String field, boolean set) {
        if (set) {
            problems.warning(file.error(field, "has no effect with scope: chapter, which redoes every scene"));
        }
    }

    /** Decisions and commands name a policy as {@code name@version}. */
    private static String name(YamlMap file) {
        String name = file.text("name");
        if (name.length() > MAX_NAME) {
            throw file.error("name", "must have at most " + MAX_NAME + " characters, but has " + name.length());
        }
        if (!NAME.matcher(name).matches()) {
            throw file.error(
                    "name", "may contain only letters, digits, dots, dashes and underscores, but is '" + name + "'");
        }
        return name;
    }

    private Map<String, RetryLevel> levels(YamlMap file) {
        if (!file.has("levels")) {
            return DEFAULTS.levels();
        }
        YamlMap levels = file.map("levels");
        Map<String, RetryLevel> read = new LinkedHashMap<>();
        for (String name : levels.fields()) {
            if (name.equals(RetryLevel.RECHECK)) {
                builtIn(levels);
                continue;
            }
            RetryLevel level = read(() -> level(levels, name));
            if (level != null) {
                read.put(name, level);
            }
        }
        RetryLevel full = read.get(RetryLevel.FULL_RETRY);
        if (!levels.has(RetryLevel.FULL_RETRY)) {
            problems.error(file.error("levels", "must contain FULL_RETRY: {erase: [plan]}"));
        } else if (full != null && !full.startsOver()) {
            problems.error(levels.error(RetryLevel.FULL_RETRY, "must be {erase: [plan]} and skip nothing"));
        }
        return read;
    }

    /** Every policy has it; a file may say so. */
    private void builtIn(YamlMap levels) {
        boolean asItIs = tried(false, () -> {
            YamlMap level = levels.map(RetryLevel.RECHECK);
            return level.fields().equals(Set.of("erase"))
                    && level.texts("erase").equals(List.of("report"));
        });
        if (!asItIs) {
            problems.error(levels.error(
                    RetryLevel.RECHECK, "is built in as {erase: [report]} and cannot be anything else; leave it out"));
        }
    }

    private RetryLevel level(YamlMap levels, String name) {
        YamlMap level = levels.map(name);
        List<Part> erased = constants(level, "erase", Part.class);
        Set<Stage> skip = Set.copyOf(constants(level, "skip", Stage.class));
        boolean keeps = level.optionalText("keep")
                .map(word -> {
                    if (!word.equals(UNCHANGED_SCENES)) {
                        throw level.error(
                                "keep",
                                "'" + word + "' is not known" + YamlMap.nearest(lower(word), Set.of(UNCHANGED_SCENES)));
                    }
                    return true;
                })
                .orElse(false);
        level.unknownFields().forEach(problems::error);
        Part earliest = erased.stream()
                .min(Part::compareTo)
                .orElseThrow(() -> level.error("erase", "is missing: say what the level erases, such as [draft]"));
        try {
            return new RetryLevel(name, earliest, keeps, skip);
        } catch (IllegalArgumentException e) {
            throw levels.error(name, String.valueOf(e.getMessage()));
        }
    }

    /** The names of all levels in the file, broken ones too, which are reported only once. */
    private Set<String> levelNames(YamlMap file) {
        Set<String> names = new LinkedHashSet<>(
                file.has("levels")
                        ? tried(
                                DEFAULTS.levels().keySet(),
                                () -> file.map("levels").fields())
                        : DEFAULTS.levels().keySet());
        names.remove(RetryLevel.RECHECK);
        return names;
    }

    private List<RetryPolicy.Rule> rules(List<YamlMap> maps, Set<String> levels) {
        List<RetryPolicy.Rule> rules = new ArrayList<>();
        for (YamlMap rule : maps) {
            Set<String> issues = tried(Set.<String>of(), () -> issues(rule));
            Set<Severity> severities =
                    tried(Set.<Severity>of(), () -> Set.copyOf(constants(rule, "severity", Severity.class)));
            String level = tried(DEFAULTS.otherwise(), () -> level(rule, "level", levels));
            rule.unknownFields().forEach(problems::error);
            // A rule that matches nothing keeps its place, for the numbers in messages.
            rules.add(new RetryPolicy.Rule(issues.isEmpty() ? Set.of("?") : issues, severities, level));
        }
        return rules;
    }

    private List<RetryPolicy.Rule> defaultRules(YamlMap file, Set<String> levels) {
        DEFAULTS.rules().stream()
                .map(RetryPolicy.Rule::level)
                .filter(level -> !levels.contains(level))
                .distinct()
                .forEach(level -> problems.error(file.error(
                        "levels",
                        "lacks " + level + ", which the default rules name; add it, or write your own rules")));
        return DEFAULTS.rules();
    }

    private static String otherwise(YamlMap file, Set<String> levels) {
        if (!file.has("otherwise") && !levels.contains(DEFAULTS.otherwise())) {
            throw file.error(
                    "levels",
                    "lacks " + DEFAULTS.otherwise() + ", the default for anything else; add it, or set" + " otherwise");
        }
        return file.has("otherwise") ? level(file, "otherwise", levels) : DEFAULTS.otherwise();
    }

    private static Set<String> issues(YamlMap rule) {
        Set<String> issues = rule.texts("issues").stream()
                .map(issue -> issue.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (issues.isEmpty()) {
            throw rule.error("issues", "is missing: name at least one issue type");
        }
        return issues;
    }

    private RetryPolicy.@Nullable Escalation escalation(YamlMap file, Set<String> levels) {
        if (!file.has("escalate")) {
            return DEFAULTS.escalation();
        }
        YamlMap escalate = read(() -> file.map("escalate"));
        if (escalate == null || escalate.fields().isEmpty()) {
            return null;
        }
        Integer after = read(() -> {
            if (!escalate.has("after")) {
                throw escalate.error("after", "is missing");
            }
            return within(escalate, "after", 0, Integer.MAX_VALUE);
        });
        String to = read(() -> level(escalate, "to", levels));
        escalate.unknownFields().forEach(problems::error);
        return after == null || to == null ? null : new RetryPolicy.Escalation(after, to);
    }

    private Map<String, RetryPolicy.Limit> limits(YamlMap file, Map<String, RetryLevel> levels, Set<String> names) {
        YamlMap limits = read(() -> file.map("limits"));
        Map<String, RetryPolicy.Limit> read = new LinkedHashMap<>();
        if (limits == null) {
            return read;
        }
        for (String name : limits.fields()) {
            RetryPolicy.Limit limit = read(() -> limit(limits, name, levels, names));
            if (limit != null) {
                read.put(name, limit);
            }
        }
        return read;
    }

    private RetryPolicy.Limit limit(YamlMap limits, String name, Map<String, RetryLevel> levels, Set<String> names) {
        YamlMap map = limits.map(name);
        Integer consecutive =
                read(() -> map.positive("consecutive").orElseThrow(() -> map.error("consecutive", "is missing")));
        String then = read(() -> level(map, "then", names));
        map.unknownFields().forEach(problems::error);
        if (!names.contains(name)) {
            throw limits.error(name, "there is no level " + name + YamlMap.nearest(name, names));
        }
        RetryLevel from = levels.get(name);
        RetryLevel to = then == null ? null : levels.get(then);
        if (from != null && to != null && !to.reachesFurtherThan(from)) {
            throw map.error("then", "must reach further than " + name + ", but " + then + " does not");
        }
        return new RetryPolicy.Limit(
                consecutive == null ? 1 : consecutive, then == null ? RetryLevel.FULL_RETRY : then);
    }

    private Set<String> disabled(YamlMap file, Set<String> levels) {
        Set<String> disabled = new LinkedHashSet<>(file.texts("disabled-levels"));
        for (String name : disabled) {
            if (!levels.contains(name)) {
                problems.error(
                        file.error("disabled-levels", "there is no level " + name + YamlMap.nearest(name, levels)));
            }
        }
        if (disabled.contains(RetryLevel.FULL_RETRY)) {
            problems.error(
                    file.error("disabled-levels", "FULL_RETRY cannot be disabled: the other levels escalate to it"));
        }
        return disabled;
    }

    private Gates gates(@Nullable YamlMap gates) {
        Gates defaults = Gates.defaults();
        if (gates == null) {
            return defaults;
        }
        Set<Finding.Kind> findings = tried(
                defaults.gatingFindings(),
                () -> gates.has("findings")
                        ? Set.copyOf(constants(gates, "findings", Finding.Kind.class))
                        : defaults.gatingFindings());
        Gates read = new Gates(
                gate(gates, "character-motivation", defaults.characterMotivation()),
                gate(gates, "pacing", defaults.pacing()),
                gate(gates, "hook", defaults.hook()),
                gate(gates, "genre-fulfillment", defaults.genreFulfillment()),
                gate(gates, "clue-fairness", defaults.clueFairness()),
                gate(gates, "prose", defaults.prose()),
                gate(gates, "continuity", defaults.continuity()),
                tried(
                        defaults.criticalIssues(),
                        () -> gates.bool("critical-issues").orElse(defaults.criticalIssues())),
                findings);
        gates.unknownFields().forEach(problems::error);
        return read;
    }

    private double gate(YamlMap gates, String field, double otherwise) {
        return tried(otherwise, () -> {
            double least = gates.number(field).orElse(otherwise);
            if (least < 0 || least > HIGHEST_SCORE) {
                throw gates.error(field, "must be a score from 0 to 10, but is " + least);
            }
            return least;
        });
    }

    private RetryPolicy.NearCap nearCap(@Nullable YamlMap budget) {
        if (budget == null) {
            return DEFAULTS.nearCap();
        }
        RetryPolicy.NearCap read = tried(
                DEFAULTS.nearCap(),
                () -> constant(budget, "near-cap", RetryPolicy.NearCap.class).orElse(DEFAULTS.nearCap()));
        budget.unknownFields().forEach(problems::error);
        return read;
    }

    private static int within(YamlMap map, String field, int otherwise, int most) {
        long number = map.integer(field).orElse((long) otherwise);
        if (number < 0 || number > most) {
            String range = most == Integer.MAX_VALUE ? "must not be negative" : "must be 0 to " + most;
            throw map.error(field, range + ", but is " + number);
        }
        return (int) number;
    }

    private static String level(YamlMap map, String field, Set<String> levels) {
        String name = map.text(field);
        if (!levels.contains(name)) {
            throw map.error(field, "there is no level " + name + YamlMap.nearest(name, levels));
        }
        return name;
    }

    private static <E extends Enum<E>> java.util.Optional<E> constant(YamlMap map, String field, Class<E> type) {
        return map.optionalText(field).map(word -> constant(map, field, word, type));
    }

    private static <E extends Enum<E>> List<E> constants(YamlMap map, String field, Class<E> type) {
        return map.texts(field).stream()
                .map(word -> constant(map, field, word, type))
                .toList();
    }

    private static <E extends Enum<E>> E constant(YamlMap map, String field, String word, Class<E> type) {
        String wanted = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        map.error(field, "'" + word + "' is not known" + YamlMap.nearest(lower(word), words(type))));
    }

    private static <E extends Enum<E>> Set<String> words(Class<E> type) {
        String separator = DASHED.contains(type) ? "-" : "_";
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> lower(constant.name()).replace("_", separator))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The value read; if that fails, the error is noted and reading continues. */
    private <T> T tried(T otherwise, Supplier<T> reading) {
        T read = read(reading);
        return read == null ? otherwise : read;
    }

    /** The same, with null for what cannot be read. */
    private <T> @Nullable T read(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (UsageException e) {
            problems.error(e);
            return null;
        }
    }
}
