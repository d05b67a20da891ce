package dev.storycrew.llm.rehearsal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the rehearsal model behaves.
 *
 * @param seed the same seed gives the same book
 * @param mistakes the chance of a mistake in a scene (or, of a plan, in a chapter), by issue type, from 0 to 1
 * @param latency how long each answer takes
 */
public record RehearsalSettings(long seed, Map<String, Double> mistakes, Duration latency) {
    /** Often enough to show retries, seldom enough to end well. */
    private static final Map<String, Double> USUAL = Map.of(
            "word_count", 0.05,
            "prose", 0.05,
            "style", 0.05,
            "hook", 0.20,
            "pacing", 0.12,
            "motivation", 0.05,
            "continuity", 0.05,
            "structure", 0.05);

    public RehearsalSettings {
        mistakes = Map.copyOf(mistakes);
    }

    /** The usual rates with some of them replaced. */
    public static RehearsalSettings of(long seed, Map<String, Double> mistakes, Duration latency) {
        Map<String, Double> rates = new LinkedHashMap<>(USUAL);
        rates.putAll(mistakes);
        return new RehearsalSettings(seed, rates, latency);
    }

    /** A rate of 0 for each kind of mistake. */
    public static Map<String, Double> noMistakes() {
        Map<String, Double> none = new LinkedHashMap<>();
        USUAL.keySet().forEach(issue -> none.put(issue, 0.0));
        return none;
    }

    double rate(String issue) {
        return mistakes.getOrDefault(issue, 0.0);
    }
}
