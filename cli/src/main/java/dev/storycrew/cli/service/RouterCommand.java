package dev.storycrew.cli.service;

import dev.storycrew.app.Services;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code router}: the judge-result router against a cluster. */
@Command(
        name = "router",
        mixinStandardHelpOptions = true,
        description = "Runs the judge-result router against a cluster, until Ctrl-C or SIGTERM.")
public final class RouterCommand implements Callable<Integer>, Narrating {
    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return options.serve(
                "router", List.of(), Services::startRouter, spec.commandLine().getOut());
    }
}
