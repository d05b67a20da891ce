package dev.storycrew.files.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemReasonTest {
    @TempDir
    Path folder;

    @Test
    void permissionDeniedIsCalledThat() {
        AccessDeniedException denied = new AccessDeniedException("data/lock");

        assertThat(SystemReason.of(denied)).isEqualTo("permission denied");
        assertThat(SystemReason.withFile(denied)).isEqualTo("data/lock: permission denied");
    }

    @Test
    void theReasonIsFoundBelowWhateverWrapsIt() {
        IOException full = new FileSystemException("out/book.md", null, "No space left on device");

        assertThat(SystemReason.withFile(new IllegalStateException("broker", new UncheckedIOException(full))))
                .isEqualTo("out/book.md: no space left on device");
    }

    @Test
    void aLimitOfOpenFilesSaysHowToRaiseIt() {
        assertThat(SystemReason.of(new FileSystemException("log", null, "Too many open files")))
                .startsWith("too many open files (")
                .contains("ulimit -n");
        assertThat(SystemReason.of(new FileNotFoundException("log (Too many open files)")))
                .startsWith("too many open files (")
                .contains("ulimit -n");
    }

    @Test
    void everyWayToMissAFileIsToldAlike() {
        Path missing = folder.resolve("missing");

        assertThat(SystemReason.withFile(catchThrowable(() -> Files.size(missing))))
                .isEqualTo(missing + ": no such file or folder");
        assertThat(SystemReason.withFile(catchThrowable(() -> new FileInputStream(missing.toFile()).close())))
                .isEqualTo(missing + ": no such file or directory");
    }

    @Test
    void aFileWhereAFolderIsNeededIsCalledThat() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(SystemReason.withFile(catchThrowable(() -> Files.createDirectories(file))))
                .isEqualTo(file + ": it is a file, not a folder");
        assertThat(SystemReason.withFile(catchThrowable(() -> Files.writeString(file.resolve("below"), ""))))
                .isEqualTo(file.resolve("below") + ": not a directory");
    }

    @Test
    void aNameThatIsTooLongIsCalledThat() {
        Throwable problem = catchThrowable(() -> Files.createDirectory(folder.resolve("x".repeat(300))));

        assertThat(SystemReason.of(problem)).isEqualTo("file name too long");
    }

    @Test
    void aNameThatTheEncodingCannotSpellSaysWhatDoes() {
        assertThat(SystemReason.withFile(new InvalidPathException("书", "unmappable")))
                .startsWith("书: the name has characters")
                .contains("LC_ALL=C.UTF-8");
    }

    @Test
    void whatTheJdksClientSaysByItsExceptionsClassIsSaidInWords() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest refused =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/")).build();
        HttpRequest unknown =
                HttpRequest.newBuilder(URI.create("http://nowhere.invalid/")).build();

        assertThat(SystemReason.of(catchThrowable(() -> client.send(refused, BodyHandlers.discarding()))))
                .isEqualTo("it refuses the connection");
        assertThat(SystemReason.of(catchThrowable(() -> client.send(unknown, BodyHandlers.discarding()))))
                .isEqualTo("there is no address for its name");
    }

    @Test
    void noReasonIsTheNameOfAClassThatHandedItOn() {
        Throwable timeout = new IllegalStateException("Topic t not present in metadata after 60000 ms.");

        assertThat(SystemReason.of(new ExecutionException(timeout)))
                .isEqualTo("topic t not present in metadata after 60000 ms.");
        assertThat(SystemReason.of(new IOException("EOF reached"))).isEqualTo("EOF reached");
    }

    @Test
    void aMistakeOfTheProgramIsNotTheSystems() {
        assertThat(SystemReason.isMeantBy(new IllegalStateException("a mistake")))
                .isFalse();
        assertThat(SystemReason.isMeantBy(new IllegalStateException(new IOException("refused"))))
                .isTrue();
    }

    @Test
    void onlyALowLimitIsObjectedTo() {
        assertThat(OpenFiles.objectionTo(OpenFiles.NEEDED)).isEmpty();
        assertThat(OpenFiles.objectionTo(256))
                .hasValueSatisfying(objection ->
                        assertThat(objection).contains("only 256 files").contains("ulimit -n"));
    }
}
