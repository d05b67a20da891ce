package dev.storycrew.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/** How busy others keep the machine, from {@code /proc}; nothing is known where there is none. */
public final class MachineUse {
    private static final Path ALL = Path.of("/proc/stat");
    private static final Path OWN = Path.of("/proc/self/stat");
    /** What {@code getconf CLK_TCK} says on every Linux. */
    private static final double TICKS_PER_SECOND = 100;

    /** The fields of the first line of {@code /proc/stat} after its name: user, nice, system, irq, softirq, steal. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    private final long began = System.nanoTime();
    private final OptionalDouble othersBefore = others();

    /** The share of all processors that others have used since this was made; 0 is a quiet machine. */
    public OptionalDouble ofOthers() {
        OptionalDouble now = others();
        if (now.isEmpty() || othersBefore.isEmpty()) {
            return OptionalDouble.empty();
        }
        double seconds =
                (double) (System.nanoTime() - began) / Duration.ofSeconds(1).toNanos();
        double share = (now.getAsDouble() - othersBefore.getAsDouble())
                / (seconds * Runtime.getRuntime().availableProcessors());
        return OptionalDouble.of(Math.max(0, share));
    }

    /** The processor seconds that all but this process and the children it has waited for have used since the start. */
    private static OptionalDouble others() {
        try {
            String[] all = Files.readAllLines(ALL).get(0).trim().split("\\s+");
            double busy = BUSY.stream()
                            .mapToDouble(field -> Double.parseDouble(all[field]))
                            .sum()
                    / TICKS_PER_SECOND;
            return OptionalDouble.of(busy - ofProcess(OWN));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Its processor seconds, and those of the children that it has waited for. */
    static double ofProcess(Path stat) throws IOException {
        String text = Files.readString(stat);
        // The name, which may have blanks, ends with the last parenthesis; the third field follows.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split("\\s+");
        int userTime = 11;
        double ticks = 0;
        for (int field = userTime; field < userTime + 4; field++) {
            ticks += Double.parseDouble(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
