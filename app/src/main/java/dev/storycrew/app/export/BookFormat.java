package dev.storycrew.app.export;

import dev.storycrew.core.story.BookFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A kind of file that a book can be read as. */
public enum BookFormat {
    MARKDOWN("md", "text/markdown; charset=utf-8") {
        @Override
        public void write(OutputStream out, String id, BookFrame frame, List<FinishedChapter> chapters)
                throws IOException {
            out.write(BookMarkdown.of(frame.title(), chapters).getBytes(StandardCharsets.UTF_8));
        }
    },
    EPUB("epub", "application/epub+zip") {
        @Override
        public void write(OutputStream out, String id, BookFrame frame, List<FinishedChapter> chapters)
                throws IOException {
            EpubWriter.write(out, id, frame, chapters);
        }
    },
    HTML("html", "text/html; charset=utf-8") {
        @Override
        public void write(OutputStream out, String id, BookFrame frame, List<FinishedChapter> chapters)
                throws IOException {
            out.write(BookHtml.of(frame.title(), frame.language(), chapters).getBytes(StandardCharsets.UTF_8));
        }
    },
    DOCX("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document") {
        @Override
        public void write(OutputStream out, String id, BookFrame frame, List<FinishedChapter> chapters)
                throws IOException {
            BookDocx.write(out, frame, chapters);
        }
    };

    private final String extension;
    private final String mediaType;

    BookFormat(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /** The format with this file extension; empty if there is none. */
    public static Optional<BookFormat> of(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extension.equals(extension))
                .findFirst();
    }

    /** The extensions of all formats, for messages: {@code md, epub, html or docx}. */
    public static String extensions() {
        List<String> all = Arrays.stream(values()).map(BookFormat::extension).toList();
        return all.stream().limit(all.size() - 1L).collect(Collectors.joining(", ")) + " or " + all.get(all.size() - 1);
    }

    /** Of its files, without a dot. */
    public String extension() {
        return extension;
    }

    public String mediaType() {
        return mediaType;
    }

    /**
     * Writes a book.
     *
     * @param id the book's
     * @param chapters those that are finished, in order
     */
    public abstract void write(OutputStream out, String id, BookFrame frame, List<FinishedChapter> chapters)
            throws IOException;
}
