package dev.storycrew.bench.mix;

import dev.storycrew.llm.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a provider caches the beginnings of requests to one model. A beginning lives so long after it was last used.
 *
 * @param kind which beginnings it keeps
 * @param least the fewest tokens that are cached
 * @param step cached tokens above the least come in steps of this many
 * @param lifetimeSeconds since the last use
 */
public record PromptCache(Kind kind, int least, int step, double lifetimeSeconds) {
    private static final double FIVE_MINUTES = 300;

    /** Nothing is cached. */
    public static final PromptCache NONE = new PromptCache(Kind.NONE, 0, 1, 0);

    /** OpenAI's: any common beginning, from 1,024 tokens on, in steps of 128. */
    public static final PromptCache OPENAI = new PromptCache(Kind.BEGINNINGS, 1_024, 128, FIVE_MINUTES);

    public PromptCache {
        if (least < 0 || step < 1 || lifetimeSeconds < 0) {
            throw new IllegalArgumentException("a cache needs a step of at least 1 and nothing below 0");
        }
    }

    /**
     * Anthropic's: what ends at a mark of the request.
     *
     * @param least depends on the model, 1,024 to 4,096
     */
    public static PromptCache anthropic(int least) {
        return new PromptCache(Kind.MARKS, least, 1, FIVE_MINUTES);
    }

    /** Which beginnings are kept. */
    public enum Kind {
        NONE,
        BEGINNINGS,
        MARKS
    }

    /**
     * What a provider would report for a call.
     *
     * @param inputTokens all of them
     * @param readTokens of these, read from the cache
     * @param writtenTokens of these, written to the cache
     */
    public record Billed(long inputTokens, long readTokens, long writtenTokens, long outputTokens) {}

    /** How much of a common beginning of so many tokens is cached. */
    long cacheable(long tokens) {
        return kind == Kind.NONE || tokens < least ? 0 : least + (tokens - least) / step * step;
    }

    /** What is reported for calls that are made one after the other, on a cache that is empty at first. */
    public List<Billed> bill(List<RecordedCall> calls) {
        List<Billed> billed = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        Map<String, Double> marked = new HashMap<>();
        double now = 0;
        for (RecordedCall call : calls) {
            Billed one = switch (kind) {
                case NONE -> new Billed(call.inputTokens(), 0, 0, call.outputTokens());
                case BEGINNINGS -> byBeginning(call, kept, now);
                case MARKS -> byMark(call, marked, now);
            };
            billed.add(one);
            kept.add(new Kept(call.text(), now));
            now += call.seconds();
        }
        return billed;
    }

    /** A request that was made before. */
    private record Kept(String text, double at) {}

    private Billed byBeginning(RecordedCall call, List<Kept> kept, double now) {
        String text = call.text();
        int longest = 0;
        for (Kept earlier : kept) {
            if (now - earlier.at() <= lifetimeSeconds) {
                longest = Math.max(longest, common(text, earlier.text()));
            }
        }
        long read = cacheable(longest == 0 ? 0 : Tokens.count(text.substring(0, longest)));
        long written = Math.max(0, cacheable(call.inputTokens()) - read);
        return new Billed(call.inputTokens(), read, written, call.outputTokens());
    }

    private static int common(String one, String other) {
        int end = Math.min(one.length(), other.length());
        int at = 0;
        while (at < end && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        if (at == one.length()) {
            return at;
        }
        // A word that begins alike is another token, and so is the blank before it.
        while (at > 0 && isAsciiWord(one.charAt(at - 1))) {
            at--;
        }
        return at > 0 && one.charAt(at - 1) == ' ' ? at - 1 : at;
    }

    private static boolean isAsciiWord(char letter) {
        return letter >= '0' && letter <= '9' || letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z';
    }

    private Billed byMark(RecordedCall call, Map<String, Double> marked, double now) {
        StringBuilder beginning = new StringBuilder();
        long read = 0;
        long last = 0;
        List<String> written = new ArrayList<>();
        for (RecordedCall.Piece piece : call.pieces()) {
            beginning.append(piece.text()).append('\n');
            String upToHere = beginning.toString();
            Double used = marked.get(upToHere);
            boolean alive = used != null && now - used <= lifetimeSeconds;
            if (!piece.marked() && !alive) {
                continue;
            }
            long tokens = cacheable(Tokens.count(upToHere));
            if (alive) {
                read = tokens;
                marked.put(upToHere, now);
            }
            if (piece.marked() && tokens > 0) {
                last = tokens;
                written.add(upToHere);
            }
        }
        written.forEach(text -> marked.put(text, now));
        return new Billed(call.inputTokens(), read, Math.max(0, last - read), call.outputTokens());
    }
}
