package dev.storycrew.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.storycrew.files.yaml.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    private static final String MIA = "mia operator a-token-of-24-characters";

    @TempDir
    private Path folder;

    @Test
    void whoHasATokenIsFoundByItAndNobodyByAnother() {
        AccessTokens tokens =
                TokenFile.parse("tokens", List.of("# who", "", "  " + MIA, "jan\tviewer\tanother-token-of-his-own"));

        assertThat(tokens.holderOf("a-token-of-24-characters")).contains(new ConsoleUser("mia", ConsoleRole.OPERATOR));
        assertThat(tokens.holderOf("another-token-of-his-own")).contains(new ConsoleUser("jan", ConsoleRole.VIEWER));
        assertThat(tokens.holderOf("a-token-of-24-characterS")).isEmpty();
        assertThat(tokens.holderOf("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mia operator|needs a name, a role and a token, separated by blanks, but has 2 words",
                "mia admin a-token-of-24-characters|the second word must be viewer or operator",
                "mia operator short|a token needs 20 to 500 characters, but has 5",
                "mia operator another-token-of-24-chars|the name mia occurs twice",
                "jan viewer a-token-of-24-characters|this token already belongs to somebody else"
            })
    void aLineThatIsWrongIsNamedAndItsTokenIsNot(String line, String why) {
        assertThatThrownBy(() -> TokenFile.parse("tokens", List.of(MIA, "", line)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("tokens, line 3: " + why)
                .hasMessageNotContaining("token-of-24");
    }

    @Test
    void aFileWithoutTokensIsRefused() {
        assertThatThrownBy(() -> TokenFile.parse("tokens", List.of("# nobody yet")))
                .hasMessageStartingWith("tokens: contains no token, so nobody could log in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
    void aFileThatOthersCanReadOrChangeIsRefused(String permissions) throws Exception {
        Path file = Files.writeString(folder.resolve("tokens"), MIA + "\n");
        assumeThat(Files.getFileStore(file).supportsFileAttributeView("posix")).isTrue();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> TokenFile.read(file)).hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(TokenFile.read(file).holderOf("a-token-of-24-characters")).isPresent();
    }
}
