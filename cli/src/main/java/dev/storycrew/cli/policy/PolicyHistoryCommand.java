package dev.storycrew.cli.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.operate.PolicyTopic;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.core.event.PolicyDocument;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code policy history}: every version that was published. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Lists every published version, oldest first, with who published it and which one is active.")
public final class PolicyHistoryCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() {
        PolicyTopic.Published published = new PolicyTopic(RealCluster.connect(config.load())).read();
        PolicyDocument active = published.active();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ArrayNode all = new ObjectMapper().createArrayNode();
            for (PolicyDocument version : published.history()) {
                all.addObject()
                        .put("policy", PolicyTopic.reference(version))
                        .put(
                                "published_at",
                                Instant.ofEpochMilli(version.publishedAt()).toString())
                        .put("by", version.who())
                        .put("active", isActive(version, active));
            }
            out.println(all.toPrettyString());
        } else {
            for (PolicyDocument version : published.history()) {
                String since = active != null && isActive(version, active)
                        ? "active since " + Instant.ofEpochMilli(active.publishedAt()) + " by " + active.who()
                        : "";
                out.println(String.format(
                                Locale.ROOT,
                                "%-20s published %s by %-12s %s",
                                PolicyTopic.reference(version),
                                Instant.ofEpochMilli(version.publishedAt()),
                                version.who(),
                                since)
                        .stripTrailing());
            }
            if (active == null) {
                out.println("no policy is published; the routers use their configured policy");
            } else if (!published.versions().containsKey(PolicyTopic.reference(active))) {
                out.println(PolicyTopic.reference(active) + " is built in and active since "
                        + Instant.ofEpochMilli(active.publishedAt()) + " by " + active.who());
            }
        }
        out.flush();
        return 0;
    }

    private static boolean isActive(PolicyDocument version, @org.jspecify.annotations.Nullable PolicyDocument active) {
        return active != null && PolicyTopic.reference(version).equals(PolicyTopic.reference(active));
    }
}
