package dev.storycrew.bench.peers;

import dev.storycrew.bench.speed.SpeedCluster;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** StoryCrew: a broker and all services in this process. */
final class StoryCrewItself implements PeerKind {
    private final Path settings;

    StoryCrewItself(Path settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "StoryCrew, one embedded broker";
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees(
                "nothing (the one broker leaves flushing to the operating system, so a power cut can cost the last seconds;"
                        + " replicated brokers lose them only if all lose power at once)",
                "those that were being made",
                "yes, up to the partitions of its topic",
                "every call, decision and its reason, replayed from the topics");
    }

    @Override
    public Running open(Path folder, ChapterSteps steps) throws IOException, InterruptedException {
        return new Running(folder, settings);
    }

    /** A cluster that is up. */
    static final class Running implements Peer {
        private final Map<ChapterId, MadeChapter> made = new ConcurrentHashMap<>();
        private final Path folder;
        private final SpeedCluster cluster;

        private Running(Path folder, Path settings) throws IOException, InterruptedException {
            this.folder = folder;
            this.cluster =
                    new SpeedCluster(folder, settings, outcome -> made.put(outcome.chapter(), MadeChapter.of(outcome)));
        }

        SpeedCluster cluster() {
            return cluster;
        }

        @Override
        public List<MadeChapter> carry(List<ChapterRequest> requests) throws InterruptedException {
            cluster.carry(requests);
            return requests.stream()
                    .map(request ->
                            Objects.requireNonNull(made.get(request.brief().id())))
                    .toList();
        }

        /** The broker's segments; its indexes are larger than what is in them, and state can be made from the segments again. */
        @Override
        public long bytesOnDisk() throws IOException {
            return FilesOnDisk.bytes(folder, ".log");
        }

        @Override
        public void close() throws IOException {
            cluster.close();
        }
    }
}
