package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.policy.PolicyText;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code policy show}: a policy as a file. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description =
                "Prints the active policy of a cluster, or a published version, as a file to start from. If no cluster is"
                        + " named and none runs here, prints the configured policy, which applies until one is published.")
public final class PolicyShowCommand implements Callable<Integer> {
    private static final String LOCAL_BROKER = "localhost:9092";
    private static final int LOCAL_PORT = 9092;
    private static final int CONNECT_MILLIS = 500;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME@VERSION",
            description = "A version, such as default@3 (default: the active one).")
    private @Nullable String reference;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        Config loaded = config.load();
        PrintWriter out = spec.commandLine().getOut();
        boolean nowhere = config.file() == null
                && LOCAL_BROKER.equals(loaded.cluster().kafka().get("bootstrap.servers"))
                && !localBrokerAnswers();
        if (nowhere
                && (reference == null
                        || reference.equals(loaded.routing().policy().reference()))) {
            spec.commandLine()
                    .getErr()
                    .println("storycrew: no broker at " + LOCAL_BROKER
                            + "; this is the configured policy, which applies until one is published");
            out.print(configured(loaded.routing().policy()));
        } else {
            PolicyTopic.Published published = new PolicyTopic(RealCluster.connect(loaded)).read();
            out.print(shown(published, loaded.routing().policy()));
        }
        out.flush();
        return 0;
    }

    private String shown(PolicyTopic.Published published, RetryPolicy configured) {
        if (reference == null) {
            PolicyDocument active = published.active();
            return active == null
                    ? "# no policy is published; this is the configured one\n" + configured(configured)
                    : "# " + PolicyTopic.reference(active) + ", active since "
                            + Instant.ofEpochMilli(active.publishedAt()) + " by " + active.who() + "\n" + active.body();
        }
        PolicyDocument version = published.versions().get(reference);
        if (version != null) {
            return "# " + reference + ", published " + Instant.ofEpochMilli(version.publishedAt()) + " by "
                    + version.who() + "\n" + version.body();
        }
        if (reference.equals(configured.reference())) {
            return configured(configured);
        }
        if (reference.equals(RetryPolicy.defaults().reference())) {
            return PolicyFile.defaultText();
        }
        throw new UsageException("policy " + reference + " was never published; " + config.hint("policy", "history")
                + " lists what was");
    }

    private static String configured(RetryPolicy policy) {
        return policy.equals(RetryPolicy.defaults()) ? PolicyFile.defaultText() : PolicyText.of(policy);
    }

    private static boolean localBrokerAnswers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", LOCAL_PORT), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
