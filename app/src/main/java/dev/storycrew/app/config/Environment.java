package dev.storycrew.app.config;

import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlFile;
import dev.storycrew.files.yaml.YamlMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Configuration keys from the environment: {@code llm.stages.write.model} is {@code STORYCREW_LLM_STAGES_WRITE_MODEL}.
 */
final class Environment implements YamlFile.Overrides {
    private static final String PREFIX = "STORYCREW_";

    private final Map<String, String> variables = new TreeMap<>();
    private final Set<String> known = new HashSet<>();

    Environment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                variables.put(name, value);
            }
        });
        known.add("STORYCREW_JAVA_OPTS");
    }

    @Override
    public @Nullable String at(String path) {
        String name = variable(path);
        known.add(name);
        return variables.get(name);
    }

    @Override
    public @Nullable String nameOf(String path) {
        String name = variable(path);
        return variables.containsKey(name) ? "environment: " + name : null;
    }

    private static String variable(String path) {
        return PREFIX + path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** The keys below a prefix, for settings with arbitrary names: {@code _} stands for a dot. */
    Map<String, String> allBelow(String prefix) {
        Map<String, String> below = new LinkedHashMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                known.add(name);
                below.put(
                        name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return below;
    }

    /** Refuses variables that match no key. */
    void done() {
        for (String name : variables.keySet()) {
            if (!known.contains(name)) {
                throw new UsageException("environment: " + name + ": no such configuration key"
                        + YamlMap.nearest(name, new HashSet<>(known)));
            }
        }
    }
}
