package dev.storycrew.bench.speed;

import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Utils;

/** What more processes of a stage bring, each with the same lanes, with a model that takes 2 s; other stages have lanes to spare. */
final class ProcessSection implements SpeedSection {
    private static final List<Integer> PROCESSES = List.of(2, 4);
    private static final double GOAL = 0.95;
    private static final Stage STAGE = Part.first().stage();
    private static final int LANES = 4;
    private static final int LANES_OF_OTHERS = 64;
    private static final int ROUNDS = 8;
    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_MILLIS = 100;

    private final Launcher launcher;

    /** @param home the checkout */
    ProcessSection(Path home) {
        this.launcher = new Launcher(home);
    }

    @Override
    public String name() {
        return "processes";
    }

    @Override
    public List<SpeedRow> measure(Path folder) throws Exception {
        double one = perSecond(folder, 1);
        List<SpeedRow> rows = new ArrayList<>();
        for (int processes : PROCESSES) {
            rows.add(SpeedRow.shareOf(
                    GOAL,
                    Counted.of(processes, "process", "processes") + " of a stage, against as many times 1",
                    perSecond(folder, processes),
                    processes * one,
                    "a second"));
        }
        return rows;
    }

    /** Chapters in a second, once the first ones are through. */
    private double perSecond(Path folder, int processes) throws Exception {
        Path here = Files.createDirectories(folder.resolve("processes-" + processes));
        try (SpeedCluster cluster =
                new SpeedCluster(here, LANES_OF_OTHERS, "2s", SpeedCluster.NO_MISTAKES, Set.of(STAGE))) {
            List<Process> started = new ArrayList<>();
            try {
                String config = cluster.configFor(STAGE, LANES).toString();
                for (int number = 1; number <= processes; number++) {
                    started.add(Launcher.start(
                            List.of(
                                    launcher.program(),
                                    "stage",
                                    STAGE.label(),
                                    "--config",
                                    config,
                                    "--instance",
                                    Integer.toString(number),
                                    "--data",
                                    here.resolve("process-" + number).toString()),
                            here.resolve("process-" + number + ".txt")));
                }
                awaitGroup(cluster, started, here);
                return carried(cluster, processes * LANES);
            } finally {
                started.forEach(Process::destroy);
                for (Process process : started) {
                    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static double carried(SpeedCluster cluster, int lanes) throws InterruptedException {
        int partitions = cluster.connection().topics().partitions();
        List<ChapterRequest> requests = spread((ROUNDS + 1) * lanes, partitions);
        return cluster.perSecond(requests, lanes);
    }

    /** Chapters of which each partition gets as many: chance would give some processes less to do. */
    private static List<ChapterRequest> spread(int count, int partitions) {
        int each = count / partitions;
        int[] taken = new int[partitions];
        List<ChapterRequest> spread = new ArrayList<>();
        for (ChapterRequest request : HistoryMaker.requests(4 * count, 1)) {
            byte[] key = request.brief().id().toString().getBytes(StandardCharsets.UTF_8);
            int partition = Utils.toPositive(Utils.murmur2(key)) % partitions;
            if (taken[partition] < each) {
                taken[partition]++;
                spread.add(request);
            }
        }
        return spread;
    }

    /** Until each process has its share of the partitions. */
    private static void awaitGroup(SpeedCluster cluster, List<Process> started, Path output)
            throws InterruptedException, IOException {
        int processes = started.size();
        String group = cluster.connection().topics().prefix() + STAGE.label();
        int share = cluster.connection().topics().partitions() / processes;
        long began = System.nanoTime();
        try (Admin admin = cluster.connection().admin()) {
            while (!isShared(admin, group, processes, share)) {
                if (!started.stream().allMatch(Process::isAlive)
                        || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new IllegalStateException(Counted.of(processes, "process", "processes") + " did not share "
                            + group + ": " + Files.readString(output.resolve("process-1.txt")));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    private static boolean isShared(Admin admin, String group, int processes, int share) throws InterruptedException {
        try {
            ConsumerGroupDescription described = Objects.requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group))
                    .get();
            return described.groupState() == GroupState.STABLE
                    && described.members().size() == processes
                    && described.members().stream()
                            .allMatch(member ->
                                    member.assignment().topicPartitions().size() == share);
        } catch (ExecutionException | KafkaException e) {
            // There is no such group before the first process is there.
            return false;
        }
    }
}
