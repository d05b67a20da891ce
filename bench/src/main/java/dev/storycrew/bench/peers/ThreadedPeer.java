package dev.storycrew.bench.peers;

import dev.storycrew.core.event.ChapterRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One that makes a chapter in its caller's thread, and several in as many threads as a stage of StoryCrew has lanes. */
public abstract class ThreadedPeer implements Peer {
    private final ExecutorService threads = Executors.newFixedThreadPool(PeerBench.LANES);

    /** Makes one chapter. */
    protected abstract MadeChapter make(ChapterRequest request) throws Exception;

    @Override
    public final List<MadeChapter> carry(List<ChapterRequest> requests) throws Exception {
        List<Callable<MadeChapter>> work = new ArrayList<>();
        requests.forEach(request -> work.add(() -> make(request)));
        List<MadeChapter> made = new ArrayList<>();
        for (Future<MadeChapter> chapter : threads.invokeAll(work)) {
            made.add(chapter.get());
        }
        return made;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
