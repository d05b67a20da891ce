package dev.storycrew.history.skim;

/** Avro's variable-length numbers. */
final class Varint {
    private static final int MORE = 0x80;
    private static final int BITS = 0x7f;
    private static final int SHIFT = 7;

    private Varint() {}

    /** The number that begins at an offset. */
    static long read(byte[] bytes, int from) {
        long zigzag = 0;
        int at = from;
        for (int shift = 0; shift < Long.SIZE; shift += SHIFT) {
            byte next = bytes[at++];
            zigzag |= (long) (next & BITS) << shift;
            if ((next & MORE) == 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new IndexOutOfBoundsException("a number of more than 64 bits at byte " + from);
    }

    /** Where it ends. */
    static int end(byte[] bytes, int from) {
        int at = from;
        while ((bytes[at] & MORE) != 0) {
            at++;
        }
        return at + 1;
    }
}
