package dev.storycrew.cli.auditor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.cli.auditor.KpiTable.Row;
import dev.storycrew.cli.auditor.KpiTable.Unit;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.text.TerminalText;
import java.util.Locale;
import java.util.OptionalDouble;

/** A report on figures as Markdown, CSV and JSON. */
final class KpiTablePrint {
    private static final double PERCENT = 100;

    private KpiTablePrint() {}

    static String markdown(KpiTable table) {
        StringBuilder text = new StringBuilder()
                .append("# ")
                .append(table.title())
                .append(", ")
                .append(table.period())
                .append("\n\n")
                .append(table.days())
                .append(" (UTC)\n");
        if (table.isEmpty()) {
            return text.append("\nNothing was counted in ")
                    .append(table.period())
                    .append(".\n")
                    .toString();
        }
        String section = "";
        for (Row row : table.rows()) {
            if (!row.section().equals(section)) {
                section = row.section();
                text.append("\n| ")
                        .append(section)
                        .append(" | ")
                        .append(table.period())
                        .append(" | ")
                        .append(table.before())
                        .append(" |\n|---|---:|---:|\n");
            }
            text.append("| ")
                    .append(TerminalText.harmless(row.name()).replace("|", "\\|"))
                    .append(" | ")
                    .append(people(row.unit(), row.now()))
                    .append(" | ")
                    .append(people(row.unit(), row.before()))
                    .append(" |\n");
        }
        table.notes().forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    static String csv(KpiTable table) {
        StringBuilder text = new StringBuilder("section,figure,unit,")
                .append(table.period())
                .append(',')
                .append(table.before())
                .append('\n');
        for (Row row : table.rows()) {
            text.append(quoted(row.section()))
                    .append(',')
                    .append(quoted(row.name()))
                    .append(',')
                    .append(unit(row.unit()))
                    .append(',')
                    .append(number(row.now()))
                    .append(',')
                    .append(number(row.before()))
                    .append('\n');
        }
        return text.toString();
    }

    static String json(KpiTable table) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("report", table.title());
        node.put("period", table.period());
        node.put("days", table.days());
        node.put("before", table.before());
        node.withArray("/figures");
        for (Row row : table.rows()) {
            ObjectNode figure = node.withArray("/figures").addObject();
            figure.put("section", row.section());
            figure.put("figure", row.name());
            figure.put("unit", unit(row.unit()));
            figure.put("value", row.now().isPresent() ? Double.valueOf(row.now().getAsDouble()) : null);
            figure.put(
                    "before",
                    row.before().isPresent() ? Double.valueOf(row.before().getAsDouble()) : null);
        }
        node.withArray("/notes");
        table.notes().forEach(node.withArray("/notes")::add);
        return node.toPrettyString() + "\n";
    }

    private static String people(Unit unit, OptionalDouble value) {
        if (value.isEmpty()) {
            return "-";
        }
        double number = value.getAsDouble();
        return switch (unit) {
            case CHAPTERS, COUNT, TOKENS -> String.format(Locale.ROOT, "%,.0f", number);
            case USD -> Money.text(number);
            case SECONDS -> String.format(Locale.ROOT, "%,.1f s", number);
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", PERCENT * number);
            case SCORE -> String.format(Locale.ROOT, "%.2f", number);
        };
    }

    private static String unit(Unit unit) {
        return unit.name().toLowerCase(Locale.ROOT);
    }

    private static String number(OptionalDouble value) {
        if (value.isEmpty()) {
            return "";
        }
        double number = value.getAsDouble();
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String quoted(String text) {
        return text.matches("[\\w .]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
