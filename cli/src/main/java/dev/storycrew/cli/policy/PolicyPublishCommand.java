package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.history.Connection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code policy publish}: every router uses this file from now on. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description =
                "Publishes a policy file as the next version under its name. Every router uses it from then on, without a"
                        + " restart. A file with errors is not published.")
public final class PolicyPublishCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;

    @Parameters(paramLabel = "FILE", description = "The policy file.")
    private Path file = Path.of("");

    @Mixin
    private PublishOptions options = new PublishOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        RetryPolicy policy = PolicyChecks.usable(file, spec.commandLine().getErr());
        if (policy == null) {
            return UNUSABLE;
        }
        String body = Files.readString(file);
        Config config = options.config();
        Connection connection = RealCluster.connect(config);
        RealCluster.prepareTopics(connection);
        PolicyTopic.Publication published = new PolicyTopic(connection)
                .publish(before -> options.changes(config)
                        .publish(before, policy, body, options.who(), System.currentTimeMillis()));
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                published == null
                        ? "the active policy already says the same; nothing was published"
                        : "published " + PolicyTopic.reference(published.active())
                                + "; every router uses it from now on");
        out.flush();
        return 0;
    }
}
