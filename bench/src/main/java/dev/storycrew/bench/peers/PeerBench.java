package dev.storycrew.bench.peers;

import com.sun.management.OperatingSystemMXBean;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.bench.speed.ForwarderChain;
import dev.storycrew.bench.speed.MachineUse;
import dev.storycrew.bench.speed.Percentiles;
import dev.storycrew.bench.speed.SpeedCluster;
import dev.storycrew.cli.validate.ValidateCommand;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries the same chapters in several ways, one after the other in this process. Each chapter fails its first review for its
 * pacing, goes back to the editor and passes the second, so that everybody makes the same calls; what is made is compared.
 */
public final class PeerBench {
    /** How many calls of a stage StoryCrew makes at once, and how many chapters others have under way. */
    static final int LANES = 8;

    /** The rehearsal model's editor mends prose and style before the judge reads them; pacing it mends when it is told to. */
    private static final String MISTAKES = SpeedCluster.NO_MISTAKES.replace("pacing: 0", "pacing: 0.5");

    /** Shorter chapters are sometimes too short to be mended. */
    private static final int WORDS = 1200;

    /** Most chapters take the path; if not even one in so many does, something else is wrong. */
    private static final int TRIES = 10;

    private static final int P99 = 99;
    private static final double NANOS_IN_A_MILLI = 1e6;

    private final int chapters;
    private final List<PeerKind> others;
    private final Consumer<String> progress;

    /**
     * @param chapters how many are carried one at a time, and how many at once
     * @param others ways that are not StoryCrew's
     * @param progress is told what comes next
     */
    public PeerBench(int chapters, List<PeerKind> others, Consumer<String> progress) {
        this.chapters = chapters;
        this.others = List.copyOf(others);
        this.progress = progress;
    }

    /** The stages that each chapter calls, in order. */
    public static List<String> path() {
        return Stream.of(
                        Stage.from(Part.first()),
                        Stage.from(Part.last()),
                        Arrays.stream(Stage.values())
                                .filter(Stage::followsAcceptance)
                                .toList())
                .flatMap(List::stream)
                .map(Stage::label)
                .toList();
    }

    /** Writes the configuration file by which everybody's stages are set up. */
    public static Path settings(Path folder) throws IOException {
        return SpeedCluster.settings(folder, LANES, "0s", MISTAKES);
    }

    /** A chapter, and what everybody must make of it. */
    public record Case(ChapterRequest request, MadeChapter expected) {}

    /** So many chapters that take the path, each in a book of its own: nothing waits for the chapter before. */
    public static List<Case> cases(ChapterSteps steps, int count) throws Exception {
        List<Case> cases = new ArrayList<>();
        for (ChapterRequest request : HistoryMaker.requests(TRIES * count, 1, WORDS)) {
            if (cases.size() < count) {
                tryOut(steps, request)
                        .filter(made -> made.path().equals(path()))
                        .ifPresent(made -> cases.add(new Case(request, made)));
            }
        }
        if (cases.size() < count) {
            throw new IllegalStateException("only " + Counted.of(cases.size(), "chapter") + " took the path " + path());
        }
        return cases;
    }

    private static Optional<MadeChapter> tryOut(ChapterSteps steps, ChapterRequest request) throws Exception {
        try {
            return Optional.of(CallsAlone.make(steps, request));
        } catch (NotAcceptedException e) {
            return Optional.empty();
        }
    }

