package dev.storycrew.llm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what {@link Tokens#count} counts, and remembers lines: most lines of a request have been in another request before.
 * Any number of threads may use it.
 */
public final class TokenCounter {
    /** A few megabytes of lines, together about a hundred requests. */
    private static final int MOST_CHARACTERS = 2_000_000;

    /** From the one to the other there are control characters, among them another line break. */
    private static final int DELETE = 0x7f;

    private static final int HARD_SPACE = 0xa0;

    private final int mostCharacters;
    private final Map<String, Integer> lines = new ConcurrentHashMap<>();
    private final AtomicInteger characters = new AtomicInteger();

    /** One that has counted nothing yet. */
    public TokenCounter() {
        this(MOST_CHARACTERS);
    }

    /** @param mostCharacters of the lines that it remembers; then it begins anew */
    TokenCounter(int mostCharacters) {
        this.mostCharacters = mostCharacters;
    }

    /** The tokens of a text by the o200k vocabulary. */
    public int count(String text) {
        int tokens = 0;
        int from = 0;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (endsToken(text, at)) {
                tokens += line(text.substring(from, at + 1));
                from = at + 1;
            }
        }
        return tokens + line(text.substring(from));
    }

    /**
     * True if no token goes on beyond a line break. By the vocabulary's pattern only blanks, further line breaks, and a slash can
     * follow one within a token.
     */
    private static boolean endsToken(String text, int lineBreak) {
        if (lineBreak + 1 == text.length()) {
            return false;
        }
        char next = text.charAt(lineBreak + 1);
        return next > ' '
                && next != '/'
                && (next < DELETE || next > HARD_SPACE)
                && !Character.isSpaceChar(next)
                && !Character.isWhitespace(next);
    }

    /** How many lines it remembers. */
    int remembered() {
        return lines.size();
    }

    private int line(String line) {
        Integer known = lines.get(line);
        if (known != null) {
            return known;
        }
        int tokens = Tokens.count(line);
        if (characters.addAndGet(line.length()) > mostCharacters) {
            characters.set(line.length());
            lines.clear();
        }
        lines.put(line, tokens);
        return tokens;
    }
}
