package dev.storycrew.bench.speed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What was measured, for people, for docs/performance.md and for programs. */
public final class SpeedTable {
    private static final double SMALL = 10;

    private SpeedTable() {}

    /** A table in Markdown, which a terminal shows as well. */
    public static String markdown(List<SpeedRow> rows) {
        int width = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
        StringBuilder table = new StringBuilder(line(width, "what", "measured", "floor", "ratio", "goal", "reached")
                + line(width, "---", "---:", "---:", "---:", "---:", "---"));
        for (SpeedRow row : rows) {
            Double floor = row.floor();
            Double goal = row.goal();
            table.append(line(
                    width,
                    row.what(),
                    (number(row.value()) + " " + row.unit()).strip(),
                    floor == null ? "" : number(floor),
                    floor == null ? "" : number(row.figure()),
                    goal == null ? "" : (row.isLessBetter() ? "at most " : "at least ") + number(goal),
                    (goal == null ? "" : row.reached() ? "yes" : "no") + (row.noisy() ? " (noisy)" : "")));
        }
        return table.toString();
    }

    private static String line(int width, String what, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "| %-" + width + "s |", what));
        for (String cell : cells) {
            line.append(' ').append(String.format(Locale.ROOT, "%13s", cell)).append(" |");
        }
        return line.append('\n').toString();
    }

    private static String number(double value) {
        return value < SMALL ? String.format(Locale.ROOT, "%.2f", value) : String.format(Locale.ROOT, "%,.0f", value);
    }

    /** An array with an object for each row. */
    public static String json(List<SpeedRow> rows) {
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (SpeedRow row : rows) {
            ObjectNode one = all.addObject()
                    .put("what", row.what())
                    .put("value", row.value())
                    .put("unit", row.unit());
            one.put("floor", row.floor())
                    .put("ratio", row.floor() == null ? null : Double.valueOf(row.figure()))
                    .put("goal", row.goal())
                    .put("goal_is", row.goal() == null ? null : row.isLessBetter() ? "at most" : "at least")
                    .put("reached", row.reached())
                    .put("noisy", row.noisy());
        }
        return all.toPrettyString();
    }
}
