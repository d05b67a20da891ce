package dev.storycrew.app.export;

import dev.storycrew.core.story.BookFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

    private final String id;
    private final BookFrame frame;
    private final List<FinishedChapter> chapters;

    private EpubWriter(String id, BookFrame frame, List<FinishedChapter> chapters) {
        this.id = id;
        this.frame = frame;
        this.chapters = chapters;
    }

    static void write(OutputStream out, String id, BookFrame frame, List<FinishedChapter> accepted) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        new EpubWriter(id, frame, accepted).write(zip);
        zip.finish();
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
        entry(zip, "EPUB/cover.svg", Cover.svg(frame.title(), id));
        entry(
                zip,
                "EPUB/cover.xhtml",
                page("<section epub:type=\"cover\" class=\"cover\"><img src=\"cover.svg\" alt=\""
                        + Markup.escaped(frame.title()) + "\"/></section>"));
        entry(zip, "EPUB/title.xhtml", page("<h1>" + Markup.escaped(frame.title()) + "</h1>"));
        for (FinishedChapter chapter : chapters) {
            entry(zip, "EPUB/" + fileName(chapter), page(chapterBody(chapter)));
        }
        entry(zip, "EPUB/book.css", """
                body { line-height: 1.5; margin: 5%; }
                p { margin: 0; text-indent: 1.5em; }
                h1 + p, .break + p { text-indent: 0; }
                .cover { text-align: center; } .cover img { max-width: 100%; max-height: 95vh; }
                p.break { text-align: center; text-indent: 0; margin: 1em 0; }
                """);
    }

    private String packageDocument() {
        String manifest = chapters.stream()
                .map(chapter -> String.format(
                        Locale.ROOT,
                        "    <item id=\"c%d\" href=\"%s\" media-type=\"application/xhtml+xml\"/>\n",
                        chapter.number(),
                        fileName(chapter)))
                .collect(Collectors.joining());
        String spine = chapters.stream()
                .map(chapter -> String.format(Locale.ROOT, "    <itemref idref=\"c%d\"/>\n", chapter.number()))
                .collect(Collectors.joining());
        String direction = rightToLeft() ? " page-progression-direction=\"rtl\"" : "";
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="%s">
                  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
                    <dc:identifier id="id">urn:storycrew:%s</dc:identifier>
                    <dc:title>%s</dc:title>
                    <dc:language>%s</dc:language>
                    <meta property="dcterms:modified">%s</meta>
                    <meta property="schema:accessMode">textual</meta>
                    <meta property="schema:accessModeSufficient">textual</meta>
                    <meta property="schema:accessibilityFeature">tableOfContents</meta>
                    <meta property="schema:accessibilityHazard">none</meta>
                  </metadata>
                  <manifest>
                    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
                    <item id="cover" href="cover.svg" media-type="image/svg+xml" properties="cover-image"/>
                    <item id="cover-page" href="cover.xhtml" media-type="application/xhtml+xml"/>
                    <item id="css" href="book.css" media-type="text/css"/>
                    <item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
                %s  </manifest>
                  <spine%s>
                    <itemref idref="cover-page"/>
                    <itemref idref="title"/>
                %s  </spine>
                </package>
                """.formatted(
                        language(),
                        Markup.escaped(id),
                        Markup.escaped(frame.title()),
                        language(),
                        modified(),
                        manifest,
                        direction,
                        spine);
    }

    /** When the last chapter ended, so that the same book gives the same file. */
    private Instant modified() {
        return chapters.stream()
                .map(chapter -> Instant.ofEpochSecond(chapter.endedAt() / 1000))
                .max(Instant::compareTo)
                .orElse(EPOCH);
    }

    private String navigation() {
        String items = chapters.stream()
                .map(chapter -> "      <li><a href=\"%s\">%s</a></li>\n".formatted(fileName(chapter), title(chapter)))
                .collect(Collectors.joining());
        return page("<nav epub:type=\"toc\"><h1>" + Markup.escaped(frame.title())
                + "</h1>\n    <ol>\n      <li><a href=\"title.xhtml\">"
                + Markup.escaped(frame.title())
                + "</a></li>\n" + items + "    </ol></nav>");
    }

    private static String chapterBody(FinishedChapter chapter) {
        return "<section epub:type=\"chapter\">\n<h1>" + title(chapter) + "</h1>\n" + Markup.scenes(chapter)
                + "</section>";
    }

    private String page(String body) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE html>
                <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" xml:lang="%s" lang="%s" dir="%s">
                <head><title>%s</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
                <body>
                %s
                </body>
                </html>
                """.formatted(
                        language(), language(), rightToLeft() ? "rtl" : "ltr", Markup.escaped(frame.title()), body);
    }

    private boolean rightToLeft() {
        return Markup.isRightToLeft(frame.language());
    }

    private String language() {
        return Markup.escaped(frame.language());
    }

    private static String title(FinishedChapter chapter) {
        return Markup.escaped(Markup.title(chapter));
    }

    private static String fileName(FinishedChapter chapter) {
        return String.format(Locale.ROOT, "chapter-%02d.xhtml", chapter.number());
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
