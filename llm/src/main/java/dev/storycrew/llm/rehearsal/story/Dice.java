package dev.storycrew.llm.rehearsal.story;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Randomness that is the same for the same subject. */
public final class Dice {
    private final long seed;

    public Dice(long seed) {
        this.seed = seed;
    }

    /** A sequence of chance for a subject. */
    public Random about(Object... subject) {
        CRC32 digest = new CRC32();
        for (Object part : subject) {
            digest.update((part + "\u0000").getBytes(StandardCharsets.UTF_8));
        }
        return new Random(seed * 1_000_003L + digest.getValue());
    }

    public boolean hits(double rate, Object... subject) {
        return about(subject).nextDouble() < rate;
    }

    /** A list in a random order of the subject's own. */
    <T> List<T> shuffled(List<T> all, Object... subject) {
        List<T> order = new ArrayList<>(all);
        Collections.shuffle(order, about(subject));
        return order;
    }
}
