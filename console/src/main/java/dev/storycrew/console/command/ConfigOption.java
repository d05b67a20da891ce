package dev.storycrew.console.command;

import dev.storycrew.console.input.Config;
import dev.storycrew.console.input.ConfigFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a configuration file. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration in YAML. Each key can be overridden by the environment: llm.stages.write.model by"
                            + " STORYCREW_LLM_STAGES_WRITE_MODEL.")
    private @Nullable Path file;

    @Nullable
    Path file() {
        return file;
    }

    Config load() {
        return ConfigFile.load(file, System.getenv());
    }
}
