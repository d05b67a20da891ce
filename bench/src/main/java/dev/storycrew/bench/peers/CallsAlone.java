package dev.storycrew.bench.peers;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Stage;
import java.nio.file.Path;
import java.util.Optional;

/** The floor: a loop that makes the calls one after the other and keeps nothing. */
final class CallsAlone implements PeerKind {
    @Override
    public String name() {
        return "the calls alone";
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees("everything", "all", "no", "nothing");
    }

    @Override
    public Peer open(Path folder, ChapterSteps steps) {
        return new ThreadedPeer() {
            @Override
            protected MadeChapter make(ChapterRequest request) throws Exception {
                return CallsAlone.make(steps, request);
            }

            @Override
            public long bytesOnDisk() {
                return 0;
            }
        };
    }

    static MadeChapter make(ChapterSteps steps, ChapterRequest request) throws Exception {
        byte[] chapter = steps.begin(request);
        for (Optional<Stage> next = steps.next(chapter); next.isPresent(); next = steps.next(chapter)) {
            chapter = steps.call(next.get(), chapter);
        }
        return steps.made(chapter);
    }
}
