package dev.storycrew.files.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.files.yaml.UsageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevisedTextTest {
    @TempDir
    private Path folder;

    @Test
    void anExportedChapterIsReadBackSceneByScene() throws Exception {
        assertThat(read("> EXHAUSTED: not accepted.\n\n# 2. Rope\n\nOne.\n\nStill one.\n\n* * *\n\nTwo.\n"))
                .isEqualTo(Map.of(1, "One.\n\nStill one.", 2, "Two."));
    }

    @Test
    void windowsLineEndsAndATextWithoutHeadingAreFine() throws Exception {
        assertThat(read("One.\r\n\r\n* * *\r\n\r\nTwo.")).isEqualTo(Map.of(1, "One.", 2, "Two."));
    }

    @Test
    void scenesMayBeNumbered() throws Exception {
        assertThat(read("=== SCENE 2 ===\nTwo.\n=== SCENE 5 ===\nFive.\n\nMore.\n"))
                .isEqualTo(Map.of(2, "Two.", 5, "Five.\n\nMore."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | : scene 1 is empty",
                "'# 1. Only a heading' | : scene 1 is empty",
                "'One.\n\n* * *\n\n' | : scene 2 is empty",
                "'=== SCENE 1 ===\nOne.\n=== SCENE 1 ===\nAgain.' | : scene 1 is given twice",
                "'Lost.\n=== SCENE 1 ===\nOne.' | : there is text before the first === SCENE line"
            })
    void whatIsWrongIsSaid(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(UsageException.class).hasMessageEndingWith(message);
    }

    @Test
    void aFolderAndNoiseAreRefused() throws Exception {
        assertThatThrownBy(() -> RevisedText.read(folder)).hasMessageEndingWith(": no such file");
        Path noise = Files.write(folder.resolve("noise"), new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> RevisedText.read(noise)).hasMessageEndingWith(": is not UTF-8 text");
    }

    private Map<Integer, String> read(String text) throws Exception {
        return RevisedText.read(Files.writeString(folder.resolve("text.md"), text, StandardCharsets.UTF_8));
    }
}
