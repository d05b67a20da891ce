package dev.storycrew.stages.llm.rehearsal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A scene in the making: paragraphs in their order, each with the length it has and how gladly it would be missed. */
final class Draft {
    /** A paragraph that must stay. */
    static final int MUST = 0;

    private final List<Paragraph> paragraphs = new ArrayList<>();
    private boolean closing;

    /**
     * @param spare 0 for what must stay, else the higher, the sooner it goes
     * @param closing true for what stands behind the middle
     */
    private record Paragraph(String text, int words, int spare, boolean closing) {}

    /** Everything added from here on stands behind the middle. */
    void close() {
        closing = true;
    }

    /** Where the middle ends. */
    int middle() {
        return (int) paragraphs.stream().filter(paragraph -> !paragraph.closing()).count();
    }

    void add(int spare, String text) {
        put(paragraphs.size(), spare, text, closing);
    }

    void add(int spare, List<String> texts) {
        texts.forEach(text -> add(spare, text));
    }

    /** Puts a paragraph into the middle. */
    void insert(int index, String text) {
        put(index, MUST, text, false);
    }

    private void put(int index, int spare, String text, boolean closes) {
        if (!text.isBlank()) {
            paragraphs.add(index, new Paragraph(text, Teller.words(text), spare, closes));
        }
    }

    int words() {
        return paragraphs.stream().mapToInt(Paragraph::words).sum();
    }

    /** Drops what may go, the most spare first, until no more than so many words are left. */
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

    /** Puts a sentence at the end of the paragraph before an index. */
    void extend(int index, String sentence, Stock stock) {
        Paragraph before = paragraphs.get(index - 1);
        paragraphs.remove(index - 1);
        put(index - 1, before.spare(), stock.join(List.of(before.text(), sentence)), before.closing());
    }

    String text(int index) {
        return paragraphs.get(index).text();
    }

    List<String> texts() {
        return new ArrayList<>(paragraphs.stream().map(Paragraph::text).toList());
    }
}
