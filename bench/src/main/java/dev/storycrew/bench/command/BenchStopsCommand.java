package dev.storycrew.bench.command;

import dev.storycrew.bench.stops.StopSeries;
import dev.storycrew.cli.validate.ValidateCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench stops}: how long a stop takes, whenever it comes. */
@Command(
        name = "stops",
        mixinStandardHelpOptions = true,
        description =
                "Stops a run at random moments, starts it again each time with the same data, and prints how long each stop"
                        + " took and how many calls were in progress. Exit code 1 if a stop with none took three seconds or"
                        + " more, or a chapter was not accepted in the end.")
public final class BenchStopsCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the moments (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--stops",
            paramLabel = "N",
            defaultValue = "50",
            description = "Number of stops (default: ${DEFAULT-VALUE}).")
    private int stops;

    @Option(
            names = "--chapters",
            paramLabel = "N",
            defaultValue = "4",
            description = "Chapters in each book; a run that ends before its stop gets another book"
                    + " (default: ${DEFAULT-VALUE}).")
    private int chapters;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("storycrew-stops-");
        try (StopSeries series = new StopSeries(folder, seed, spec.commandLine().getOut())) {
            return series.run(stops, chapters) ? 0 : 1;
        } finally {
            ValidateCommand.delete(folder);
        }
    }
}
