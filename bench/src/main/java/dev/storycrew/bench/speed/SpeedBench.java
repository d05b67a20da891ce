package dev.storycrew.bench.speed;

import dev.storycrew.cli.validate.ValidateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Measures section by section; a round in which others used the machine is measured again, and told if it stays so. */
public final class SpeedBench {
    /** Above this share of the machine, others are in the way. */
    private static final double QUIET = 0.05;

    private static final int MORE_ROUNDS = 1;
    private static final double HUNDRED = 100;

    private final List<SpeedSection> sections;
    private final int rounds;
    private final Consumer<String> progress;

    /**
     * @param home the checkout, whose commands are measured
     * @param chapters how many are carried at once; others are in proportion
     * @param only the sections wanted; empty for all
     * @param rounds how often each is measured
     * @param progress is told what comes next
     */
    public SpeedBench(Path home, int chapters, List<String> only, int rounds, Consumer<String> progress) {
        this.sections = sections(home, chapters).stream()
                .filter(section -> only.isEmpty() || only.contains(section.name()))
                .toList();
        this.rounds = rounds;
        this.progress = progress;
    }

    private static List<SpeedSection> sections(Path home, int chapters) {
        return List.of(
                new CommandSection(home),
                new WaySection(Math.max(1, chapters / 4), chapters),
                new LaneSection(),
                new ProcessSection(home),
                new RecordSection(chapters / 2));
    }

    /** What can be measured by itself. */
    public static List<String> names(Path home) {
        return sections(home, 1).stream().map(SpeedSection::name).toList();
    }

    /** Measures; of each row, the round with the median figure. */
    public List<SpeedRow> run() throws Exception {
        List<SpeedRow> rows = new ArrayList<>();
        for (SpeedSection section : sections) {
            rows.addAll(measured(section));
        }
        return rows;
    }

    private List<SpeedRow> measured(SpeedSection section) throws Exception {
        List<List<SpeedRow>> quiet = new ArrayList<>();
        List<List<SpeedRow>> all = new ArrayList<>();
        while (quiet.size() < rounds && all.size() < rounds + MORE_ROUNDS) {
            progress.accept("measuring " + section.name() + ", round " + (all.size() + 1));
            Path folder = Files.createTempDirectory("storycrew-speed-");
            MachineUse use = new MachineUse();
            List<SpeedRow> round;
            try {
                round = section.measure(folder);
            } finally {
                ValidateCommand.delete(folder);
            }
            all.add(round);
            OptionalDouble others = use.ofOthers();
            if (others.isEmpty() || others.getAsDouble() <= QUIET) {
                quiet.add(round);
            } else {
                progress.accept(String.format(
                        Locale.ROOT, "not quiet: others used %.0f%% of the machine", others.getAsDouble() * HUNDRED));
            }
        }
        boolean noisy = quiet.size() < rounds;
        List<SpeedRow> medians = medians(noisy ? all : quiet);
        return noisy ? medians.stream().map(SpeedRow::withNoise).toList() : medians;
    }

    private static List<SpeedRow> medians(List<List<SpeedRow>> rounds) {
        List<SpeedRow> medians = new ArrayList<>();
        for (int row = 0; row < rounds.get(0).size(); row++) {
            int index = row;
            List<SpeedRow> sorted = rounds.stream()
                    .map(round -> round.get(index))
                    .sorted(Comparator.comparingDouble(SpeedRow::figure))
                    .toList();
            medians.add(sorted.get(sorted.size() / 2));
        }
        return medians;
    }
}
