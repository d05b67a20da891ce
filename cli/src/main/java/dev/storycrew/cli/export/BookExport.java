package dev.storycrew.cli.export;

import dev.storycrew.app.export.BookFormat;
import dev.storycrew.app.export.BookMarkdown;
import dev.storycrew.app.export.FinishedChapter;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Writes a book's folder: a file per chapter, the whole book in some formats, and the report. */
public final class BookExport {
    /** What is written unless somebody asks for others. */
    public static final Set<BookFormat> FORMATS =
            Collections.unmodifiableSet(EnumSet.of(BookFormat.MARKDOWN, BookFormat.EPUB, BookFormat.HTML));

    private static final String REPORT = "report.json";
    private static final String PREFIX = ".book";
    private static final String PART = ".part";
    private static final long KILOBYTE = 1024;
    private static final long BYTES_AT_LEAST = 64 * KILOBYTE;

    /** Each word stands in a chapter's file, each format of the whole book; three bytes a sign where the script is not Latin. */
    private static final long BYTES_A_WORD = 40;

    private BookExport() {}

    /**
     * Checks, before anything is paid for, that a book can be written.
     *
     * @throws NotWrittenException if it cannot; the message says why and what to do
     */
    public static void requireWritable(Path out, Book book) {
        Path folder = out.resolve(book.id());
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, PREFIX, PART));
            for (String name : names(book)) {
                if (Files.isDirectory(folder.resolve(name))) {
                    throw new NotWrittenException(folder.resolve(name)
                            + ": is a folder, but a file of that name must be written; remove it, or choose another folder"
                            + " with --out");
                }
            }
            long needed = BYTES_AT_LEAST
                    + (long) book.chapters().size() * book.frame().wordsPerChapter() * BYTES_A_WORD;
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < needed) {
                throw new NotWrittenException(String.format(
                        Locale.ROOT,
                        "%s: the book needs about %,d KB, and %,d KB are free; make room, or choose another folder with --out",
                        folder,
                        needed / KILOBYTE,
                        free / KILOBYTE));
            }
        } catch (IOException e) {
            throw new NotWrittenException(
                    "the book cannot be written: " + SystemReason.withFile(e)
                            + "; fix that, or choose another folder with --out",
                    e);
        }
    }

    private static List<String> names(Book book) {
        return Stream.concat(
                        Stream.concat(FORMATS.stream().map(BookExport::bookName), Stream.of(REPORT)),
                        book.chapters().stream()
                                .map(chapter -> chapterName(chapter.id().number())))
                .toList();
    }

    /**
     * Writes everything, each file atomically.
     *
     * @param out the folder of all books; this book's folder is named by its id
     * @param formats of the whole book
     * @param again the command that writes the book again, for the message
     * @return the book's folder
     * @throws NotWrittenException if the system refuses
     */
    public static Path write(
            Path out,
            Set<BookFormat> formats,
            Book book,
            List<ChapterEnd> chapters,
            String model,
            boolean notional,
            String again) {
        try {
            return write(out.resolve(book.id()), formats, book, chapters, model, notional);
        } catch (IOException e) {
            throw new NotWrittenException(
                    "the book cannot be written: " + inFolder(out.resolve(book.id()), e)
                            + "; nothing is lost: fix that and write it again with " + again,
                    e);
        }
    }

    /** A write into an open file fails without a file's name. */
    private static String inFolder(Path folder, IOException problem) {
        String reason = SystemReason.of(problem);
        String whole = SystemReason.withFile(problem);
        return whole.equals(reason) ? folder + ": " + reason : whole;
    }

    private static Path write(
            Path folder, Set<BookFormat> formats, Book book, List<ChapterEnd> chapters, String model, boolean notional)
            throws IOException {
        Files.createDirectories(folder);
        for (ChapterEnd chapter : chapters) {
            Path file = folder.resolve(chapterName(chapter.number()));
            BestAttempt text = chapter.text();
            if (text == null || text.text().isEmpty()) {
                Files.deleteIfExists(file);
            } else {
                write(file, chapterFile(chapter, text));
            }
        }
        List<FinishedChapter> accepted = chapters.stream()
                .filter(ChapterEnd::accepted)
                .flatMap(chapter -> chapter.finished().stream())
                .toList();
        for (BookFormat format : formats) {
            Path partial = Files.createTempFile(folder, PREFIX, PART);
            try {
                try (OutputStream file = Files.newOutputStream(partial)) {
                    format.write(file, book.id(), book.frame(), accepted);
                }
                move(partial, folder.resolve(bookName(format)));
            } finally {
                Files.deleteIfExists(partial);
            }
        }
        write(folder.resolve(REPORT), Report.of(book, chapters, model, notional));
        return folder;
    }

    private static String bookName(BookFormat format) {
        return "book." + format.extension();
    }

    private static String chapterName(int number) {
        return String.format(Locale.ROOT, "chapter-%02d.md", number);
    }

    private static String chapterFile(ChapterEnd chapter, BestAttempt text) {
        String mark = chapter.accepted()
                ? ""
                : "> %s: not accepted. This is the best of its attempts (%s), and it is not part of the book.%n%n"
                        .formatted(chapter.word(), Attempts.label(text.attempt()));
        return mark
                + BookMarkdown.heading("#", chapter.number(), chapter.title())
                + BookMarkdown.body(text.text())
                + "\n";
    }

    private static void write(Path file, String text) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path partial = Files.createTempFile(parent, PREFIX, PART);
        try {
            Files.write(partial, text.getBytes(StandardCharsets.UTF_8));
            move(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
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
