package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    @TempDir
    Path folder;

    @AfterEach
    void forgetTheFolder() {
        System.clearProperty("ZstdTempFolder");
        System.clearProperty("org.xerial.snappy.tempdir");
    }

    @Test
    void librariesAreUnpackedInTheFolderOfTheService() {
        NativeLibraries.in(folder.resolve("native"));

        assertThat(System.getProperty("ZstdTempFolder"))
                .isEqualTo(folder.resolve("native").toString());
    }

    @Test
    void whatKilledProcessesLeftIsDeletedAndWhatIsInUseStays() throws Exception {
        Path left = Files.writeString(folder.resolve("libzstd-jni-1.so"), "old");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        Path fresh = Files.writeString(folder.resolve("libzstd-jni-2.so"), "new");

        NativeLibraries.in(folder);

        assertThat(left).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void aFolderThatCannotBeUsedIsNotForcedOnTheLibraries() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        NativeLibraries.in(file.resolve("native"));

        assertThat(System.getProperty("ZstdTempFolder")).isNull();
    }

    @Test
    void aLibraryThatIsNotLoadedIsToldWithWhatToDo() {
        Error problem = new ExceptionInInitializerError(new UnsatisfiedLinkError("lib.so: failed to map segment"));

        assertThat(NativeLibraries.isMeantBy(problem)).isTrue();
        assertThat(NativeLibraries.sentence(problem))
                .contains("failed to map segment")
                .contains("--data");
        assertThat(NativeLibraries.isMeantBy(new NoClassDefFoundError("dev/storycrew/Missing")))
                .isFalse();
    }
}
