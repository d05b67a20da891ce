package dev.storycrew.bench.speed;

import com.sun.management.OperatingSystemMXBean;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.text.Counted;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A chapter's way through the topics, with a model that answers at once: one at a time, and all at once. */
final class WaySection implements SpeedSection {
    private static final int LANES = 8;
    private static final double P50_TIMES = 3;
    private static final double P99_TIMES = 3;
    private static final double SHARE_OF_CHAIN = 0.15;
    private static final int P99 = 99;

    private final int single;
    private final int together;

    /**
     * @param single how many chapters go one at a time
     * @param together how many go at once
     */
    WaySection(int single, int together) {
        this.single = single;
        this.together = together;
    }

    @Override
    public String name() {
        return "the way of a chapter";
    }

    @Override
    public List<SpeedRow> measure(Path folder) throws Exception {
        int warmUp = Math.max(1, single / 2);
        // Each in a book of its own: nothing waits for the chapter before.
        List<ChapterRequest> requests = HistoryMaker.requests(warmUp + single + together, 1);
        try (SpeedCluster cluster = new SpeedCluster(folder, LANES, "0s", SpeedCluster.NO_MISTAKES)) {
            Percentiles bare;
            double barePerSecond;
            try (ForwarderChain chain = new ForwarderChain(cluster.connection())) {
                bare = chain.oneAtATime(warmUp, single);
                barePerSecond = chain.perSecond(together);
            }
            List<Double> millis = new ArrayList<>();
            for (int number = 0; number < warmUp + single; number++) {
                double seconds = cluster.carry(List.of(requests.get(number)));
                if (number >= warmUp) {
                    millis.add(seconds * 1000);
                }
            }
            Percentiles way = new Percentiles(millis);
            double before = cpuSeconds();
            double seconds = cluster.carry(requests.subList(warmUp + single, requests.size()));
            double cpu = cpuSeconds() - before;
            return List.of(
                    SpeedRow.timesAtMost(P50_TIMES, "a chapter, one at a time, p50", way.median(), bare.median(), "ms"),
                    SpeedRow.timesAtMost(P99_TIMES, "a chapter, one at a time, p99", way.at(P99), bare.at(P99), "ms"),
                    SpeedRow.shareOf(
                            SHARE_OF_CHAIN,
                            Counted.of(together, "chapter") + " at once",
                            together / seconds,
                            barePerSecond,
                            "a second"),
                    new SpeedRow(
                            "processor time, broker included",
                            cpu * 1000 / together,
                            "ms a chapter",
                            null,
                            null,
                            true,
                            false));
        }
    }

    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
    }
}
