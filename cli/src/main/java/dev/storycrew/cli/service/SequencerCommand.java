package dev.storycrew.cli.service;

import dev.storycrew.app.Services;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sequencer}: the sequencer against a cluster. */
@Command(
        name = "sequencer",
        mixinStandardHelpOptions = true,
        description = "Runs the sequencer against a cluster, until Ctrl-C or SIGTERM.")
public final class SequencerCommand implements Callable<Integer>, Narrating {
    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return options.serve(
                "sequencer",
                List.of(),
                Services::startSequencer,
                spec.commandLine().getOut());
    }
}
