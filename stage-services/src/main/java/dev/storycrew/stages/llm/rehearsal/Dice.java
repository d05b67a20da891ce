package dev.storycrew.stages.llm.rehearsal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Chance that is the same whenever it is asked about the same thing. */
final class Dice {
    private final long seed;

    Dice(long seed) {
        this.seed = seed;
    }

    /** A sequence of chance for a subject. */
    Random about(Object... subject) {
        CRC32 digest = new CRC32();
        for (Object part : subject) {
            digest.update((part + "\u0000").getBytes(StandardCharsets.UTF_8));
        }
        return new Random(seed * 1_000_003L + digest.getValue());
    }

    boolean hits(double rate, Object... subject) {
        return about(subject).nextDouble() < rate;
    }

    /** The share of a list that belongs to one of some, the same for everyone who deals the same list. */
    List<String> share(List<String> all, int one, int of, Object... subject) {
        List<String> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, about(subject));
        List<String> share = new ArrayList<>();
        for (int index = one % of; index < shuffled.size(); index += of) {
            share.add(shuffled.get(index));
        }
        return share;
    }
}
