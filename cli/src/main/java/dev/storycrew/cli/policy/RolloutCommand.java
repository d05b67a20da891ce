package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyCheck;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.policy.PolicyText;
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
        PolicyTopic.Publication published = new PolicyTopic(connection).publish(before -> {
            PolicyDocument active = before.active();
            String text = active == null ? PolicyText.of(config.routing().policy()) : active.body();
            String name = active == null ? config.routing().policy().name() : PolicyTopic.reference(active);
            RetryPolicy policy = changed(name, text, wanted);
            return policy == null ? null : publication(before, policy, PolicyText.withRollout(text, wanted));
        });
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

    private PolicyTopic.Publication publication(PolicyTopic.Published before, RetryPolicy policy, String body) {
        PolicyDocument version = new PolicyDocument(
                policy.name(), before.nextVersion(policy), body, options.who(), System.currentTimeMillis());
        return new PolicyTopic.Publication(version, version);
    }

    /** The policy with the percentage; null if it already has it. */
    private static @Nullable RetryPolicy changed(String name, String text, int percent) {
        RetryPolicy before = PolicyFile.parse(name, text);
        PolicyCheck after = PolicyFile.check(name, PolicyText.withRollout(text, percent));
        RetryPolicy policy = after.policy();
        if (policy == null || policy.rolloutPercent() != percent) {
            throw new UsageException("the rollout-percent of " + name
                    + " cannot be changed in its text; write a policy file with it and publish that");
        }
        return before.rolloutPercent() == percent ? null : policy;
    }
}
