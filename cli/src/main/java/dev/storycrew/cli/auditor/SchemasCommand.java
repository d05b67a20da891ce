package dev.storycrew.cli.auditor;

import dev.storycrew.app.RealCluster;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code schemas}: what the registry holds for the topics and the services' state. */
@Command(
        name = "schemas",
        mixinStandardHelpOptions = true,
        description = "Registers the schemas at deployment, and checks them. Needs the registry only.")
public final class SchemasCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "name a command: register or check");
    }

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = {
                "Registers this version's schemas of all topics and of the services' state, for services with"
                        + " auto.register.schemas: false, and makes the input's compatibility FULL_TRANSITIVE. Doing it"
                        + " again changes nothing.",
                "Exit code 1 if the registry refuses one, or if `schemas check` would find fault."
            })
    int register(@Mixin ConfigOption config) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<String> subjects = RealCluster.registerSchemas(config.load());
            subjects.forEach(subject -> out.println("registered " + subject));
            out.println("schemas registered for " + Counted.of(subjects.size(), "subject"));
        } catch (SchemaRefusedException e) {
            out.println("✗ " + e.getMessage());
            out.flush();
            return 1;
        }
        return check(config);
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Checks that this version's schemas are registered, and that nobody has registered one that does not"
                        + " fit. Changes nothing.",
                "Exit code 1 if something is missing or wrong."
            })
    int check(@Mixin ConfigOption config) {
        List<String> problems = RealCluster.schemaProblems(config.load());
        PrintWriter out = spec.commandLine().getOut();
        problems.forEach(problem -> out.println("✗ " + problem));
        if (problems.isEmpty()) {
            out.println("✓ all schemas are registered, and none of others stands in the way");
        }
        out.flush();
        return problems.isEmpty() ? 0 : 1;
    }
}
