package dev.storycrew.cli.options;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names a configuration file. */
public final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration in YAML. Each key can be overridden by the environment: llm.stages.write.model by"
                            + " STORYCREW_LLM_STAGES_WRITE_MODEL.")
    private @Nullable Path file;

    @Nullable
    public Path file() {
        return file;
    }

    public Config load() {
        return ConfigFile.load(file, System.getenv());
    }
}
