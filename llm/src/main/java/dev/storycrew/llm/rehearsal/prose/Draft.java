package dev.storycrew.llm.rehearsal.prose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;

/** A scene in the making: paragraphs in order, each with its length and how expendable it is. */
public final class Draft {
    /** A paragraph that must stay. */
    public static final int MUST = 0;

    private final List<Paragraph> paragraphs = new ArrayList<>();
    private final BinaryOperator<String> joiner;
    private boolean closing;

    /** @param joiner joins two pieces of a paragraph */
    public Draft(BinaryOperator<String> joiner) {
        this.joiner = joiner;
    }

    /**
     * @param spare 0 for what must stay; the higher, the sooner it goes
     * @param closing true for what comes after the middle
     * @param goesOn true for a piece that continues the paragraph before it
     */
    private record Paragraph(String text, int words, int spare, boolean closing, boolean goesOn) {}

    /** Everything added from here on comes after the middle. */
    public void close() {
        closing = true;
    }

    /** Where the middle ends. */
    public int middle() {
        return (int)
                paragraphs.stream().filter(paragraph -> !paragraph.closing()).count();
    }

    public void add(int spare, String text) {
        put(paragraphs.size(), spare, text, closing, false);
    }

    /** Adds a piece that continues the paragraph before it. */
    void goOn(int spare, String text) {
        put(paragraphs.size(), spare, text, closing, !paragraphs.isEmpty());
    }

    public void add(int spare, List<String> texts) {
        texts.forEach(text -> add(spare, text));
    }

    /** Puts a paragraph into the middle. */
    void insert(int index, String text) {
        put(index, MUST, text, false, false);
    }

    private void put(int index, int spare, String text, boolean closes, boolean goesOn) {
        if (!text.isBlank()) {
            paragraphs.add(index, new Paragraph(text, Teller.words(text), spare, closes, goesOn));
        }
    }

    /** The number of words that must stay. */
    int mustWords() {
        return paragraphs.stream()
                .filter(paragraph -> paragraph.spare() == MUST)
                .mapToInt(Paragraph::words)
                .sum();
    }

    int words() {
        return paragraphs.stream().mapToInt(Paragraph::words).sum();
    }

    /** Drops expendable paragraphs, the most expendable first, until at most so many words are left. */
    void shorten(int mostWords) {
        while (words() > mostWords) {
            Paragraph spare = paragraphs.stream()
                    .filter(paragraph -> paragraph.spare() > MUST)
                    .max(Comparator.comparingInt(Paragraph::spare))
                    .orElse(null);
            if (spare == null) {
                return;
            }
            paragraphs.removeIf(paragraph -> paragraph.spare() == spare.spare());
        }
    }

    /** Puts a sentence at the end of the paragraph before an index, and gives back what that is now. */
    String extend(int index, String sentence) {
        Paragraph before = paragraphs.get(index - 1);
        paragraphs.remove(index - 1);
        put(index - 1, before.spare(), joiner.apply(before.text(), sentence), before.closing(), before.goesOn());
        return text(index - 1);
    }

    String text(int index) {
        return paragraphs.get(index).text();
    }

    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (Paragraph paragraph : paragraphs) {
            if (paragraph.goesOn() && !texts.isEmpty()) {
                texts.add(joiner.apply(texts.remove(texts.size() - 1), paragraph.text()));
            } else {
                texts.add(paragraph.text());
            }
        }
        return texts;
    }
}
