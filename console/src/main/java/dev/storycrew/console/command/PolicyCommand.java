package dev.storycrew.console.command;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.topology.policy.PolicyFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code policy}: the router's policies as files. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Checks and shows routing policies, and replays history through a candidate.",
        subcommands = WhatIfCommand.class)
public final class PolicyCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: check, show or what-if");
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Checks a policy file and prints what it decides.")
    int check(@Parameters(paramLabel = "FILE", description = "The policy file.") Path file) {
        RetryPolicy policy = PolicyFile.read(file);
        PrintWriter out = spec.commandLine().getOut();
        out.println(file + ": policy " + policy.reference() + " can be used");
        policy.rules()
                .forEach(rule -> out.println("  " + String.join(", ", new java.util.TreeSet<>(rule.issues()))
                        + (rule.severities().isEmpty() ? "" : " of severity " + rule.severities()) + " -> "
                        + rule.level()));
        out.println("  anything else -> " + policy.otherwise());
        out.flush();
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the default policy, as a file to start from.")
    int show() {
        spec.commandLine().getOut().print(PolicyFile.defaultText());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
