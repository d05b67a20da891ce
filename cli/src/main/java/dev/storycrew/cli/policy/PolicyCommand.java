package dev.storycrew.cli.policy;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code policy}: the router's policies. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Checks, shows and publishes routing policies, and replays history through a candidate policy.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PolicyCheckCommand.class,
            PolicyShowCommand.class,
            PolicyPublishCommand.class,
            PolicyHistoryCommand.class,
            PolicyRollbackCommand.class,
            WhatIfCommand.class
        })
public final class PolicyCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "name a command: " + String.join(", ", spec.subcommands().keySet()));
    }
}
