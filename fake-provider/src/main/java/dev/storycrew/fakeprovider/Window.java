package dev.storycrew.fakeprovider;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of a request a server's model can read, and what becomes of a longer one.
 *
 * @param tokens by the server's own count
 */
public record Window(long tokens, Overflow overflow) {
    private static final int LAST_ASCII = 0x7f;
    private static final int CHARACTERS_PER_TOKEN = 4;

    /** What servers do with a longer request. */
    public enum Overflow {
        /** Refuse it, and say so. */
        REFUSED,
        /** Answer what is left without its beginning, and report the window as what was read. */
        BEGINNING_DROPPED
    }

    /** What the model reads of a request. */
    FakeRequest read(FakeRequest request) {
        List<String> texts = new ArrayList<>();
        texts.add(request.system());
        request.messages().forEach(message -> texts.add(message.text()));
        long over = texts.stream().mapToLong(Window::tokensOf).sum() - tokens;
        List<String> left = new ArrayList<>();
        for (String text : texts) {
            String rest = over > 0 ? withoutBeginning(text, over) : text;
            over -= tokensOf(text) - tokensOf(rest);
            left.add(rest);
        }
        List<FakeRequest.Message> messages = new ArrayList<>();
        for (int index = 0; index < request.messages().size(); index++) {
            messages.add(new FakeRequest.Message(request.messages().get(index).role(), left.get(index + 1)));
        }
        return new FakeRequest(
                request.protocol(),
                request.model(),
                left.get(0),
                messages,
                request.tries(),
                request.maxTokens(),
                request.schema(),
                request.cacheMarked(),
                request.key(),
                request.body());
    }

    private static String withoutBeginning(String text, long tokens) {
        int from = 0;
        while (from < text.length() && tokensOf(text.substring(0, from)) < tokens) {
            from = Math.min(text.length(), from + CHARACTERS_PER_TOKEN);
        }
        return text.substring(from);
    }

    /** About as models count: what is not ASCII, such as Chinese, takes more. */
    static long tokensOf(String text) {
        long others = text.chars().filter(unit -> unit > LAST_ASCII).count();
        return (text.length() - others) / CHARACTERS_PER_TOKEN + others * 2 / 3;
    }
}
