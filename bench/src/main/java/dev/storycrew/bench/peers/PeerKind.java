package dev.storycrew.bench.peers;

import java.nio.file.Path;

/**
 * One way to carry chapters. Those that need libraries of others are in the module {@code peers} and are found by a {@link
 * java.util.ServiceLoader}.
 */
public interface PeerKind {
    /** Its name and what it keeps state in, for a column of a table. */
    String name();

    Guarantees guarantees();

    /**
     * Starts it.
     *
     * @param folder an empty one, for what it keeps
     */
    Peer open(Path folder, ChapterSteps steps) throws Exception;
}
