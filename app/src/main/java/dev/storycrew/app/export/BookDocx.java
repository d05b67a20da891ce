package dev.storycrew.app.export;

import dev.storycrew.core.story.BookFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.apache.poi.xwpf.usermodel.ParagraphAlignment;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFRun;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFStyles;
import org.jspecify.annotations.Nullable;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTPPrGeneral;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STStyleType;

/** A book for a word processor: its chapters are headings, so that they can be walked and listed there. */
final class BookDocx {
    private static final String TITLE = "Title";
    private static final String HEADING = "Heading1";
    private static final int TITLE_HALF_POINTS = 56;
    private static final int HEADING_HALF_POINTS = 36;

    /** Twentieths of a point. */
    private static final int INDENT = 340;

    private static final int AROUND_TITLE = 2400;
    private static final int AFTER_HEADING = 360;
    private static final int AROUND_BREAK = 240;

    private final XWPFDocument document;
    private final boolean rightToLeft;

    private BookDocx(XWPFDocument document, BookFrame frame) {
        this.document = document;
        this.rightToLeft = Markup.isRightToLeft(frame.language());
    }

    static void write(OutputStream out, BookFrame frame, List<FinishedChapter> chapters) throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            XWPFStyles styles = document.createStyles();
            styles.setSpellingLanguage(frame.language());
            styles.addStyle(style(TITLE, "Title", TITLE_HALF_POINTS, null));
            styles.addStyle(style(HEADING, "heading 1", HEADING_HALF_POINTS, 0));
            var properties = document.getProperties().getCoreProperties();
            properties.setTitle(xml(frame.title()));
            Date ended = new Date(
                    chapters.stream().mapToLong(FinishedChapter::endedAt).max().orElse(0));
            properties.setCreated(Optional.of(ended));
            properties.setModified(Optional.of(ended));
            new BookDocx(document, frame).fill(frame.title(), chapters);
            document.write(out);
        }
    }

    private void fill(String title, List<FinishedChapter> chapters) {
        XWPFParagraph head = styled(TITLE, title);
        head.setAlignment(ParagraphAlignment.CENTER);
        head.setSpacingBefore(AROUND_TITLE);
        head.setSpacingAfter(AROUND_TITLE);
        for (FinishedChapter chapter : chapters) {
            XWPFParagraph heading = styled(HEADING, Markup.title(chapter));
            heading.setPageBreak(true);
            heading.setKeepNext(true);
            heading.setSpacingAfter(AFTER_HEADING);
            boolean first = true;
            for (String scene : chapter.text().values()) {
                if (!first) {
                    sceneBreak();
                }
                first = false;
                scene(scene);
            }
        }
    }

    private void scene(String text) {
        for (Prose.Block block : Prose.of(text)) {
            if (block.isBreak()) {
                sceneBreak();
                continue;
            }
            XWPFParagraph paragraph = paragraph();
            paragraph.setFirstLineIndent(INDENT);
            for (Prose.Words words : block.words()) {
                XWPFRun run = run(paragraph, words.text());
                run.setItalic(words.emphasis());
                run.setBold(words.strong());
            }
        }
    }

    private void sceneBreak() {
        XWPFParagraph paragraph = paragraph();
        paragraph.setAlignment(ParagraphAlignment.CENTER);
        paragraph.setSpacingBefore(AROUND_BREAK);
        paragraph.setSpacingAfter(AROUND_BREAK);
        run(paragraph, "* * *");
    }

    private XWPFParagraph styled(String style, String text) {
        XWPFParagraph paragraph = paragraph();
        paragraph.setStyle(style);
        run(paragraph, text);
        return paragraph;
    }

    private XWPFParagraph paragraph() {
        XWPFParagraph paragraph = document.createParagraph();
        if (rightToLeft) {
            var properties = paragraph.getCTP();
            (properties.isSetPPr() ? properties.getPPr() : properties.addNewPPr()).addNewBidi();
        }
        return paragraph;
    }

    private static XWPFRun run(XWPFParagraph paragraph, String text) {
        XWPFRun run = paragraph.createRun();
        run.setText(xml(text));
        return run;
    }

    private static String xml(String text) {
        return text.codePoints()
                .filter(Markup::isXml)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** @param level of the outline, from 0; null for none */
    private static XWPFStyle style(String id, String name, int halfPoints, @Nullable Integer level) {
        CTStyle style = CTStyle.Factory.newInstance();
        style.setType(STStyleType.PARAGRAPH);
        style.setStyleId(id);
        style.addNewName().setVal(name);
        style.addNewQFormat();
        var run = style.addNewRPr();
        run.addNewB();
        run.addNewSz().setVal(BigInteger.valueOf(halfPoints));
        if (level != null) {
            CTPPrGeneral paragraph = style.addNewPPr();
            paragraph.addNewOutlineLvl().setVal(BigInteger.valueOf(level));
        }
        return new XWPFStyle(style);
    }
}
