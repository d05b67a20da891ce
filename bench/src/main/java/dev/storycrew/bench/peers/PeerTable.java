package dev.storycrew.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, for people, for docs/performance.md and for programs. */
public final class PeerTable {
    private static final double KILO = 1000;
    private static final double PERCENT = 100;
    private static final double SMALL = 10;

    private PeerTable() {}

    /** A table in Markdown, which a terminal shows as well, and a line for what each guarantees. */
    public static String markdown(List<PeerRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(
                "",
                "p50, ms",
                "p99, ms",
                "beyond the calls, p50",
                "chapters a second",
                "CPU ms a chapter",
                "KB on disk a chapter",
                "others' use"));
        cells.add(List.of("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"));
        double calls = rows.get(0).p50Millis();
        for (PeerRow row : rows) {
            Double others = row.others();
            cells.add(List.of(
                    row.name(),
                    number(row.p50Millis()),
                    number(row.p99Millis()),
                    row.guarantees() == null ? number(row.p50Millis()) : number(row.p50Millis() - calls),
                    number(row.perSecond()),
                    number(row.cpuMillis()),
                    number(row.bytesOnDisk() / KILO),
                    others == null ? "" : String.format(Locale.ROOT, "%.0f %%", others * PERCENT)));
        }
        StringBuilder text = new StringBuilder();
        cells.forEach(row -> text.append(line(cells, row)));
        text.append('\n');
        for (PeerRow row : rows) {
            Guarantees guarantees = row.guarantees();
            if (guarantees != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "- **%s**. A killed process loses: %s. Calls made again: %s. A stage scales by itself: %s. For an audit: %s.\n",
                        row.name(),
                        guarantees.killed(),
                        guarantees.calls(),
                        guarantees.scaling(),
                        guarantees.audit()));
            }
        }
        return text.toString();
    }

    private static String line(List<List<String>> all, List<String> row) {
        StringBuilder line = new StringBuilder("|");
        for (int column = 0; column < row.size(); column++) {
            int index = column;
            int width = all.stream()
                    .mapToInt(each -> each.get(index).length())
                    .max()
                    .orElse(0);
            String format = column == 0 ? " %-" + width + "s |" : " %" + width + "s |";
            line.append(String.format(Locale.ROOT, format, row.get(column)));
        }
        return line.append('\n').toString();
    }

    private static String number(double value) {
        return value != 0 && Math.abs(value) < SMALL
                ? String.format(Locale.ROOT, "%.1f", value)
                : String.format(Locale.ROOT, "%,.0f", value);
    }

    /** An array with an object for each row. */
    public static String json(List<PeerRow> rows) {
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (PeerRow row : rows) {
            ObjectNode one = all.addObject()
                    .put("what", row.name())
                    .put("p50_ms", row.p50Millis())
                    .put("p99_ms", row.p99Millis())
                    .put("chapters_per_second", row.perSecond())
                    .put("cpu_ms_per_chapter", row.cpuMillis())
                    .put("bytes_on_disk_per_chapter", row.bytesOnDisk())
                    .put("others_share_of_machine", row.others());
            Guarantees guarantees = row.guarantees();
            if (guarantees != null) {
                one.putObject("guarantees")
                        .put("killed_process_loses", guarantees.killed())
                        .put("calls_made_again", guarantees.calls())
                        .put("stage_scales_by_itself", guarantees.scaling())
                        .put("for_an_audit", guarantees.audit());
            }
        }
        return all.toPrettyString();
    }
}
