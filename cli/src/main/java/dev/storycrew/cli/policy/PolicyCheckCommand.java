package dev.storycrew.cli.policy;

import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.DecisionTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code policy check}: is this a policy, and what does it decide? */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Finds everything wrong with a policy file, with line and reason, including rules that can never match, and"
                        + " prints the decision table. Exit code 2 if there is an error.")
public final class PolicyCheckCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;

    @Parameters(paramLabel = "FILE", description = "The policy file.")
    private Path file = Path.of("");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RetryPolicy policy = PolicyChecks.usable(file, spec.commandLine().getErr());
        if (policy == null) {
            return UNUSABLE;
        }
        out.println(file + ": policy " + policy.name() + " can be used; its decisions:");
        DecisionTable.of(policy).forEach(line -> out.println("  " + line));
        out.println("  rollout: " + policy.rolloutPercent() + " % of the chapters; the others always get FULL_RETRY");
        out.flush();
        return 0;
    }
}
