package dev.storycrew.cli.service;

import dev.storycrew.app.Services;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ledger}: the ledger against a cluster. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        description = "Runs the ledger against a cluster, until Ctrl-C or SIGTERM. It tracks every chapter,"
                + " reports those that are stuck, keeps the chapter cards, and writes the figures of each"
                + " day and month. No chapter waits for it.")
public final class LedgerCommand implements Callable<Integer>, Narrating {
    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return options.serve(
                "ledger", List.of(), Services::startLedger, spec.commandLine().getOut());
    }
}
