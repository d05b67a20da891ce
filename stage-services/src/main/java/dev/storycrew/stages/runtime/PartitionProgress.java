package dev.storycrew.stages.runtime;

import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * How far one assigned partition is: which offsets are in hand, and which are finished though earlier ones are not. It
 * is committed with the results: the lowest unfinished offset, and the finished ones beyond it as a bitmap in the
 * offset's metadata. So whatever order lanes finish in, nothing finished is repeated.
 */
final class PartitionProgress {
    /** Before a bitmap; between the two is the id of the topic that it is about. Older versions wrote no id. */
    private static final String BITMAP = "done";

    /** Offsets that a bitmap may span: 20,000 bits are 3,336 characters, within Kafka's default of 4,096 bytes. */
    static final int WIDEST_SPAN = 20_000;

    private final String topicId;
    private final SortedSet<Long> inHand = new TreeSet<>();
    private final SortedSet<Long> givenBack = new TreeSet<>();
    private final SortedSet<Long> finished = new TreeSet<>();
    private long next;
    private boolean leaving;
    private long lastCallNanos;
    private boolean dropped;
    private final Protections protections;

    /**
     * @param topicId Kafka's id of the topic, which no other topic has, not even its copy in another cluster
     * @param committed the committed offset
     * @param metadata what was committed with it; anything but a bitmap of ours is ignored
     */
    PartitionProgress(String topicId, long committed, String metadata) {
        this(topicId, committed, metadata, Protections.ALL);
    }

    PartitionProgress(String topicId, long committed, String metadata, Protections protections) {
        this.topicId = topicId;
        this.protections = protections;
        next = committed;
        String bitmap = protections.finishedBeyond(metadata);
        int colon = bitmap.indexOf(':');
        String about = colon < 0 ? "" : bitmap.substring(0, colon);
        // MirrorMaker translates a group's offset and copies its metadata as it is: there, the bits mean other records.
        if (about.equals(BITMAP) || about.equals(BITMAP + "@" + topicId)) {
            try {
                BitSet bits = BitSet.valueOf(Base64.getDecoder().decode(bitmap.substring(colon + 1)));
                bits.stream().forEach(bit -> finished.add(committed + bit));
            } catch (IllegalArgumentException e) {
                finished.clear();
            }
        }
    }

    /** What to commit: an offset and its metadata. */
    record Position(long offset, String metadata) {}

    /** Whether an offset is finished according to what its partition has committed. */
    boolean isFinished(long offset, OffsetAndMetadata committed) {
        return offset < committed.offset()
                || new PartitionProgress(topicId, committed.offset(), committed.metadata()).finished.contains(offset);
    }

    /** Takes an offset in hand; false if it was already finished. Offsets come in ascending order. */
    synchronized boolean take(long offset) {
        next = Math.max(next, offset + 1);
        if (finished.contains(offset)) {
            return false;
        }
        inHand.add(offset);
        return true;
    }

    /** The offset to fetch from if what was fetched could not be taken in hand. */
    synchronized long next() {
        return next;
    }

    /** An offset in hand will not be worked on here. It stays unfinished, so that its new owner gets it. */
    synchronized void giveBack(long offset) {
        if (inHand.remove(offset)) {
            givenBack.add(offset);
        }
    }

    /** What to commit when the given offsets are finished too. */
    synchronized Position positionAfter(Collection<Long> alsoFinished) {
        SortedSet<Long> unfinished = new TreeSet<>(inHand);
        unfinished.addAll(givenBack);
        unfinished.removeAll(alsoFinished);
        long lowest = unfinished.isEmpty() ? next : unfinished.first();
        BitSet bits = new BitSet();
        // Finished offsets may lie beyond what has been fetched again so far; they stay in the bitmap until passed.
        finished.tailSet(lowest).forEach(offset -> bits.set(Math.toIntExact(offset - lowest)));
        alsoFinished.stream()
                .filter(offset -> offset > lowest)
                .forEach(offset -> bits.set(Math.toIntExact(offset - lowest)));
        return new Position(
                lowest,
                bits.isEmpty()
                        ? ""
                        : BITMAP + "@" + topicId + ":"
                                + Base64.getEncoder().withoutPadding().encodeToString(bits.toByteArray()));
    }

    /** The given offsets are finished, and that is committed. */
    synchronized void committed(Collection<Long> offsets) {
        inHand.removeAll(offsets);
        finished.addAll(offsets);
        SortedSet<Long> unfinished = new TreeSet<>(inHand);
        unfinished.addAll(givenBack);
        finished.headSet(unfinished.isEmpty() ? next : unfinished.first()).clear();
    }

    /** True if so much is finished beyond a slow one that the bitmap is full. */
    synchronized boolean full() {
        return !inHand.isEmpty() && next - inHand.first() >= WIDEST_SPAN;
    }

    /** True if nothing is being worked on and every result is committed. */
    synchronized boolean idle() {
        return inHand.isEmpty();
    }

    /**
     * The partition is about to go: work in hand may finish, but no new work may begin.
     *
     * @param lastCallNanos until when, by {@link System#nanoTime()}, work that has paid for a call may begin another one
     */
    synchronized void leave(long lastCallNanos) {
        leaving = protections.dropsRevoked();
        this.lastCallNanos = lastCallNanos;
    }

    /** True when no work may be begun for it. */
    synchronized boolean isLeaving() {
        return leaving || dropped;
    }

    /** True when not even work that has paid for a call may begin another one. */
    synchronized boolean isTooLateToCall() {
        return dropped || (leaving && System.nanoTime() - lastCallNanos >= 0);
    }

    /**
     * The partition has another owner now: nothing may be committed for it.
     *
     * @return how many offsets in hand are dropped
     */
    synchronized int drop() {
        dropped = protections.dropsRevoked();
        return inHand.size();
    }

    synchronized boolean isDropped() {
        return dropped;
    }
}
