package dev.storycrew.core.story;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of a text that give a secret away, whatever their case, accents, ending or order. In languages written
 * without spaces a word is searched for anywhere in the text, since word boundaries are a guess.
 */
final class SecretKeywords {
    private static final int SHORTEST = 3;
    private static final int SHORTEST_UNSPACED = 2;
    private static final int SHORTEST_WITH_ENDINGS = 5;
    private static final int LONG = 7;
    private static final int LONGEST_ENDING = 4;

    /** Words that reveal nothing: grammar, and what people say about any chapter. */
    private static final Set<String> COMMON = Set.copyOf(Arrays.asList(
            ("the and but not nor for yet with without within into onto upon over under from off out about after before"
                            + " afterwards again against along also although always among another any anyone anything around away"
                            + " back because been being below beside between beyond both can cannot could did does doing done down"
                            + " during each either else enough even ever every everyone everything few first found get gets give given"
                            + " goes going gone had has have having her here hers herself him himself his how however inside instead its"
                            + " itself just keep keeps kept knew know known knows last later least less let like made make makes many may"
                            + " maybe might more most much must need needs never next nobody nothing now once one two three only other"
                            + " others our own perhaps put quite rather really said same say says see seem seems seen shall she should show"
                            + " shows since some somebody someone something soon still such take taken takes tell tells than that their"
                            + " them themselves then there these they thing things this those though through told too took toward towards"
                            + " until use used uses using very want wanted wants was way well went were what when where whether which while"
                            + " who whom whose why will would you your yours are all man woman men women people person time day days night"
                            + " year years long little less new old good great came come comes"
                            + " chapter scene scenes reader readers story text clue clues hint hints book line lines word words sentence"
                            + " sentences dialogue prose hook pacing plot page writer character characters motive end ends ending begin"
                            + " begins open opens opening close add cut move early too late weak strong clear unclear point points"
                            + " 没有 什么 他们 她们 我们 你们 自己 因为 所以 然后 之后 之前 一个 这个 那个 可以 不是 就是 已经 但是 如果 这样 那样"
                            + " 这里 那里 时候 知道 觉得 一样 还是 或者 以及 为了 用来 读者 场景 章节 人物 线索 故事 对话 钩子 结尾 开头 重新 需要 应该 不要 不能 一句 一场")
                    .split(" ")));

