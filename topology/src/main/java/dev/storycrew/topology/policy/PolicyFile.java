package dev.storycrew.topology.policy;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.yaml.UnusableFileException;
import dev.storycrew.schemas.yaml.YamlFile;
import dev.storycrew.schemas.yaml.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads routing policies. What a file leaves out is as in the default policy. */
public final class PolicyFile {
    private static final String DEFAULT_POLICY = "/default-policy.yaml";

    private PolicyFile() {}

    /**
     * Reads a policy.
     *
     * @throws UnusableFileException naming file, line and field
     */
    public static RetryPolicy read(Path file) {
        return policy(YamlFile.read(file));
    }

    /** Reads a policy's text. */
    public static RetryPolicy parse(String name, String yaml) {
        return policy(YamlFile.parse(name, yaml));
    }

    /** The default policy as a file an operator can start from. */
    public static String defaultText() {
        try (InputStream resource = PolicyFile.class.getResourceAsStream(DEFAULT_POLICY)) {
            if (resource == null) {
                throw new IllegalStateException(DEFAULT_POLICY + " is not in this build");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RetryPolicy policy(YamlMap file) {
        RetryPolicy defaults = RetryPolicy.defaults();
        String name = file.text("name");
        String version = file.optionalText("version").orElse("1");
        Map<String, RetryLevel> levels =
                file.has("levels") ? levels(file.map("levels")) : new LinkedHashMap<>(defaults.levels());
        List<RetryPolicy.Rule> rules = file.has("rules")
                ? file.maps("rules").stream().map(rule -> rule(rule, levels)).toList()
                : defaults.rules();
        String otherwise =
                level(file, "otherwise", file.optionalText("otherwise").orElse(defaults.otherwise()), levels);
        Scope scope = file.optionalText("scope")
                .map(word -> constant(file, "scope", word, Scope.class))
                .orElse(defaults.scope());
        RetryPolicy.Escalation escalation =
                file.has("escalate") ? escalation(file.map("escalate"), levels) : defaults.escalation();
        int maxRetries = (int) atLeastZero(file, "max-retries", defaults.maxRetries());
        Set<String> disabled = new LinkedHashSet<>(file.texts("disabled-levels"));
        disabled.forEach(level -> level(file, "disabled-levels", level, levels));
        boolean selective = file.bool("selective").orElse(defaults.selective());
        int percent = (int) atLeastZero(file, "rollout-percent", defaults.rolloutPercent());
        Gates gates = gates(file.map("gates"));
        file.done();
        try {
            return new RetryPolicy(
                    name,
                    version,
                    levels,
                    rules,
                    otherwise,
                    scope,
                    escalation,
                    maxRetries,
                    disabled,
                    selective,
                    percent,
                    gates);
        } catch (IllegalArgumentException e) {
            throw file.error(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, RetryLevel> levels(YamlMap levels) {
        Map<String, RetryLevel> read = new LinkedHashMap<>();
        for (String name : levels.fields()) {
            YamlMap level = levels.map(name);
            List<String> erased = level.texts("erase");
            if (erased.isEmpty()) {
                throw level.error("erase", "is missing: name what the level erases, such as [draft]");
            }
            Part earliest = erased.stream()
                    .map(part -> constant(level, "erase", part, Part.class))
                    .min(Part::compareTo)
                    .orElseThrow();
            Set<Stage> skip = level.texts("skip").stream()
                    .map(stage -> constant(level, "skip", stage, Stage.class))
                    .collect(Collectors.toSet());
            level.done();
            try {
                read.put(name, new RetryLevel(name, earliest, skip));
            } catch (IllegalArgumentException e) {
                throw levels.error(name, String.valueOf(e.getMessage()));
            }
        }
        return read;
    }

    private static RetryPolicy.Rule rule(YamlMap rule, Map<String, RetryLevel> levels) {
        Set<String> issues = rule.texts("issues").stream()
                .map(issue -> issue.toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (issues.isEmpty()) {
            throw rule.error("issues", "is missing: name at least one issue type");
        }
        Set<Severity> severities = rule.texts("severity").stream()
                .map(word -> constant(rule, "severity", word, Severity.class))
                .collect(Collectors.toSet());
        String level = level(rule, "level", rule.text("level"), levels);
        rule.done();
        return new RetryPolicy.Rule(issues, severities, level);
    }

    private static RetryPolicy.@Nullable Escalation escalation(YamlMap escalate, Map<String, RetryLevel> levels) {
        if (escalate.fields().isEmpty()) {
            return null;
        }
        long after = escalate.integer("after").orElseThrow(() -> escalate.error("after", "is missing"));
        String to = level(escalate, "to", escalate.text("to"), levels);
        escalate.done();
        if (after < 0) {
            throw escalate.error("after", "must not be negative, but is " + after);
        }
        return new RetryPolicy.Escalation((int) after, to);
    }

    private static Gates gates(YamlMap gates) {
        Gates defaults = Gates.defaults();
        Set<Finding.Kind> findings = gates.has("findings")
                ? gates.texts("findings").stream()
                        .map(word -> constant(gates, "findings", word, Finding.Kind.class))
                        .collect(Collectors.toSet())
                : defaults.gatingFindings();
        Gates read = new Gates(
                gates.number("character-motivation").orElse(defaults.characterMotivation()),
                gates.number("pacing").orElse(defaults.pacing()),
                gates.number("hook").orElse(defaults.hook()),
                gates.number("genre-fulfillment").orElse(defaults.genreFulfillment()),
                gates.number("clue-fairness").orElse(defaults.clueFairness()),
                findings);
        gates.done();
        return read;
    }

    private static long atLeastZero(YamlMap map, String field, int otherwise) {
        long number = map.integer(field).orElse((long) otherwise);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw map.error(field, "must not be negative, but is " + number);
        }
        return number;
    }

    private static String level(YamlMap map, String field, String name, Map<String, RetryLevel> levels) {
        if (!levels.containsKey(name)) {
            throw map.error(field, "there is no level " + name + YamlMap.nearest(name, levels.keySet()));
        }
        return name;
    }

    private static <E extends Enum<E>> E constant(YamlMap map, String field, String word, Class<E> type) {
        String wanted = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> map.error(
                        field,
                        "'" + word + "' is not known"
                                + YamlMap.nearest(
                                        word.toLowerCase(Locale.ROOT),
                                        Arrays.stream(type.getEnumConstants())
                                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                                .collect(Collectors.toCollection(LinkedHashSet::new)))));
    }
}
