package dev.storycrew.bench.speed;

import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.text.Counted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What more lanes bring, all stages fed, with a model that takes 2 s. */
final class LaneSection implements SpeedSection {
    /** What is to be reached of the ideal, by lanes of each stage. */
    private static final List<Map.Entry<Integer, Double>> GOALS = List.of(Map.entry(16, 0.97), Map.entry(64, 0.92));

    private static final int ROUNDS = 8;

    @Override
    public String name() {
        return "lanes";
    }

    @Override
    public List<SpeedRow> measure(Path folder) throws Exception {
        double one = perSecond(folder, 1);
        List<SpeedRow> rows = new ArrayList<>();
        for (Map.Entry<Integer, Double> goal : GOALS) {
            int lanes = goal.getKey();
            rows.add(SpeedRow.shareOf(
                    goal.getValue(),
                    Counted.of(lanes, "lane") + " a stage, against as many times 1 lane",
                    perSecond(folder, lanes),
                    lanes * one,
                    "a second"));
        }
        return rows;
    }

    /** Chapters in a second, once the first ones are through. */
    private static double perSecond(Path folder, int lanes) throws Exception {
        List<ChapterRequest> requests = HistoryMaker.requests((ROUNDS + 1) * lanes, 1);
        try (SpeedCluster cluster = new SpeedCluster(
                Files.createDirectories(folder.resolve("lanes-" + lanes)), lanes, "2s", SpeedCluster.NO_MISTAKES)) {
            return cluster.perSecond(requests, lanes);
        }
    }
}
