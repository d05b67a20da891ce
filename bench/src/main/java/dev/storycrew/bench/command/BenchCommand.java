package dev.storycrew.bench.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bench}: the benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures what StoryCrew costs and how fast it is.",
        subcommands = {
            BenchCostCommand.class,
            BenchReplayCommand.class,
            BenchSpeedCommand.class,
            BenchPeersCommand.class,
            BenchCardsCommand.class,
            BenchFaultsCommand.class,
            BenchStopsCommand.class
        })
public final class BenchCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "name a benchmark: " + String.join(", ", spec.subcommands().keySet()));
    }
}
