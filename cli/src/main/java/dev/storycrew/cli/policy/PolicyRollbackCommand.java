package dev.storycrew.cli.policy;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.yaml.UsageException;
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
        PolicyDocument configured = PolicyTopic.configured(config.routing().policy());
        Connection connection = RealCluster.connect(config);
        PolicyTopic.Publication done = new PolicyTopic(connection).publish(published -> {
            PolicyDocument former = former(published, configured);
            if (PolicyFile.check(PolicyTopic.reference(former), former.body()).policy() == null) {
                throw new UsageException("policy " + PolicyTopic.reference(former)
                        + " has errors in this version of the program; "
                        + options.hint("policy", "show", PolicyTopic.reference(former)) + " prints it");
            }
            PolicyDocument active = new PolicyDocument(
                    former.name(), former.version(), former.body(), options.who(), System.currentTimeMillis());
            return new PolicyTopic.Publication(null, active);
        });
        if (done != null) {
            spec.commandLine()
                    .getOut()
                    .println(PolicyTopic.reference(done.active())
                            + " is active again; every router uses it from now on");
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private PolicyDocument former(PolicyTopic.Published published, PolicyDocument configured) {
        PolicyDocument active = published.active();
        if (active == null) {
            throw new UsageException("no policy has been published, so there is nothing to roll back");
        }
        if (version != null) {
            String reference = version.contains("@") ? version : active.name() + "@" + version;
            PolicyDocument named = published.versions().get(reference);
            if (named == null && reference.equals(PolicyTopic.reference(configured))) {
                return configured;
            }
            if (named == null && reference.equals(PolicyTopic.reference(PolicyTopic.builtIn()))) {
                return PolicyTopic.builtIn();
            }
            if (named == null) {
                throw new UsageException("policy " + reference + " was never published; "
                        + options.hint("policy", "history") + " lists what was");
            }
            return named;
        }
        PolicyDocument former = published.former(configured);
        if (former == null) {
            throw new UsageException("there is no version before " + PolicyTopic.reference(active) + "; name one that "
                    + options.hint("policy", "history") + " lists");
        }
        return former;
    }
}
