package dev.storycrew.cli.export;

import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.files.book.Book;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes EPUB 3 (https://www.w3.org/TR/epub-33/): the libraries on Maven Central write EPUB 2 or are dead. */
final class EpubWriter {
    /** Set as local time: a FileTime would add an extra field, which EPUB forbids for its first entry. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Book book;
    private final List<ChapterEnd> chapters;

    private EpubWriter(Book book, List<ChapterEnd> chapters) {
        this.book = book;
        this.chapters = chapters;
    }

    /** Writes a file, replacing what is in it. */
    static void write(Path file, Book book, List<ChapterEnd> accepted) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            new EpubWriter(book, accepted).write(zip);
        }
    }

    private void write(ZipOutputStream zip) throws IOException {
        stored(zip, "mimetype", "application/epub+zip");
        entry(zip, "META-INF/container.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
                  <rootfiles>
                    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
                  </rootfiles>
                </container>
                """);
        entry(zip, "EPUB/package.opf", packageDocument());
        entry(zip, "EPUB/nav.xhtml", navigation());
        entry(zip, "EPUB/title.xhtml", page("<h1>" + escaped(book.frame().title()) + "</h1>"));
        for (ChapterEnd chapter : chapters) {
            entry(zip, "EPUB/" + fileName(chapter), page(chapterBody(chapter)));
        }
        entry(zip, "EPUB/book.css", """
                body { line-height: 1.5; margin: 5%; }
                p { margin: 0; text-indent: 1.5em; }
                p.break { text-align: center; text-indent: 0; margin: 1em 0; }
                """);
    }

    private String packageDocument() {
        String manifest = chapters.stream()
                .map(chapter -> String.format(
                        Locale.ROOT,
                        "    <item id=\"c%d\" href=\"%s\" media-type=\"application/xhtml+xml\"/>%n",
                        chapter.number(),
                        fileName(chapter)))
                .collect(Collectors.joining());
        String spine = chapters.stream()
                .map(chapter -> String.format(Locale.ROOT, "    <itemref idref=\"c%d\"/>%n", chapter.number()))
                .collect(Collectors.joining());
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="%s">
                  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
                    <dc:identifier id="id">urn:storycrew:%s</dc:identifier>
                    <dc:title>%s</dc:title>
                    <dc:language>%s</dc:language>
                    <meta property="dcterms:modified">%s</meta>
                  </metadata>
                  <manifest>
                    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
                    <item id="css" href="book.css" media-type="text/css"/>
                    <item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
                %s  </manifest>
                  <spine>
                    <itemref idref="title"/>
                %s  </spine>
                </package>
                """.formatted(
                language(), escaped(book.id()), escaped(book.frame().title()), language(), modified(), manifest, spine);
    }

    /** When the last chapter ended, so that the same book gives the same file. */
    private Instant modified() {
        return chapters.stream()
                .map(chapter -> chapter.view().outcome())
                .filter(outcome -> outcome != null)
                .map(outcome -> Instant.ofEpochSecond(outcome.endedAt() / 1000))
                .max(Instant::compareTo)
                .orElse(EPOCH);
    }

    private String navigation() {
        String items = chapters.stream()
                .map(chapter -> "      <li><a href=\"%s\">%s</a></li>%n".formatted(fileName(chapter), title(chapter)))
                .collect(Collectors.joining());
        return page("<nav epub:type=\"toc\"><h1>" + escaped(book.frame().title())
                + "</h1>\n    <ol>\n      <li><a href=\"title.xhtml\">"
                + escaped(book.frame().title())
                + "</a></li>\n" + items + "    </ol></nav>");
    }

    private static String chapterBody(ChapterEnd chapter) {
        BestAttempt text = chapter.text();
        String scenes = text == null
                ? ""
                : text.text().values().stream()
                        .map(EpubWriter::paragraphs)
                        .collect(Collectors.joining("<p class=\"break\">* * *</p>\n"));
        return "<section epub:type=\"chapter\">\n<h1>" + title(chapter) + "</h1>\n" + scenes + "</section>";
    }

    private static String paragraphs(String scene) {
        return scene.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> "<p>" + escaped(line) + "</p>\n")
                .collect(Collectors.joining());
    }

    private String page(String body) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE html>
                <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="%s" lang="%s">
                <head><title>%s</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
                <body>
                %s
                </body>
                </html>
                """.formatted(language(), language(), escaped(book.frame().title()), body);
    }

    private String language() {
        return escaped(book.frame().language());
    }

    private static String title(ChapterEnd chapter) {
        return escaped(chapter.number() + ". " + chapter.title());
    }

    private static String fileName(ChapterEnd chapter) {
        return String.format(Locale.ROOT, "chapter-%02d.xhtml", chapter.number());
    }

    /** Characters that XML 1.0 does not allow are left out. */
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    boolean allowed = point == '\t'
                            || point == '\n'
                            || (point >= 0x20 && point <= 0xD7FF)
                            || (point >= 0xE000 && point <= 0xFFFD)
                            || point >= 0x10000;
                    if (allowed) {
                        escaped.appendCodePoint(point);
                    }
                }
            }
        });
        return escaped.toString();
    }

    /** The first entry of an EPUB must not be compressed. */
    private static void stored(ZipOutputStream zip, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        CRC32 digest = new CRC32();
        digest.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(digest.getValue());
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(ENTRY_TIME);
        zip.putNextEntry(entry);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
