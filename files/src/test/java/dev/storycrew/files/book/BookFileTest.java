package dev.storycrew.files.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BookFileTest {
    private static final String GOOD = """
            id: book
            title: Title
            genre: mystery
            chapters:
              - {number: 1, title: One, summary: Something happens.}
              - {number: 2, title: Two, summary: More happens.}
            """;

    @TempDir
    private Path folder;

    @Test
    void whatIsLeftOutHasItsDefault() throws IOException {
        Book book = BookFile.read(file(GOOD));

        assertThat(book.frame().language()).isEqualTo("en");
        assertThat(book.frame().wordsPerChapter()).isEqualTo(3000);
        assertThat(book.frame().wordTolerance()).isEqualTo(0.1);
        assertThat(book.chapters()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../examples/the-lighthouse.yaml", "../examples/rain-on-willow-bridge.yaml"})
    void theExamplesCanBeUsed(String example) {
        assertThat(BookFile.read(Path.of(example)).chapters()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "title: Title | titel: Title | FILE:1: title: is missing",
                "genre: mystery | genre: mystery;;sytle: {} | FILE:4: sytle: no such field; did you mean style?",
                "id: book | id: a/b | FILE:1: id: may contain only letters, digits and dashes, but is 'a/b'",
                "id: book | id: validate-x | FILE:1: id: is 'validate-x', which is reserved for the books of storycrew validate; choose another",
                "number: 2 | number: 1 | FILE:6: chapters[1].number: chapter 1 is listed twice",
                "number: 2 | number: 3 | FILE:6: chapters[1].number: chapters are numbered from 1 without a gap, but 2 is missing",
                "number: 2 | number: 0 | FILE:6: chapters[1].number: must be at least 1, but is 0",
                "number: 2 | number: two | FILE:6: chapters[1].number: must be a whole number, but is 'two'",
                "title: Title | title: [a] | FILE:2: title: must be a single value, but is a list",
                "title: Title | title: | FILE:1: title: is missing",
                "genre: mystery | genre: mystery;;words-per-chapter: -5 | FILE:4: words-per-chapter: must be at least 1, but is -5",
                "genre: mystery | genre: mystery;;word-tolerance: 2 | FILE:4: word-tolerance: must be above 0 and at most 1, but is 2.0",
                "genre: mystery | genre: mystery;;title: Again | FILE:4: title: is given twice (first on line 2)",
                "summary: More happens. | sumary: More happens. | FILE:6: chapters[1].summary: is missing",
                "genre: mystery | genre: *x | FILE:3: aliases (*name) are not supported; write the value out",
                "id: book | id: NUL | FILE:1: id: is 'NUL', which Windows does not allow as a folder name; choose another",
                "genre: mystery | genre: mystery;;language: xx | FILE:4: language: must be a language tag such as en, pt-BR or zh-Hant, but 'xx' names no known language",
                "title: Title | title: \"A\\eB\" | FILE:2: title: must not contain the control character U+001B",
                "title: Two | title: \"A\\nB\" | FILE:6: chapters[1].title: must not contain a line break (U+000A)",
                "genre: mystery | genre: mystery;;words-per-chapter: 2000000000 | FILE:4: words-per-chapter: must be at most 200000, but is 2000000000",
                "genre: mystery | genre: mystery;;style:;;  forbidden-words:;;    - well;;    - \"\\u0301\" | FILE:7: style.forbidden-words[1]: can match nothing: it begins with an accent without a letter",
                "genre: mystery | genre: mystery;;bible:;;  characters:;;    - {name: Ann};;    - {name: ANN} | FILE:7: bible.characters[1].name: is 'ANN', the name of another character ('Ann'); give each its own name",
                "genre: mystery | genre: mystery;;bible: {characters: [{role: none}]} | FILE:4: bible.characters[0].name: is missing"
            })
    void aMistakeIsNamedInOneLineWithFileLineAndField(String good, String bad, String message) throws IOException {
        Path file = file(GOOD.replace(good, bad.replace(";;", "\n")));

        assertThatThrownBy(() -> BookFile.read(file))
                .isInstanceOf(UsageException.class)
                .hasMessage(message.replace("FILE", file.toString()));
    }

    @Test
    void noChaptersIsNoBook() throws IOException {
        Path file = file("id: book\ntitle: T\ngenre: g\nchapters: []\n");

        assertThatThrownBy(() -> BookFile.read(file)).hasMessage(file + ":4: chapters: must list at least one chapter");
    }

    @Test
    void emptyFilesFoldersAndNoiseAreRefusedInOneLine() throws IOException {
        byte[] noise = new byte[5 * 1024 * 1024];
        new Random(1).nextBytes(noise);
        Path binary = Files.write(folder.resolve("noise.yaml"), noise);
        Path small = Files.write(folder.resolve("small.yaml"), new byte[] {0, 1, 2, (byte) 0xff});
        for (Path file :
                new Path[] {file(""), folder, binary, small, folder.resolve("none.yaml"), file("- a\n"), file("{a")}) {
            assertThatThrownBy(() -> BookFile.read(file))
                    .as(file.toString())
                    .isInstanceOf(UsageException.class)
                    .message()
                    .startsWith(file.toString())
                    .hasLineCount(1);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "book", ".yaml"), text);
    }
}
