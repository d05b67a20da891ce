package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.history.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code policy rollback}: makes an earlier version active again. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Makes an earlier version active again, at every router, without a restart. No version is ever overwritten.")
public final class PolicyRollbackCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "VERSION",
            description =
                    "A version of the active policy, such as 2, or of another, such as default@1 (default: the one published"
                            + " before the active one, whatever its name; before the first, the configured policy).")
    private @Nullable String version;

    @Mixin
    private PublishOptions options = new PublishOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        Config config = options.config();
        Connection connection = RealCluster.connect(config);
        PolicyTopic.Publication done = new PolicyTopic(connection)
                .publish(before ->
                        options.changes(config).rollback(before, version, options.who(), System.currentTimeMillis()));
        if (done != null) {
            spec.commandLine()
                    .getOut()
                    .println(PolicyTopic.reference(done.active())
                            + " is active again; every router uses it from now on");
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
