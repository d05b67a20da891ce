package dev.storycrew.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.files.book.BookFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongChaptersTest {
    @TempDir
    private Path folder;

    @Test
    void aLongChapterIsWarnedOfWithItsTokensAndItsCost() throws IOException {
        assertThat(warning(100_000, "llm: {default: {model: m}, prices: {m: {input: 1, output: 10}}}"))
                .hasValue(
                        "warning: b: chapters of 100,000 words take about 280,000 output and 420,000 input tokens each"
                                + " without any retry ($3.2200), and few models write so much in one answer; words-per-chapter sets"
                                + " it");
    }

    @Test
    void withoutAPriceNoMoneyIsNamed() throws IOException {
        assertThat(warning(100_000, "llm: {default: {model: m, base-url: 'http://127.0.0.1:1/v1'}}"))
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains("420,000 input tokens").doesNotContain("$"));
    }

    @Test
    void usualChaptersAreNotWarnedOf() throws IOException {
        assertThat(warning(20_000, "debug: false")).isEmpty();
    }

    private Optional<String> warning(int words, String config) throws IOException {
        Path book = Files.writeString(folder.resolve("book.yaml"), """
                id: b
                title: T
                genre: mystery
                words-per-chapter: WORDS
                chapters: [{number: 1, title: One, summary: Ida goes on.}]
                """.replace("WORDS", Integer.toString(words)));
        Config settings = ConfigFile.load(Files.writeString(folder.resolve("config.yaml"), config), Map.of());
        return LongChapters.warning(BookFile.read(book), settings.llm());
    }
}
