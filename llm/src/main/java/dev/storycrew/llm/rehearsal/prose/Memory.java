package dev.storycrew.llm.rehearsal.prose;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a chapter has said: no sentence is said twice, and no run of words that the repetition check would find. */
public final class Memory {
    /** Shorter than the check's 12, so that a join of two sentences is safe too. */
    private static final int RUN = 10;
    /** A reply shorter than this may come again. */
    private static final int MIN_WORDS = 4;

    private static final int MIN_CHARACTERS = 7;

    private final Set<String> sentences = new HashSet<>();
    /** By digest: a rare collision costs one line of the stock, no more. */
    private final Set<Long> runs = new HashSet<>();

    private final Set<Object> lines = new HashSet<>();
    private final List<String> forbidden;

    public Memory(Collection<String> forbiddenWords) {
        forbidden = forbiddenWords.stream()
                .map(word -> word.toLowerCase(Locale.ROOT).strip())
                .toList();
    }

    /** True if a text repeats nothing and has no forbidden word. */
    boolean isNew(String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        return forbidden.stream().noneMatch(folded::contains)
                && sentences(text).stream().noneMatch(sentences::contains)
                && runs(text).stream().noneMatch(runs::contains);
    }

    public void add(String text) {
        sentences.addAll(sentences(text));
        runs.addAll(runs(text));
    }

    /** Notes that a line of the stock was used, in whatever words. */
    void use(Object line) {
        lines.add(line);
    }

    /** True when a line of the stock was used. */
    boolean hasUsed(Object line) {
        return lines.contains(line);
    }

    /** The sentences of a text, in lower case and without marks, but for the shortest. */
    public static List<String> sentences(String text) {
        List<String> found = new ArrayList<>();
        for (String sentence : text.split("[.!?…。！？\\n]+")) {
            List<String> words = words(sentence);
            boolean ideographic =
                    !words.isEmpty() && Character.isIdeographic(words.get(0).codePointAt(0));
            if (words.size() >= (ideographic ? MIN_CHARACTERS : MIN_WORDS)) {
                found.add(String.join(" ", words));
            }
        }
        return found;
    }

    private static List<Long> runs(String text) {
        List<String> words = words(text);
        List<Long> found = new ArrayList<>();
        for (int start = 0; start + RUN <= words.size(); start++) {
            long digest = 1;
            for (String word : words.subList(start, start + RUN)) {
                digest = digest * 1_000_003L + word.hashCode();
            }
            found.add(digest);
        }
        return found;
    }

    /** Words in lower case; of ideographic text each character. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int index = 0; index < text.length(); index++) {
            char mark = text.charAt(index);
            boolean ideograph = Character.isIdeographic(mark);
            if (Character.isLetterOrDigit(mark) && !ideograph || mark == '\'') {
                word.append(Character.toLowerCase(mark));
            } else {
                if (word.length() > 0) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                if (ideograph) {
                    words.add(String.valueOf(mark));
                }
            }
        }
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }
}
