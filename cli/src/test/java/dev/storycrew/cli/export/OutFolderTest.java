package dev.storycrew.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.system.NotWrittenException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutFolderTest {
    private static final Book BOOK = BookFile.read(Path.of("../examples/the-lighthouse.yaml"));

    @TempDir
    Path folder;

    @Test
    void aFolderThatCanBeWrittenToIsLeftAsItWas() throws Exception {
        BookExport.requireWritable(folder, BOOK);

        assertThat(folder.resolve("the-lighthouse")).isEmptyDirectory();
    }

    @Test
    void aFileInPlaceOfTheFolderIsFoundBeforeAnythingIsPaidFor() throws Exception {
        Path file = Files.writeString(folder.resolve("out"), "");

        assertThatThrownBy(() -> BookExport.requireWritable(file, BOOK))
                .isInstanceOf(NotWrittenException.class)
                .hasMessageContaining("not a directory")
                .hasMessageContaining("--out");
    }

    @Test
    void aFolderInPlaceOfAFileIsFoundBeforeAnythingIsPaidFor() throws Exception {
        Files.createDirectories(folder.resolve("the-lighthouse").resolve("book.epub"));

        assertThatThrownBy(() -> BookExport.requireWritable(folder, BOOK))
                .hasMessageContaining("book.epub: is a folder");
    }

    @Test
    void aBookThatCannotBeWrittenSaysHowToWriteItAgainAndLeavesNoDebris() throws Exception {
        Path inPlace = Files.createDirectories(
                folder.resolve("the-lighthouse").resolve("book.md").resolve("held"));

        assertThatThrownBy(() -> BookExport.write(
                        folder, BookExport.FORMATS, BOOK, List.of(), "none", true, "./storycrew export again"))
                .isInstanceOf(NotWrittenException.class)
                .hasMessageContaining("nothing is lost")
                .hasMessageEndingWith("./storycrew export again");
        assertThat(folder.resolve("the-lighthouse")).isDirectoryNotContaining("glob:**.part");

        Files.delete(inPlace);
        Files.delete(folder.resolve("the-lighthouse").resolve("book.md"));
        assertThatCode(() -> BookExport.write(folder, BookExport.FORMATS, BOOK, List.of(), "none", true, ""))
                .doesNotThrowAnyException();
    }
}
