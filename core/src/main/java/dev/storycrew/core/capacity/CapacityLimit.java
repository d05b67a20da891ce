package dev.storycrew.core.capacity;

/**
 * Something that lets no more than so many chapters an hour through.
 *
 * @param chaptersPerHour 0 when nothing gets through
 * @param because one sentence for operators
 * @param advice what to do to raise it
 */
public record CapacityLimit(Kind kind, double chaptersPerHour, String because, String advice) {
    /** The kinds of limits. */
    public enum Kind {
        /** The lanes of a stage's processes. */
        LANES,
        /** The lanes of a stage that has as many processes as its topic has partitions. */
        PARTITIONS,
        /** No process of a stage is running. */
        NO_PROCESS,
        /** Requests per minute, tokens per minute or concurrent calls of an account. */
        PROVIDER,
        /** A provider's circuit is open. */
        CIRCUIT,
        /** The chapters of a book come one after another, and there are only so many books. */
        BOOKS
    }
}
