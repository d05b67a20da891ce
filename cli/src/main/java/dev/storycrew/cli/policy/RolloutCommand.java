package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rollout}: the share of chapters under the policy. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description =
                "Publishes the active policy with another rollout percentage. Raising it only adds chapters; a chapter stays"
                        + " in the arm of its first decision; the control arm always retries in full.",
        subcommands = RolloutStatusCommand.class)
public final class RolloutCommand implements Callable<Integer> {
    private static final int WHOLE = 100;

    @Parameters(arity = "0..1", paramLabel = "PERCENT", description = "0 to 100, such as 10, 50 and then 100.")
    private @Nullable Integer percent;

    @Mixin
    private PublishOptions options = new PublishOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        Integer wanted = percent;
        if (wanted == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "give a percentage from 0 to 100, or the command status");
        }
        if (wanted < 0 || wanted > WHOLE) {
            throw new UsageException("PERCENT must be 0 to 100, but is " + wanted);
        }
        Config config = options.config();
        Connection connection = RealCluster.connect(config);
        RealCluster.prepareTopics(connection);
        PolicyTopic.Publication published = new PolicyTopic(connection)
                .publish(before ->
                        options.changes(config).rollout(before, wanted, options.who(), System.currentTimeMillis()));
        spec.commandLine()
                .getOut()
                .println(
                        published == null
                                ? "the rollout is already at " + wanted + " %; nothing was published"
                                : "published " + PolicyTopic.reference(published.active()) + " with a rollout of "
                                        + wanted + " %; " + options.hint("rollout", "status") + " compares the arms");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
