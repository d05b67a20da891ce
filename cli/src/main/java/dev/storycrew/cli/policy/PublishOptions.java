package dev.storycrew.cli.policy;

import dev.storycrew.app.config.Config;
import dev.storycrew.cli.options.ConfigOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands that change the policy have in common. */
final class PublishOptions {
    @Option(names = "--by", paramLabel = "NAME", description = "Who publishes (default: the current user).")
    private @Nullable String by;

    @Mixin
    private ConfigOption config = new ConfigOption();

    Config config() {
        return config.load();
    }

    String who() {
        return by == null || by.isBlank() ? System.getProperty("user.name", "unknown") : by;
    }
}
