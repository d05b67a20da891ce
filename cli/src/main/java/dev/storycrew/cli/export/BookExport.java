package dev.storycrew.cli.export;

import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.files.book.Book;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes a book's folder: a file per chapter, the book as Markdown and EPUB, and the report. */
public final class BookExport {
    static final String SCENE_BREAK = "\n\n* * *\n\n";

    private BookExport() {}

    /**
     * Writes everything, each file atomically.
     *
     * @param out the folder of all books; this book's folder is named by its id
     * @return the book's folder
     */
    public static Path write(Path out, Book book, List<ChapterEnd> chapters, String model, boolean notional)
            throws IOException {
        Path folder = out.resolve(book.id());
        Files.createDirectories(folder);
        for (ChapterEnd chapter : chapters) {
            Path file = folder.resolve("chapter-%02d.md".formatted(chapter.number()));
            BestAttempt text = chapter.text();
            if (text == null || text.text().isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                write(file, chapterFile(chapter, text));
            }
        }
        List<ChapterEnd> accepted =
                chapters.stream().filter(ChapterEnd::accepted).toList();
        write(folder.resolve("book.md"), bookFile(book, accepted));
        move(EpubWriter.write(folder, book, accepted), folder.resolve("book.epub"));
        write(folder.resolve("report.json"), Report.of(book, chapters, model, notional));
        return folder;
    }

    private static String chapterFile(ChapterEnd chapter, BestAttempt text) {
        String mark = chapter.accepted()
                ? ""
                : "> %s: not accepted. This is the best of its attempts (%s), and it is not part of the book.%n%n"
                        .formatted(chapter.word(), Attempts.label(text.attempt()));
        return mark + heading("#", chapter) + body(text) + "\n";
    }

    private static String bookFile(Book book, List<ChapterEnd> accepted) {
        StringBuilder all = new StringBuilder("# " + book.frame().title() + "\n");
        for (ChapterEnd chapter : accepted) {
            BestAttempt text = chapter.text();
            if (text != null) {
                all.append('\n')
                        .append(heading("##", chapter))
                        .append(body(text))
                        .append('\n');
            }
        }
        return all.toString();
    }

    private static String heading(String level, ChapterEnd chapter) {
        return "%s %d. %s%n%n".formatted(level, chapter.number(), chapter.title());
    }

    private static String body(BestAttempt text) {
        return String.join(SCENE_BREAK, text.text().values());
    }

    private static void write(Path file, String text) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path partial = Files.createTempFile(parent, "." + file.getFileName(), ".part");
        Files.write(partial, text.getBytes(StandardCharsets.UTF_8));
        move(partial, file);
    }

    private static void move(Path partial, Path file) throws IOException {
        partial.toFile().setReadable(true, false);
        try {
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
