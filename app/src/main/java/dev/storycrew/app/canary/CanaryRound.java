package dev.storycrew.app.canary;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a canary's chapter.
 *
 * @param chapter its id
 * @param at when it was sent, in milliseconds since the epoch
 * @param took until its outcome was on its topic; null if it did not come
 * @param hops the topics that it passed, in order
 * @param twice what came more than once, each in a few words; empty if nothing did
 * @param problem why the round failed, in one sentence; null if it did not
 */
public record CanaryRound(
        String chapter,
        long at,
        @Nullable Duration took,
        List<Hop> hops,
        List<String> twice,
        @Nullable String problem) {
    public CanaryRound {
        hops = List.copyOf(hops);
        twice = List.copyOf(twice);
    }

    /**
     * A record of the chapter.
     *
     * @param topic without prefix
     * @param millis since the record before, by the broker's clock; 0 for the first
     */
    public record Hop(String topic, long millis) {}

    public boolean passed() {
        return problem == null;
    }
}
