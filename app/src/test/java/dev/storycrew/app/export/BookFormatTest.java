package dev.storycrew.app.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.adobe.epubcheck.api.EpubCheck;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.Style;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** A book in each of its formats, read again by what others wrote. */
class BookFormatTest {
    private static final String HOSTILE =
            "</title><script>alert(1)</script> & <img src=x onerror=alert(2)> \u202etxt\u0000 ]]> \"q\"";

    @TempDir
    private Path folder;

    private static BookFrame frame(String title, String language) {
        return new BookFrame(
                title, "mystery", language, null, 500, 0.1, new Style(List.of("quiet"), "third_limited", List.of()));
    }

    private static FinishedChapter chapter(int number, String title, String... scenes) {
        TreeMap<Integer, String> text = new TreeMap<>();
        for (String scene : scenes) {
            text.put(text.size() + 1, scene);
        }
        return new FinishedChapter(number, title, text, 1_700_000_000_000L + number);
    }

    private static byte[] written(BookFormat format, BookFrame frame, List<FinishedChapter> chapters)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(out, "book", frame, chapters);
        return out.toByteArray();
    }

    private static List<FinishedChapter> chapters() {
        return List.of(
                chapter(
                        1,
                        "The Keeper's Silence",
                        "Ida waited.\n\n*He is late*, she thought. **Never** before.\n* * *\nThen it rang.",
                        "The end."),
                chapter(
                        12,
                        HOSTILE,
                        HOSTILE
                                + "\n2 * 3 * 4 [is](javascript:alert(3)) `code` <b>x</b>\n1. No list\n> no quote\n    no code"));
    }

    private void assertValid(byte[] epub) throws IOException {
        Path file = folder.resolve("book.epub");
        Files.write(file, epub);
        StringWriter problems = new StringWriter();
        assertThat(new EpubCheck(file.toFile(), new PrintWriter(problems)).doValidate())
                .as(problems.toString())
                .isZero();
    }

    private static Document parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN", "ar-EG", "de"})
    void anEpubIsValidInEveryLanguage(String language) throws Exception {
        assertValid(written(BookFormat.EPUB, frame("The Lighthouse", language), chapters()));
    }

    @Test
    void anEpubIsValidWhateverTheTitle() throws Exception {
        for (String title : List.of(HOSTILE, "x", "雨夜归人".repeat(100), "Wort".repeat(125), "Salt ".repeat(100))) {
            assertValid(written(BookFormat.EPUB, frame(title, "en"), chapters()));
        }
    }

    @Test
    void anEpubWithoutChaptersIsValidToo() throws Exception {
        assertValid(written(BookFormat.EPUB, frame("The Lighthouse", "en"), List.of()));
    }

    @Test
    void aCoverShowsItsWholeTitleWithinItsSides() throws Exception {
        for (String title : List.of(
                "The Salt House", "柳桥夜雨", "A ".repeat(30) + "Long Way Home", "Donaudampfschifffahrtsgesellschaft")) {
            Document cover = parsed(Cover.svg(title, "book"));
            List<String> lines = new ArrayList<>();
            for (int index = 0; index < cover.getElementsByTagName("text").getLength(); index++) {
                lines.add(cover.getElementsByTagName("text").item(index).getTextContent());
            }
            assertThat(String.join("", lines).replace(" ", "")).isEqualTo(title.replace(" ", ""));
            int size = Integer.parseInt(
                    ((org.w3c.dom.Element) cover.getElementsByTagName("g").item(0)).getAttribute("font-size"));
            assertThat(lines)
                    .allSatisfy(line -> assertThat(line.length() * size * 0.5).isLessThan(1600));
        }
        assertThat(Cover.svg("word ".repeat(100), "book")).contains("\u2026");
    }

    @Test
    void theSameBookIsTheSameFile() throws Exception {
        for (BookFormat format : List.of(BookFormat.MARKDOWN, BookFormat.EPUB, BookFormat.HTML)) {
            assertThat(written(format, frame("The Lighthouse", "en"), chapters()))
                    .isEqualTo(written(format, frame("The Lighthouse", "en"), chapters()));
        }
    }

    @Test
    void aPageHoldsTextsAsTextAndRunsNothing() throws Exception {
        String html = new String(written(BookFormat.HTML, frame(HOSTILE, "en"), chapters()), StandardCharsets.UTF_8);
        Document page = parsed(html.replace("<!DOCTYPE html>", ""));

        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getElementsByTagName("img").getLength()).isZero();
        assertThat(page.getElementsByTagName("section").getLength()).isEqualTo(2);
        assertThat(page.getElementsByTagName("em").item(0).getTextContent()).isEqualTo("He is late");
        assertThat(page.getElementsByTagName("strong").item(0).getTextContent()).isEqualTo("Never");
        assertThat(page.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo(HOSTILE.replace("\u0000", ""));
        assertThat(page.getDocumentElement().getTextContent())
                .contains("2 * 3 * 4 [is](javascript:alert(3)) `code` <b>x</b>", "1. No list", "> no quote", "no code");
    }

    @Test
    void aBookRunsAsItsLanguageDoes() throws Exception {
        assertThat(new String(written(BookFormat.HTML, frame("x", "he"), chapters()), StandardCharsets.UTF_8))
                .contains("dir=\"rtl\"");
        assertThat(new String(written(BookFormat.HTML, frame("x", "en"), chapters()), StandardCharsets.UTF_8))
                .contains("dir=\"ltr\"");
    }

    @Test
    void aWordFileHasChaptersAsHeadingsAndEmphasisAsSuch() throws Exception {
        byte[] file = written(BookFormat.DOCX, frame("The Lighthouse", "de"), chapters());
        try (XWPFDocument document = new XWPFDocument(new ByteArrayInputStream(file))) {
            assertThat(document.getProperties().getCoreProperties().getTitle()).isEqualTo("The Lighthouse");
            assertThat(document.getParagraphs().stream()
                            .filter(paragraph -> "Heading1".equals(paragraph.getStyle()))
                            .map(XWPFParagraph::getText))
                    .containsExactly("1. The Keeper's Silence", "12. " + HOSTILE.replace("\u0000", ""));
            assertThat(document.getParagraphs().stream().map(XWPFParagraph::getText))
                    .contains("Ida waited.", "He is late, she thought. Never before.", "* * *", "The end.");
            assertThat(document.getParagraphs().stream()
                            .flatMap(paragraph -> paragraph.getRuns().stream())
                            .filter(run -> run.isItalic())
                            .map(run -> run.text()))
                    .containsExactly("He is late");
            assertThat(document.getStyles().styleExist("Heading1")).isTrue();
        }
    }

    @Test
    void aChapterOfFortyThousandWordsIsWritten() throws Exception {
        List<FinishedChapter> chapters = List.of(chapter(1, "Long", "word *and* _such_ ".repeat(13_334)));
        for (BookFormat format : BookFormat.values()) {
            assertThat(written(format, frame("Long", "en"), chapters)).isNotEmpty();
        }
    }

    @Test
    void theEpubsFirstEntryIsItsTypeUncompressed() throws Exception {
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(written(BookFormat.EPUB, frame("x", "en"), chapters())))) {
            ZipEntry first = zip.getNextEntry();
            assertThat(first.getName()).isEqualTo("mimetype");
            assertThat(first.getMethod()).isEqualTo(ZipEntry.STORED);
        }
    }

    @Test
    void formatsAreFoundByTheirExtensions() {
        assertThat(BookFormat.of("docx")).contains(BookFormat.DOCX);
        assertThat(BookFormat.of("pdf")).isEmpty();
        assertThat(BookFormat.extensions()).isEqualTo("md, epub, html or docx");
    }
}
