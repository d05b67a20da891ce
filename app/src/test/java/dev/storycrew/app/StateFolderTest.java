package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.storycrew.files.system.NotWrittenException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderThatIsMissingIsMadeAndNothingIsLeftInIt() {
        Path state = folder.resolve("streams-router-1").resolve("router");

        StateFolder.prepare(state);
        StateFolder.prepare(state);

        assertThat(state).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheReason() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> StateFolder.prepare(file.resolve("router")))
                .isInstanceOf(NotWrittenException.class)
                .hasMessageStartingWith("the service's state cannot be written: " + file)
                .hasMessageEndingWith("; fix that, or choose another folder with --data");
    }

    @Test
    void aFolderThatIsThereButTakesNoFileIsNamedWithTheReason() {
        // Even root cannot write there.
        Path readOnly = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(readOnly), "this system has no /proc");

        assertThatThrownBy(() -> StateFolder.prepare(readOnly))
                .isInstanceOf(NotWrittenException.class)
                .hasMessageStartingWith("the service's state cannot be written: " + readOnly);
    }
}
