package dev.storycrew.core.story;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a mystery's solution from those who must not know it. A sentence gives the solution away when it holds a whole
 * entry of the truth card, names the culprit as such, or shares half or more (and at least two) of the telling words of
 * one entry; words that the bible itself uses are not telling.
 */
public final class TruthGuard {
    private static final String WITHHELD = "(withheld)";
    private static final int SHORTEST_TELLING_WORD = 4;
    private static final Set<String> ACCUSING = Set.of(
            "culprit",
            "murderer",
            "killer",
            "guilty",
            "thief",
            "villain",
            "killed",
            "murdered",
            "did it",
            "凶手",
            "真凶",
            "罪犯");

    private final List<String> entries;
    private final List<Set<String>> telling;

    /** A guard for a bible; one without a truth card has nothing to guard. */
    public TruthGuard(StoryBible bible) {
        TruthCard card = bible.truthCard();
        entries = card == null
                ? List.of()
                : card.entries().values().stream().map(TruthGuard::folded).toList();
        Set<String> open = new HashSet<>();
        bible.facts().forEach(fact -> open.addAll(words(fact)));
        bible.characters().forEach(character -> {
            open.addAll(words(character.name()));
            open.addAll(words(String.valueOf(character.role())));
            open.addAll(words(String.valueOf(character.motivation())));
        });
        telling = entries.stream()
                .map(entry -> {
                    Set<String> words = words(entry);
                    words.removeAll(open);
                    return words;
                })
                .toList();
    }

    /** True when a text gives the solution away. */
    public boolean givesAway(String text) {
        return sentences(text).stream().anyMatch(this::tells);
    }

    /** The text without the sentences that give the solution away. */
    public String clean(String text) {
        if (!givesAway(text)) {
            return text;
        }
        String kept =
                sentences(text).stream().filter(sentence -> !tells(sentence)).collect(Collectors.joining(" "));
        return kept.isEmpty() ? WITHHELD : kept;
    }

    /** The texts, each cleaned; those of which nothing is left are gone. */
    public List<String> cleaned(List<String> texts) {
        return texts.stream()
                .map(this::clean)
                .filter(text -> !text.equals(WITHHELD))
                .toList();
    }

    private boolean tells(String sentence) {
        String folded = folded(sentence);
        Set<String> words = words(folded);
        boolean accuses = ACCUSING.stream().anyMatch(folded::contains);
        for (int index = 0; index < entries.size(); index++) {
            String entry = entries.get(index);
            boolean isName = telling.get(index).isEmpty();
            if (folded.contains(entry) && (!isName || accuses)) {
                return true;
            }
            if (accuses && isName && words(entry).stream().anyMatch(words::contains)) {
                return true;
            }
            Set<String> shared = new HashSet<>(telling.get(index));
            shared.retainAll(words);
            if (shared.size() >= 2 && 3 * shared.size() >= telling.get(index).size()) {
                return true;
            }
        }
        return false;
    }

    private static List<String> sentences(String text) {
        return Arrays.stream(text.split("(?<=[.!?。！？;；])\\s*"))
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT).strip();
    }

    /** Words long enough to tell something; of ideographic text each pair of characters. */
    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (String word : folded(text).split("[^\\p{L}\\p{N}]+")) {
            if (word.codePoints().anyMatch(Character::isIdeographic)) {
                for (int index = 0; index + 2 <= word.length(); index++) {
                    words.add(word.substring(index, index + 2));
                }
            } else if (word.length() >= SHORTEST_TELLING_WORD) {
                words.add(word);
            }
        }
        return words;
    }
}
