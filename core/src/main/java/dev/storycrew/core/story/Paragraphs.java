package dev.storycrew.core.story;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text as paragraphs and what stands between them, so that one can be replaced and the others keep their bytes.
 * Paragraphs are what blank lines separate; in a text without blank lines, each line is one.
 */
public final class Paragraphs {
    private static final Pattern BLANK_LINES = Pattern.compile("\\R(?:[\\h\\p{Z}]*\\R)+");
    private static final Pattern LINE_BREAK = Pattern.compile("\\R");

    private final List<String> paragraphs = new ArrayList<>();
    /** One more than there are paragraphs: what stands before each, and after the last. */
    private final List<String> between = new ArrayList<>();

    private final String usualBreak;

    private Paragraphs(String text) {
        Matcher blank = BLANK_LINES.matcher(text.strip());
        boolean byBlankLines = blank.find();
        Pattern separator = byBlankLines ? BLANK_LINES : LINE_BREAK;
        usualBreak = byBlankLines ? "\n\n" : LINE_BREAK.matcher(text.strip()).find() ? "\n" : "\n\n";
        int start = text.length() - text.stripLeading().length();
        int end = text.stripTrailing().length();
        between.add(text.substring(0, Math.min(start, text.length())));
        if (start >= end) {
            return;
        }
        Matcher breaks = separator.matcher(text).region(start, end);
        int from = start;
        while (breaks.find()) {
            paragraphs.add(text.substring(from, breaks.start()));
            between.add(breaks.group());
            from = breaks.end();
        }
        paragraphs.add(text.substring(from, end));
        between.add(text.substring(end));
    }

    public static Paragraphs of(String text) {
        return new Paragraphs(text);
    }

    /** The paragraphs in order; the first is number 1. */
    public List<String> all() {
        return List.copyOf(paragraphs);
    }

    public int count() {
        return paragraphs.size();
    }

    /**
     * A change of a text.
     *
     * @param from the first paragraph that is replaced, from 1
     * @param to the last one; {@code from - 1} replaces none, and the text is put in before {@code from}
     * @param text what takes their place; blank for nothing
     */
    public record Passage(int from, int to, String text) {
        public Passage {
            if (from < 1 || to < from - 1) {
                throw new IllegalArgumentException("there are no paragraphs " + from + " to " + to);
            }
        }
    }

    /**
     * The text with passages changed. What no passage names keeps its bytes.
     *
     * @param passages ascending, without overlaps, within the text
     */
    public String with(List<Passage> passages) {
        StringBuilder text = new StringBuilder();
        int next = 1;
        boolean begun = false;
        for (Passage passage : passages) {
            begun = copy(text, next, passage.from() - 1, begun);
            String given = inTheTextsManner(passage.text());
            if (!given.isEmpty()) {
                boolean replaces = passage.to() >= passage.from() && passage.from() > 1;
                String before = replaces ? between.get(passage.from() - 1) : usualBreak;
                text.append(begun ? before : between.get(0));
                text.append(given);
                begun = true;
            }
            next = passage.to() + 1;
        }
        copy(text, next, paragraphs.size(), begun);
        return text.append(between.get(between.size() - 1)).toString();
    }

    private boolean copy(StringBuilder text, int from, int to, boolean begunBefore) {
        boolean begun = begunBefore;
        for (int number = from; number <= to; number++) {
            String before = between.get(number - 1);
            text.append(begun && number == 1 ? usualBreak : begun ? before : between.get(0))
                    .append(paragraphs.get(number - 1));
            begun = true;
        }
        return begun;
    }

    /** In a text whose paragraphs are lines, a blank line would make all of it one paragraph. */
    private String inTheTextsManner(String text) {
        String stripped = text.strip();
        return usualBreak.equals("\n") ? BLANK_LINES.matcher(stripped).replaceAll("\n") : stripped;
    }
}
