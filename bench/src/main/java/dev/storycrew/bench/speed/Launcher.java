package dev.storycrew.bench.speed;

import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the program as its users do. */
record Launcher(Path home) {
    Launcher {
        if (!Files.isExecutable(home.resolve("storycrew"))) {
            throw new UsageException(
                    home.resolve("storycrew") + ": no such file; start this with ./storycrew bench speed");
        }
    }

    String program() {
        return home.resolve("storycrew").toString();
    }

    /** A process with the settings of a fresh shell, whose output goes to a file. */
    static Process start(List<String> command, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("STORYCREW_"));
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        return builder.start();
    }
}
