package dev.storycrew.cli.options;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The option that names a configuration file. */
public final class ConfigOption {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./:@%+=,-]+");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Configuration in YAML. Environment variables override its keys: STORYCREW_LLM_STAGES_WRITE_MODEL"
                            + " overrides llm.stages.write.model.")
    private @Nullable Path file;

    private @Nullable Config loaded;

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** What {@link #load()} read last; null before. */
    @Nullable
    public Config loaded() {
        return loaded;
    }

    @Nullable
    public Path file() {
        return file;
    }

    /**
     * A command line to suggest, with the same {@code --config}, so that it asks the same cluster.
     *
     * @param words the command and its arguments, quoted here where a shell needs it
     */
    public String hint(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        if (file != null) {
            all.addAll(List.of("--config", file.toString()));
        }
        return "./storycrew " + all.stream().map(ConfigOption::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Reads the configuration; what is doubtful in it is said on standard error. */
    public Config load() {
        PrintWriter err = spec.commandLine().getErr();
        Config config =
                ConfigFile.load(file, System.getenv(), warning -> err.println("storycrew: warning: " + warning));
        err.flush();
        loaded = config;
        return config;
    }
}
