package dev.storycrew.core.estimate;

import dev.storycrew.core.story.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a cluster's ended chapters took.
 *
 * @param retries of each ended chapter, by level: one entry for each retry
 * @param stages what finished runs of each stage took
 */
public record PastChapters(List<List<String>> retries, Map<Stage, OfStage> stages) {
    /** With fewer chapters than this a mean says nothing. */
    public static final int ENOUGH = 3;

    private static final double TWO_ERRORS = 2;

    public PastChapters {
        retries = List.copyOf(retries);
        stages = Map.copyOf(stages);
    }

    /**
     * A stage.
     *
     * @param words the chapters' target words, once for each first pass
     * @param firstOutput output tokens of first passes
     * @param input all input tokens
     * @param cached of these, read from a provider's cache
     * @param output all output tokens of runs whose duration is known
     * @param millis how long those took, waits for the provider included
     */
    public record OfStage(long words, long firstOutput, long input, long cached, long output, long millis) {
        public static final OfStage NONE = new OfStage(0, 0, 0, 0, 0, 0);

        public OfStage plus(OfStage other) {
            return new OfStage(
                    words + other.words,
                    firstOutput + other.firstOutput,
                    input + other.input,
                    cached + other.cached,
                    output + other.output,
                    millis + other.millis);
        }
    }

    public boolean isEnough() {
        return retries.size() >= ENOUGH;
    }

    /** Retries a chapter, on average. */
    public double retriesPerChapter() {
        return retries.stream().mapToInt(List::size).average().orElse(0);
    }

    /** How far the mean may be off by chance: twice its standard error. */
    public double uncertainty() {
        double mean = retriesPerChapter();
        double squares = retries.stream()
                .mapToDouble(levels -> (levels.size() - mean) * (levels.size() - mean))
                .sum();
        int chapters = retries.size();
        return chapters < 2 ? mean : TWO_ERRORS * Math.sqrt(squares / (chapters - 1) / chapters);
    }

    /** The share of each level among all retries, ascending by name; empty where there was none. */
    public Map<String, Double> shares() {
        Map<String, Double> shares = new TreeMap<>();
        long all = retries.stream().mapToLong(List::size).sum();
        retries.forEach(levels -> levels.forEach(level -> shares.merge(level, 1.0 / all, Double::sum)));
        return shares;
    }
}
