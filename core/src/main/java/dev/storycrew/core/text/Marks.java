package dev.storycrew.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;

/** Hashes of 40 bits, five bytes each, in a fixed order: what is remembered of a text that is not kept. */
public final class Marks {
    /** The bits that count. */
    public static final long MASK = (1L << 40) - 1;

    private static final int BYTES = 5;

    private static final Marks NONE = new Marks(new byte[0]);

    private final byte[] packed;

    private Marks(byte[] packed) {
        this.packed = packed;
    }

    public static Marks none() {
        return NONE;
    }

    /** @param hashes of which the lower 40 bits count */
    public static Marks of(Collection<Long> hashes) {
        byte[] packed = new byte[hashes.size() * BYTES];
        int at = 0;
        for (long hash : hashes) {
            for (int shift = 32; shift >= 0; shift -= 8) {
                packed[at++] = (byte) (hash >>> shift);
            }
        }
        return new Marks(packed);
    }

    /** What {@link #packed()} gave; a rest that is no whole mark is left out. */
    public static Marks ofPacked(byte[] packed) {
        return new Marks(Arrays.copyOf(packed, packed.length - packed.length % BYTES));
    }

    public byte[] packed() {
        return packed.clone();
    }

    public int count() {
        return packed.length / BYTES;
    }

    /** The mark at an index from 0. */
    public long at(int index) {
        long mark = 0;
        for (int at = index * BYTES; at < (index + 1) * BYTES; at++) {
            mark = mark << 8 | packed[at] & 0xFF;
        }
        return mark;
    }

    /** Those that fulfil a condition. */
    Marks where(LongPredicate condition) {
        List<Long> left = new ArrayList<>();
        for (int index = 0; index < count(); index++) {
            if (condition.test(at(index))) {
                left.add(at(index));
            }
        }
        return of(left);
    }

    /** The first, third, fifth and so on. */
    Marks everySecond() {
        byte[] half = new byte[(count() + 1) / 2 * BYTES];
        for (int at = 0; at < half.length; at += BYTES) {
            System.arraycopy(packed, 2 * at, half, at, BYTES);
        }
        return new Marks(half);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Marks marks && Arrays.equals(packed, marks.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return Counted.of(count(), "mark");
    }
}
