package dev.storycrew.cli;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.NativeLibraries;
import dev.storycrew.core.text.NeutralDefaults;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * Does what people will do, so that the launcher can archive the classes which that takes: plays a book with ledger and
 * console, and asks for its status. Exits with 0 if all went well.
 */
final class Training {
    private Training() {}

    /** @param args a book file, a data folder and a folder for the result */
    public static void main(String[] args) {
        int code = CommandLine.ExitCode.SOFTWARE;
        try {
            NeutralDefaults.set();
            NativeLibraries.whereTheyCanBeLoaded();
            code = command("run", args[0], "--data", args[1], "--out", args[2], "--console");
            if (code == 0) {
                code = status(Path.of(args[1]));
            }
        } catch (IOException | RuntimeException e) {
            System.err.println(e);
        } finally {
            // Threads of a broker that did not close keep no launcher waiting.
            System.exit(code);
        }
    }

    private static int status(Path data) throws IOException {
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(DataFolder.lock(data), TopicCatalogue.DEFAULT_PREFIX, 0, 0)) {
            Path config = data.resolve("cluster.yaml");
            Files.writeString(
                    config,
                    """
                    kafka:
                      bootstrap.servers: "%s"
                    schema-registry:
                      schema.registry.url: "%s"
                    """.formatted(
                                    cluster.connection().kafka().get("bootstrap.servers"),
                                    cluster.connection().registry().get("schema.registry.url")),
                    StandardCharsets.UTF_8);
            return command("status", "--config", config.toString());
        }
    }

    private static int command(String... words) {
        return StoryCrew.execute(StoryCrew.commandLineFor(words), StandardOutput.ofThisProcess(), words);
    }
}