    /** Measures everybody; the two floors are the first row and the last. */
    public List<PeerRow> run() throws Exception {
        Path folder = Files.createTempDirectory("storycrew-peers-");
        try {
            Path settings = settings(folder);
            ChapterSteps steps = new ChapterSteps(settings);
            progress.accept("choosing chapters that fail their first review and pass the second");
            int warmUp = Math.max(1, chapters / 2);
            List<Case> cases = cases(steps, warmUp + 2 * chapters);
            Work work = new Work(
                    cases.subList(0, warmUp),
                    cases.subList(warmUp, warmUp + chapters),
                    cases.subList(warmUp + chapters, cases.size()));
            List<PeerRow> rows = new ArrayList<>();
            rows.add(measured(new CallsAlone(), folder, steps, work));
            for (PeerKind other : others) {
                rows.add(measured(other, folder, steps, work));
            }
            StoryCrewItself storycrew = new StoryCrewItself(settings);
            progress.accept("measuring " + storycrew.name());
            Path kept = Files.createTempDirectory(folder, "kept-");
            MachineUse use = new MachineUse();
            try (StoryCrewItself.Running running = storycrew.open(kept, steps)) {
                rows.add(work.row(storycrew, running, use));
                rows.add(chain(running));
            }
            return rows;
        } finally {
            ValidateCommand.delete(folder);
        }
    }

    private PeerRow measured(PeerKind kind, Path folder, ChapterSteps steps, Work work) throws Exception {
        progress.accept("measuring " + kind.name());
        Path kept = Files.createTempDirectory(folder, "kept-");
        MachineUse use = new MachineUse();
        try (Peer peer = kind.open(kept, steps)) {
            return work.row(kind, peer, use);
        }
    }

    /** Everybody's work. */
    private record Work(List<Case> warmUp, List<Case> single, List<Case> together) {
        PeerRow row(PeerKind kind, Peer peer, MachineUse use) throws Exception {
            for (Case one : warmUp) {
                carry(kind, peer, List.of(one));
            }
            long keptBefore = peer.bytesOnDisk();
            List<Double> millis = new ArrayList<>();
            for (Case one : single) {
                millis.add(carry(kind, peer, List.of(one)));
            }
            Percentiles way = new Percentiles(millis);
            double before = cpuMillis();
            double seconds = carry(kind, peer, together) / 1000;
            double cpu = cpuMillis() - before;
            return new PeerRow(
                    kind.name(),
                    way.median(),
                    way.at(P99),
                    together.size() / seconds,
                    cpu / together.size(),
                    (double) (peer.bytesOnDisk() - keptBefore) / (single.size() + together.size()),
                    share(use),
                    kind.guarantees());
        }

        /** How long they took, in milliseconds. */
        private static double carry(PeerKind kind, Peer peer, List<Case> cases) throws Exception {
            List<ChapterRequest> requests = cases.stream().map(Case::request).toList();
            long began = System.nanoTime();
            List<MadeChapter> made = peer.carry(requests);
            double millis = (System.nanoTime() - began) / NANOS_IN_A_MILLI;
            if (!made.equals(cases.stream().map(Case::expected).toList())) {
                throw new IllegalStateException(kind.name() + " made something else of the same requests: " + made);
            }
            return millis;
        }
    }

    private PeerRow chain(StoryCrewItself.Running running) throws Exception {
        String name = "a bare chain of five forwarders";
        progress.accept("measuring " + name);
        MachineUse use = new MachineUse();
        try (ForwarderChain chain = new ForwarderChain(running.cluster().connection())) {
            int warmUp = Math.max(1, chapters / 2);
            chain.oneAtATime(warmUp, 1);
            long keptBefore = running.bytesOnDisk();
            Percentiles way = chain.oneAtATime(0, chapters);
            double before = cpuMillis();
            double perSecond = chain.perSecond(chapters);
            double cpu = cpuMillis() - before;
            return new PeerRow(
                    name,
                    way.median(),
                    way.at(P99),
                    perSecond,
                    cpu / chapters,
                    (running.bytesOnDisk() - keptBefore) / (2.0 * chapters),
                    share(use),
                    null);
        }
    }

    private static @Nullable Double share(MachineUse use) {
        OptionalDouble others = use.ofOthers();
        return others.isPresent() ? others.getAsDouble() : null;
    }

    private static double cpuMillis() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / NANOS_IN_A_MILLI;
    }
}
