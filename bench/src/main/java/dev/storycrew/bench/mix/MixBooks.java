package dev.storycrew.bench.mix;

import dev.storycrew.files.book.Book;
import dev.storycrew.files.book.BookFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The books that the mix is measured on. */
public final class MixBooks {
    /** One of usual length, one with a long bible, one in Chinese. */
    static final List<String> BUILT_IN = List.of("the-salt-house", "the-long-winter", "the-tea-house");

    private MixBooks() {}

    /**
     * Reads them.
     *
     * @param files the built-in books where there are none
     */
    public static List<Book> of(List<Path> files) throws IOException {
        if (!files.isEmpty()) {
            return files.stream().map(BookFile::read).toList();
        }
        List<Book> books = new ArrayList<>();
        for (String name : BUILT_IN) {
            books.add(builtIn(name));
        }
        return books;
    }

    static Book builtIn(String name) throws IOException {
        Path file = Files.createTempFile(name, ".yaml");
        try (InputStream built = MixBooks.class.getResourceAsStream("/mix/" + name + ".yaml")) {
            Files.copy(Objects.requireNonNull(built, name), file, StandardCopyOption.REPLACE_EXISTING);
            return BookFile.read(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
