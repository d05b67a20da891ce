package dev.storycrew.llm.rehearsal.story;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Retells what an outline says, so that a story can hold it: in the past tense, as a wish, as a manner of speaking. */
public final class Outline {
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])[\"”]?\\s+|(?<=[。！？])[”]?\\s*");
    /** Of so many words a sentence is a long one. */
    private static final int LONG = 9;

    /** Where a sentence may be parted, the better places first. */
    private static final List<Pattern> JOINTS = List.of(
            Pattern.compile("[,，] ?(?=.{4})"),
            Pattern.compile(" (?=(?:since|and|but|because|until|when|while|where|which|who|if|after|before)\\b)"),
            Pattern.compile(" (?=(?:with|in|on|at|for|from|into|by|about|through|under)\\b)"),
            Pattern.compile(" (?=(?:to|of|that)\\b)"));

    private static final Pattern WISHING = Pattern.compile("^(只?想要?|希望|要)");

    private static final Set<String> ARTICLES = Set.of(
            "the", "a", "an", "his", "her", "their", "its", "one", "this", "that", "every", "another", "my", "our");

    private final Stock stock;
    private final Tense tense;
    private final Map<String, Thing> things = new HashMap<>();

    public Outline(Stock stock) {
        this.stock = stock;
        this.tense = new Tense(stock.chinese() ? List.of() : stock.phrases("verbs"));
        stock.phrases("portable").forEach(line -> learn(line, true));
        stock.phrases("fixed").forEach(line -> learn(line, false));
    }

    /** Something that can be talked about. */
    record Thing(String phrase, boolean portable) {}

    public Stock stock() {
        return stock;
    }

    boolean chinese() {
        return stock.chinese();
    }

    /** The sentences of a text, each with its mark. */
    public List<String> sentences(String text) {
        List<String> found = new ArrayList<>();
        for (String sentence : SENTENCE_END.split(text.strip())) {
            if (!sentence.isBlank()) {
                found.add(stopped(sentence.strip()));
            }
        }
        return found;
    }

    /** A sentence as a story tells it. */
    public String told(String sentence) {
        return stock.chinese() ? stopped(sentence) : Wording.polished(stopped(tense.past(sentence.strip())));
    }

    /** A long sentence in two parts, so that it need not be said in one breath; a short one, or one without a joint, whole. */
    List<String> parts(String sentence) {
        String bare = sentence.replaceFirst("[.。]$", "");
        String[] words = bare.split(stock.chinese() ? "" : " ");
        if (words.length < LONG) {
            return List.of(bare);
        }
        for (Pattern joint : JOINTS) {
            Matcher at = joint.matcher(bare);
            int best = -1;
            while (at.find()) {
                if (best < 0 || Math.abs(2 * at.start() - bare.length()) < Math.abs(2 * best - bare.length())) {
                    best = at.start();
                }
            }
            if (best > 0) {
                String first = bare.substring(0, best).replaceFirst("[,，]$", "");
                return List.of(first, bare.substring(best).replaceFirst("^[,，]? ?", ""));
            }
        }
        return List.of(bare);
    }

    /** True when a text tells a sentence, as it is or in the past tense of a story, in one piece or in its parts. */
    public boolean isTold(String sentence, String text) {
        String folded = text.toLowerCase(Locale.ROOT);
        return Stream.of(List.of(sentence.replaceFirst("[.。]$", "")), parts(sentence), parts(told(sentence)))
                .anyMatch(parts -> parts.stream().allMatch(part -> folded.contains(part.toLowerCase(Locale.ROOT))));
    }

    boolean hasVerb(String text) {
        return !stock.chinese() && tense.hasVerb(text);
    }

    /** {@code to close the file} of a motivation of that form, 把残画补完 of 想把残画补完; empty for any other. */
    String wish(String motivation) {
        String bare = motivation.strip().replaceAll("[.。]$", "");
        if (stock.chinese()) {
            String wish = WISHING.matcher(bare).replaceFirst("");
            return wish.equals(bare) ? "" : wish;
        }
        return bare.startsWith("to ") ? tense.past(bare) : "";
    }

    /** The things that a text names, in its order. */
    List<Thing> things(String text) {
        List<Thing> found = new ArrayList<>();
        if (stock.chinese()) {
            for (int at = 0; at < text.length(); at++) {
                for (int length = 3; length > 0; length--) {
                    Thing thing = at + length <= text.length() ? things.get(text.substring(at, at + length)) : null;
                    if (thing != null) {
                        found.add(thing);
                        at += length - 1;
                        break;
                    }
                }
            }
            return distinct(found);
        }
        String[] words = text.toLowerCase(Locale.ROOT).split("[^\\p{L}']+");
        for (int at = 1; at < words.length; at++) {
            boolean noun = isArticle(words[at - 1]) || at > 1 && isArticle(words[at - 2]);
            Thing two = at + 1 < words.length ? things.get(words[at] + " " + words[at + 1]) : null;
            Thing one = things.get(words[at]);
            if (noun && (two != null || one != null)) {
                found.add(two != null ? two : one);
                at += two != null ? 1 : 0;
            }
        }
        return distinct(found);
    }

    public String stopped(String text) {
        String stripped = text.strip();
        return stripped.isEmpty() || ".!?。！？…”\"".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
                ? stripped
                : stripped + (stock.chinese() ? "。" : ".");
    }

    private static boolean isArticle(String word) {
        return ARTICLES.contains(word) || word.endsWith("'s");
    }

    private static List<Thing> distinct(List<Thing> things) {
        return things.stream().distinct().toList();
    }

    /** English nouns in a row, a comma between; of Chinese each with its measure word. */
    private void learn(String line, boolean portable) {
        for (String noun : line.split(", *")) {
            if (stock.chinese()) {
                String[] parts = noun.split(" ");
                things.put(parts[0], new Thing("那" + parts[1] + parts[0], portable));
            } else {
                things.put(noun, new Thing("the " + noun, portable));
            }
        }
    }
}