    /** Grammatical ideographs: they separate the pieces of a name that the dictionary does not know. */
    private static final String PARTICLES = "的了在是和用把被就也都而与从向到她他我你它这那有不没上下里中个地得着过说";

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Mn}\\p{Cf}*_`~]+");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern ENDING = Pattern.compile("(ings?|ers?|ed|es|s|e|ly)$");
    /** No script that is written without spaces has a character before these, those of Thai. */
    private static final int FIRST_UNSPACED = 0x0E00;

    private final Set<String> spaced = new LinkedHashSet<>();
    private final Set<String> stems = new HashSet<>();
    private final Set<String> unspaced = new LinkedHashSet<>();
    private final String folded;

    private SecretKeywords(String folded) {
        this.folded = folded;
    }

    static SecretKeywords of(Collection<String> texts) {
        return of(String.join("\n", texts));
    }

    static SecretKeywords of(String text) {
        SecretKeywords words = new SecretKeywords(folded(text));
        BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
        breaks.setText(words.folded);
        StringBuilder singles = new StringBuilder();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            String token = words.folded.substring(start, end);
            if (isSingle(token)) {
                singles.append(token);
                continue;
            }
            words.addName(singles);
            singles.setLength(0);
            for (String part : BETWEEN_WORDS.split(token)) {
                words.add(part);
            }
        }
        words.addName(singles);
        return words;
    }

    /** The words of a secret; short words count only if there are no others. */
    static SecretKeywords ofSecret(String text) {
        SecretKeywords words = of(text);
        if (words.size() == 0) {
            for (String part : BETWEEN_WORDS.split(words.folded)) {
                if (part.isEmpty() || COMMON.contains(part)) {
                    continue;
                }
                if (isUnspaced(part.codePointAt(0))) {
                    words.unspaced.add(part);
                } else {
                    words.addSpaced(part);
                }
            }
        }
        return words;
    }

    private static boolean isSingle(String token) {
        return token.length() == 1 && isUnspaced(token.codePointAt(0)) && !PARTICLES.contains(token);
    }

    /** A row of ideographs that form no word is a name: kept whole, and without its surname. */
    private void addName(CharSequence ideographs) {
        if (ideographs.isEmpty()) {
            return;
        }
        String singles = ideographs.toString();
        add(singles);
        if (singles.length() > SHORTEST_UNSPACED) {
            add(singles.substring(1));
        }
    }

    private void add(String word) {
        if (COMMON.contains(word)) {
            return;
        }
        if (word.codePoints().anyMatch(SecretKeywords::isUnspaced)) {
            if (word.length() >= SHORTEST_UNSPACED) {
                unspaced.add(word);
            }
        } else if (word.length() >= SHORTEST) {
            addSpaced(word);
        }
    }

    private void addSpaced(String word) {
        if (spaced.add(word)) {
            stems.add(stem(word));
        }
    }

    int size() {
        return spaced.size() + unspaced.size();
    }

    /** These words without those that another text shares. */
    SecretKeywords without(SecretKeywords other) {
        List<String> restSpaced =
                spaced.stream().filter(word -> !other.has(word)).toList();
        List<String> restUnspaced =
                unspaced.stream().filter(word -> !other.folded.contains(word)).toList();
        SecretKeywords rest = new SecretKeywords(String.join(" ", restSpaced) + " " + String.join(" ", restUnspaced));
        restSpaced.forEach(rest::addSpaced);
        rest.unspaced.addAll(restUnspaced);
        return rest;
    }

    /** How many of these words another text shares. */
    int sharedWith(SecretKeywords other) {
        return size() - without(other).size();
    }

    /** True if the text contains a phrase word for word, whatever its case and spacing. */
    boolean holds(String phrase) {
        return folded.contains(folded(phrase));
    }

    /** True if a word of the text, or several in a row, begin with this. */
    boolean holdsBeginning(String phrase) {
        for (int index = folded.indexOf(phrase); index >= 0; index = folded.indexOf(phrase, index + 1)) {
            if (index == 0
                    || isUnspaced(phrase.codePointAt(0))
                    || !Character.isLetterOrDigit(folded.codePointBefore(index))) {
                return true;
            }
        }
        return false;
    }

    /** True if these words, or one of them, directly follow a phrase in another text. */
    boolean follow(String phrase, SecretKeywords text) {
        return Stream.of(Stream.of(folded), spaced.stream(), unspaced.stream())
                .flatMap(words -> words)
                .anyMatch(word -> text.holdsBeginning(phrase + word));
    }

    /** Lower case, without accents, invisible characters or emphasis marks, with single spaces. */
    private static String folded(String text) {
        String visible = INVISIBLE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        // Composed again, for the words of Korean and Japanese.
        return SPACES.matcher(Normalizer.normalize(visible, Normalizer.Form.NFKC))
                .replaceAll(" ")
                .strip();
    }

    private boolean has(String word) {
        return word.length() < SHORTEST
                ? (" " + BETWEEN_WORDS.matcher(folded).replaceAll(" ") + " ").contains(" " + word + " ")
                : spaced.contains(word)
                        || stems.contains(stem(word))
                        || spaced.stream().anyMatch(own -> begins(own, word));
    }

    /** The same beginning with another ending: borrow, borrows, borrowed, borrower. */
    private static boolean begins(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int longer = Math.max(one.length(), other.length());
        if (shorter < SHORTEST_WITH_ENDINGS || longer - shorter > LONGEST_ENDING) {
            return false;
        }
        int common = 0;
        while (common < shorter && one.charAt(common) == other.charAt(common)) {
            common++;
        }
        return common >= shorter - (shorter >= LONG ? 2 : 1) && longer - common <= LONGEST_ENDING;
    }

    private static String stem(String word) {
        String stem = ENDING.matcher(word).replaceFirst("");
        return stem.length() >= SHORTEST ? stem : word;
    }

    private static boolean isUnspaced(int point) {
        return point >= FIRST_UNSPACED
                && switch (Character.UnicodeScript.of(point)) {
                    case HAN, HIRAGANA, KATAKANA, HANGUL, THAI, LAO, KHMER, MYANMAR -> true;
                    default -> false;
                };
    }
}
