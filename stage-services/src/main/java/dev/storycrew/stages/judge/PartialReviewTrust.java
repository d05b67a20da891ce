package dev.storycrew.stages.judge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each model's partial reviews can be trusted, by the chapters that were read both ways since this process
 * started. Where they disagree with the full ones too often, partial reviews pause; chapters that are sampled go on
 * being read both ways, so that the pause can end.
 */
public final class PartialReviewTrust {
    private static final Logger LOG = LoggerFactory.getLogger(PartialReviewTrust.class);
    private static final int LEAST_SAMPLES = 20;
    private static final int MOST_SAMPLES = 100;
    private static final double MOST_DISAGREEMENT = 0.05;

    private final Map<String, Deque<Boolean>> agreements = new ConcurrentHashMap<>();

    /** Counts a chapter that was read both ways. */
    void sampled(String model, boolean agreed) {
        boolean before = isPaused();
        agreements.compute(model, (name, known) -> {
            Deque<Boolean> samples = known == null ? new ArrayDeque<>() : new ArrayDeque<>(known);
            samples.addLast(agreed);
            if (samples.size() > MOST_SAMPLES) {
                samples.removeFirst();
            }
            return samples;
        });
        boolean now = isPaused();
        if (before != now) {
            LOG.atWarn()
                    .addKeyValue("event", now ? "partial_reviews_paused" : "partial_reviews_resumed")
                    .addKeyValue("model", model)
                    .log(
                            now
                                    ? "Partial reviews disagree with full ones in more than 5 % of the chapters read both"
                                            + " ways; every chapter is read in full until that changes"
                                    : "Partial reviews agree with full ones again, and are resumed");
        }
    }

    /** True while some model's partial reviews disagree with its full ones too often. */
    boolean isPaused() {
        return agreements.values().stream()
                .anyMatch(samples -> samples.size() >= LEAST_SAMPLES
                        && samples.stream().filter(agreed -> !agreed).count() > MOST_DISAGREEMENT * samples.size());
    }
}
