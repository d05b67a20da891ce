package dev.storycrew.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tar.gz that the build makes, unless it is told to be quick. */
@Tag("long")
class DistributionTest {
    @TempDir
    private Path folder;

    @Test
    void itMakesABookAndStartsFasterFromThenOnWithoutMavenAndSources() throws Exception {
        Optional<Path> made = distribution();
        assumeTrue(made.isPresent(), "a quick build makes no distribution");
        says(0, "tar", "xzf", made.orElseThrow().toString(), "--strip-components=1");
        assertThat(folder.resolve("pom.xml")).doesNotExist();
        assertThat(jars()).isNotEmpty().noneMatch(jar -> jar.matches(".*(temporal|grpc|langgraph|peers).*"));

        String run = says(0, "./storycrew", "run", "examples/the-lighthouse.yaml", "--data", "data", "--out", "out");

        assertThat(run).contains("preparing faster starts").doesNotContain("building");
        assertThat(folder.resolve("out/the-lighthouse/book.epub")).exists();
        assertThat(says(0, "./storycrew", "--version"))
                .as("once is enough")
                .startsWith("StoryCrew ")
                .hasLineCount(1);
        assertThat(says(0, "./storycrew", "bench", "--help")).contains("speed", "peers");
        assertThat(says(2, "./storycrew", "bench", "peers"))
                .contains("run ./storycrew bench peers in a checkout")
                .hasLineCount(1);
    }

    private List<String> jars() throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }

    private static Optional<Path> distribution() throws IOException {
        Path built = Path.of("../target").toAbsolutePath();
        if (!Files.isDirectory(built)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(built)) {
            return found.filter(file -> file.toString().endsWith(".tar.gz")).findFirst();
        }
    }

    /** What a command prints, in the folder. */
    private String says(int exit, String... command) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        int ended = process.waitFor();
        String said = Files.readString(output);
        assertThat(ended).as("%s: %s", String.join(" ", command), said).isEqualTo(exit);
        return said;
    }
}
