package dev.storycrew.bench.peers;

import dev.storycrew.core.event.ChapterRequest;
import java.io.IOException;
import java.util.List;

/** Something that is running, and carries chapters through their calls. */
public interface Peer extends AutoCloseable {
    /** Carries some chapters at once; returns when all have ended, with what was made, in the order of the requests. */
    List<MadeChapter> carry(List<ChapterRequest> requests) throws Exception;

    /** How many bytes it has on disk for the chapters carried so far. */
    long bytesOnDisk() throws IOException;

    @Override
    void close() throws IOException;
}
