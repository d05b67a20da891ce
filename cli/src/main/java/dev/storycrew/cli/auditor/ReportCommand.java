package dev.storycrew.cli.auditor;

import dev.storycrew.app.RealCluster;
import dev.storycrew.audit.kpi.PublishedFigures;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code report}: what a week cost, and how good a month was. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the weekly cost and the monthly quality report, each beside the period before, and writes them as"
                    + " Markdown, CSV and JSON. The figures are the ledger's: kpi-daily and kpi-monthly.",
            "Without --week and --month it makes both, for the current week and month. Weeks begin"
                    + " on Monday, in UTC."
        })
public final class ReportCommand implements Callable<Integer> {
    private static final String PRESENT = "present";

    @Option(
            names = "--week",
            arity = "0..1",
            fallbackValue = PRESENT,
            paramLabel = "WEEK",
            description = "Only the cost of a week, such as 2026-W48, or of the week of a day, such as 2026-11-24"
                    + " (default: the current week).")
    private @Nullable String week;

    @Option(
            names = "--month",
            arity = "0..1",
            fallbackValue = PRESENT,
            paramLabel = "MONTH",
            description = "Only the quality of a month, such as 2026-11 (default: the current month).")
    private @Nullable String month;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "reports",
            description = "Where the files are written (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("reports");

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        boolean both = week == null && month == null;
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        LocalDate monday = both || week != null ? monday(week, today) : null;
        YearMonth wanted = both || month != null ? month(month, today) : null;
        PublishedFigures published = PublishedFigures.read(RealCluster.connect(config.load()));
        PrintWriter out = spec.commandLine().getOut();
        List<Path> written = new ArrayList<>();
        if (monday != null) {
            written.addAll(make("cost", KpiTables.weeklyCost(published, monday), out));
        }
        if (wanted != null) {
            written.addAll(make("quality", KpiTables.monthlyQuality(published, wanted), out));
        }
        out.println("written: "
                + String.join(", ", written.stream().map(Path::toString).toList()));
        out.flush();
        return 0;
    }

    private static LocalDate monday(@Nullable String week, LocalDate today) {
        LocalDate day = today;
        if (week != null && !week.equals(PRESENT)) {
            try {
                day = week.contains("W")
                        ? LocalDate.parse(week + "-1", DateTimeFormatter.ISO_WEEK_DATE)
                        : LocalDate.parse(week);
            } catch (DateTimeParseException e) {
                throw new UsageException(
                        "--week takes a week such as 2026-W48 or a day such as 2026-11-24, but is '" + week + "'");
            }
        }
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static YearMonth month(@Nullable String month, LocalDate today) {
        if (month == null || month.equals(PRESENT)) {
            return YearMonth.from(today);
        }
        try {
            return YearMonth.parse(month);
        } catch (DateTimeParseException e) {
            throw new UsageException("--month takes a month such as 2026-11, but is '" + month + "'");
        }
    }

    private List<Path> make(String name, KpiTable table, PrintWriter out) {
        String markdown = KpiTablePrint.markdown(table);
        out.println(markdown);
        String file = name + "-" + table.period();
        return List.of(
                write(file + ".md", markdown),
                write(file + ".csv", KpiTablePrint.csv(table)),
                write(file + ".json", KpiTablePrint.json(table)));
    }

    private Path write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new NotWrittenException("the report could not be written: " + SystemReason.withFile(e), e);
        }
    }
}
