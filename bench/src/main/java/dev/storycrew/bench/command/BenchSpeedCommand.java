package dev.storycrew.bench.command;

import dev.storycrew.bench.speed.SpeedBench;
import dev.storycrew.bench.speed.SpeedRow;
import dev.storycrew.bench.speed.SpeedTable;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.yaml.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench speed}: what somebody waits for that is not the model. */
@Command(
        name = "speed",
        mixinStandardHelpOptions = true,
        description = {
            "Measures what StoryCrew adds to the time of its models: commands, a chapter's way through the topics, lanes, and how"
                    + " records grow. Each ratio has its floor measured in the same run: a bare chain of five transactional"
                    + " forwarders on the same broker, or the first chapter of the same book.",
            "A round in which other programs used more than 5 %% of the machine is repeated; rows that never were quiet say so.",
            "Exit code 1 if a goal of docs/performance.md is not reached."
        })
public final class BenchSpeedCommand implements Callable<Integer> {
    @Option(
            names = "--chapters",
            paramLabel = "N",
            defaultValue = "400",
            description =
                    "Number of chapters that are carried at once; books are half as long (default: ${DEFAULT-VALUE}).")
    private int chapters = 400;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often each section is measured; the median is reported (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    @Option(
            names = "--section",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: commands, the way of a chapter, lanes, processes, records.")
    private List<String> only = List.of();

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            description = "Also put the table between the lines '" + MarkedPart.BEGIN + "' and '" + MarkedPart.END
                    + "' of a file.")
    private @Nullable Path into;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        if (chapters < 1 || rounds < 1) {
            throw new UsageException("--chapters and --rounds must be at least 1");
        }
        Path home = Path.of(System.getProperty("storycrew.home", "."));
        List<String> names = SpeedBench.names(home);
        for (String name : only) {
            if (!names.contains(name)) {
                throw new UsageException(
                        "--section: there is no section '" + name + "'; there are " + String.join(", ", names));
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        List<SpeedRow> rows = new SpeedBench(home, chapters, only, rounds, line -> {
                    err.println(line);
                    err.flush();
                })
                .run();
        String table = SpeedTable.markdown(rows);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? SpeedTable.json(rows) + "\n" : table);
        out.flush();
        if (into != null) {
            MarkedPart.replace(into, table);
        }
        long missed = rows.stream().filter(row -> !row.reached()).count();
        if (missed > 0 && !json) {
            out.println(Counted.of(missed, "goal") + " not reached");
            out.flush();
        }
        return missed == 0 ? 0 : 1;
    }
}
