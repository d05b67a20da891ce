package dev.storycrew.cli.policy;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.operate.PolicyChanges;
import dev.storycrew.cli.options.ConfigOption;
import dev.storycrew.cli.options.Signature;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands that change the policy have in common. */
final class PublishOptions {
    @Option(names = "--by", paramLabel = "NAME", description = "Who publishes (default: the current user).")
    private @Nullable String by;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    Config config() {
        return config.load();
    }

    String hint(String... words) {
        return config.hint(words);
    }

    PolicyChanges changes(Config of) {
        return new PolicyChanges(of.routing().policy(), this::hint);
    }

    String who() {
        return Signature.who(spec.commandLine(), by);
    }
}
