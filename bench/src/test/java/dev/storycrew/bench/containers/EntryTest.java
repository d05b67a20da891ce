package dev.storycrew.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container's entry adds to the command line, with a launcher that prints its arguments. */
class EntryTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void copyTheEntry() throws Exception {
        Files.copy(Path.of("../docker/entry"), folder.resolve("entry"), StandardCopyOption.COPY_ATTRIBUTES);
        Path launcher = Files.writeString(folder.resolve("storycrew"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aServiceIsNamedAfterItsContainerAndServesItsHealthAndLogsToStandardOutput() throws Exception {
        assertThat(arguments("stage", "write", "--config", "a file.yaml"))
                .containsExactly(
                        "stage",
                        "write",
                        "--config",
                        "a file.yaml",
                        "--instance=" + hostname(),
                        "--health-port=8090",
                        "--log-to-stdout");
    }

    @Test
    void whatTheCommandLineSaysCounts() throws Exception {
        assertThat(arguments("router", "--instance", "7", "--health-port=9000", "--log-to-stdout"))
                .containsExactly("router", "--instance", "7", "--health-port=9000", "--log-to-stdout");
    }

    @Test
    void otherCommandsAreLeftAsTheyAre() throws Exception {
        assertThat(arguments("topics", "create", "--config", "x")).containsExactly("topics", "create", "--config", "x");
        assertThat(arguments("up")).containsExactly("up", "--health-port=8090");
        assertThat(arguments("canary")).containsExactly("canary", "--health-port=8090");
        assertThat(arguments()).isEmpty();
    }

    private static String hostname() throws Exception {
        return printed(List.of("uname", "-n")).strip();
    }

    private List<String> arguments(String... given) throws Exception {
        List<String> command = new ArrayList<>(List.of(folder.resolve("entry").toString()));
        command.addAll(List.of(given));
        return printed(command).lines().filter(line -> !line.isEmpty()).toList();
    }

    private static String printed(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}
