package dev.storycrew.app.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * A scene as a printer sees it: paragraphs of words, some of them emphasized. Models emphasize as Markdown does, so that is
 * read; whatever else Markdown knows stays as it was written.
 */
final class Prose {
    /** A line that only parts what stands before and after it. */
    private static final Pattern BREAK =
            Pattern.compile("(?:\\*\\s*){3,20}|-{3,20}|_{3,20}|[#\u2042\u2766\u25c6]{1,3}");

    private static final Parser EMPHASIS = Parser.builder()
            .enabledBlockTypes(Set.of())
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    private Prose() {}

    /** Some words of a paragraph, alike in their emphasis. */
    record Words(String text, boolean emphasis, boolean strong) {}

    /**
     * A paragraph.
     *
     * @param words empty for a break within the scene
     */
    record Block(List<Words> words) {
        boolean isBreak() {
            return words.isEmpty();
        }
    }

    /** A scene's paragraphs: each of its lines that is not empty. */
    static List<Block> of(String scene) {
        return scene.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> BREAK.matcher(line).matches() ? new Block(List.of()) : new Block(words(line)))
                .toList();
    }

    private static List<Words> words(String line) {
        WordsVisitor visitor = new WordsVisitor(line);
        EMPHASIS.parse(line).accept(visitor);
        return List.copyOf(visitor.words);
    }

    private static final class WordsVisitor extends AbstractVisitor {
        private final String line;
        private final List<Words> words = new ArrayList<>();
        private boolean emphasis;
        private boolean strong;

        WordsVisitor(String line) {
            this.line = line;
        }

        @Override
        public void visit(Text text) {
            words.add(new Words(text.getLiteral(), emphasis, strong));
        }

        @Override
        public void visit(Emphasis node) {
            boolean before = emphasis;
            emphasis = true;
            visitChildren(node);
            emphasis = before;
        }

        @Override
        public void visit(StrongEmphasis node) {
            boolean before = strong;
            strong = true;
            visitChildren(node);
            strong = before;
        }

        @Override
        protected void visitChildren(Node parent) {
            for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
                if (child instanceof Text
                        || child instanceof Emphasis
                        || child instanceof StrongEmphasis
                        || child instanceof Paragraph) {
                    child.accept(this);
                } else {
                    asWritten(child);
                }
            }
        }

        private void asWritten(Node node) {
            for (SourceSpan span : node.getSourceSpans()) {
                words.add(new Words(
                        line.substring(span.getInputIndex(), span.getInputIndex() + span.getLength()),
                        emphasis,
                        strong));
            }
        }
    }
}
