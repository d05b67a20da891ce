package dev.storycrew.llm;

/** How many tokens a model counts for one of o200k's, learned from the last request that it read whole. */
final class Counting {
    /** Requests of one kind differ by less. */
    private static final double ABOUT = 0.97;

    private volatile double share;

    /** Takes note of a request that was read whole. */
    void whole(long sent, long reported) {
        if (sent > 0 && reported > 0) {
            share = (double) reported / sent;
        }
    }

    /** True if the model counts about so many for what was sent. */
    boolean explains(long sent, long reported) {
        return share > 0 && reported >= share * sent * ABOUT;
    }
}
