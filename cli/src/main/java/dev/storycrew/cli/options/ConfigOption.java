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
                    "Configuration in YAML. Environment variables override its keys: STORYCREW_LLM_STAGES_WRITE_MODEL"
                            + " overrides llm.stages.write.model.")
    private @Nullable Path file;

    @Nullable
    public Path file() {
        return file;
    }

    public Config load() {
        return ConfigFile.load(file, System.getenv());
    }
}
