package dev.storycrew.cli.service;

import dev.storycrew.core.story.Stage;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stage}: one stage service against a cluster. */
@Command(
        name = "stage",
        mixinStandardHelpOptions = true,
        description = "Runs one stage service against a cluster, until Ctrl-C or SIGTERM.")
public final class StageCommand implements Callable<Integer>, Narrating {
    @Parameters(
            paramLabel = "STAGE",
            completionCandidates = Labels.class,
            description = "The stage: ${COMPLETION-CANDIDATES}.")
    private Stage stage = Stage.first();

    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** The possible values. */
    static final class Labels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Stage.values()).map(Stage::label).iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        return options.serve(
                "stage " + stage.label(),
                List.of(stage),
                services -> services.startStage(stage),
                spec.commandLine().getOut());
    }
}
