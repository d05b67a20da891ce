package dev.storycrew.core.story;

import dev.storycrew.core.canon.BibleEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a mystery's solution from those who must not know it. A sentence gives the solution away when it
 * <ul>
 *   <li>contains a word of the truth card that is nowhere told openly: not in the bible, the brief or the chapter;
 *   <li>shares at least two, and at least a third, of the words of an entry that bible and brief lack;
 *   <li>repeats most of an entry, even if its words are open;
 *   <li>names the culprit and speaks of guilt, by itself or together with a neighbouring sentence.
 * </ul>
 * When in doubt it withholds: an issue keeps its type, severity and scenes without its note.
 */
public final class TruthGuard {
    /** Replaces what may not be said. */
    public static final String WITHHELD = "(withheld)";

    private static final int FEWEST_SHARED = 2;
    private static final int FEWEST_REPEATED = 3;
    private static final double TELLING_SHARE = 1.0 / 3;
    private static final double REPEATED_SHARE = 0.6;

    /** Said about a culprit, even in a neighbouring sentence, these give too much away. */
    private static final Set<String> GUILT = Set.of(
            "culprit",
            "murder",
            "kill",
            "guilt",
            "thief",
            "villain",
            "perpetrator",
            "criminal",
            "did it",
            "done it",
            "whodunit",
            "truth card",
            "凶手",
            "真凶",
            "元凶",
            "罪犯",
            "犯人",
            "主谋",
            "幕后",
            "黑手",
            "嫌犯",
            "杀害",
            "杀人",
            "杀了",
            "谋杀",
            "作案",
            "所为",
            "干的");

    /** Words that point at somebody if they share a sentence with the name. */
    private static final Set<String> POINTING = Set.of(
            "suspect",
            "suspicio",
            "reveal",
            "unmask",
            "solution",
            "behind it",
            "responsible",
            "to blame",
            "confess",
            "innocent",
            "red herring",
            "true identity",
            "poison",
            "嫌疑",
            "怀疑",
            "揭露",
            "真相",
            "下毒");

    private static final Set<String> NAMING =
            Set.of("it was ", "it is ", "it's ", "it must be ", "who is ", "就是", "正是");

    private static final Set<String> CULPRIT_KEYS = Set.of(
            "culprit", "murderer", "killer", "thief", "villain", "perpetrator", "who", "criminal", "凶手", "真凶", "犯人");

    private final List<Entry> entries = new ArrayList<>();
    private final List<SecretKeywords> culprits = new ArrayList<>();

    /**
     * @param telling the words that bible and brief do not have
     * @param secret those of them that the chapter does not have either
     */
    private record Entry(SecretKeywords all, SecretKeywords telling, SecretKeywords secret) {}

    /** A guard for what is known about a chapter; a bible without a truth card has nothing to guard. */
    public TruthGuard(StoryBible bible, ChapterBrief brief, ChapterWork work) {
        this(
                bible,
                List.of(
                        words(brief),
                        brief.book().title(),
                        String.valueOf(brief.book().theme())),
                said(bible, work));
    }

    /** A guard for what is known about a book. */
    public TruthGuard(StoryBible bible) {
        this(bible, List.of(), List.of());
    }

    private TruthGuard(StoryBible bible, List<String> briefed, Collection<String> said) {
        TruthCard card = bible.truthCard();
        if (card == null) {
            return;
        }
        List<String> told = new ArrayList<>(briefed);
        told.addAll(open(bible));
        SecretKeywords open = SecretKeywords.of(told);
        SecretKeywords chapter = SecretKeywords.of(said);
        for (String entry : card.entries().values()) {
            SecretKeywords all = SecretKeywords.ofSecret(entry);
            SecretKeywords telling = all.without(open);
            entries.add(new Entry(all, telling, telling.without(chapter)));
        }
        boolean named = card.entries().keySet().stream().anyMatch(TruthGuard::isCulprit);
        card.entries().forEach((name, value) -> {
            if (isCulprit(name) || !named) {
                culprits.add(names(value, bible));
            }
        });
    }

    /** True when a text gives the solution away. */
    public boolean givesAway(String text) {
        return !clean(text).equals(text);
    }

    /** The text without the sentences that give the solution away; {@link #WITHHELD} if nothing is left. */
    public String clean(String text) {
        if (entries.isEmpty()) {
            return text;
        }
        List<String> sentences = sentences(text);
        List<String> kept = new ArrayList<>(sentences);
        kept.removeIf(this::tells);
        for (int index = 1; index < kept.size(); index++) {
            if (accuses(kept.get(index - 1) + " " + kept.get(index), GUILT)) {
                kept.remove(index);
                kept.remove(index - 1);
                index = 0;
            }
        }
        if (kept.size() == sentences.size()) {
            return text;
        }
        return kept.isEmpty() ? WITHHELD : String.join(" ", kept);
    }

    /** The texts, each cleaned; those with nothing left are dropped. */
    public List<String> cleaned(List<String> texts) {
        return texts.stream()
                .map(this::clean)
                .filter(text -> !text.equals(WITHHELD))
                .toList();
    }

    private boolean tells(String sentence) {
        SecretKeywords words = SecretKeywords.of(sentence);
        for (Entry entry : entries) {
            int shared = entry.telling().sharedWith(words);
            int repeated = entry.all().sharedWith(words);
            if (entry.secret().sharedWith(words) > 0
                    || (shared >= FEWEST_SHARED
                            && shared >= TELLING_SHARE * entry.telling().size())
                    || (repeated >= FEWEST_REPEATED
                            && repeated >= REPEATED_SHARE * entry.all().size())) {
                return true;
            }
        }
        return accuses(sentence, GUILT)
                || accuses(sentence, POINTING)
                || NAMING.stream().anyMatch(phrase -> culprits.stream().anyMatch(one -> one.follow(phrase, words)));
    }

    private boolean accuses(String text, Set<String> accusations) {
        SecretKeywords words = SecretKeywords.of(text);
        return accusations.stream().anyMatch(words::holdsBeginning)
                && culprits.stream().anyMatch(culprit -> culprit.sharedWith(words) > 0);
    }

    /** The names in an entry; the whole entry if it names nobody in the bible. */
    private static SecretKeywords names(String entry, StoryBible bible) {
        SecretKeywords words = SecretKeywords.ofSecret(entry);
        List<String> whole = bible.characters().stream()
                .map(StoryCharacter::name)
                .filter(words::holds)
                .toList();
        if (!whole.isEmpty()) {
            return SecretKeywords.ofSecret(String.join("\n", whole));
        }
        SecretKeywords others = words.without(SecretKeywords.of(
                bible.characters().stream().map(StoryCharacter::name).toList()));
        return others.size() == words.size() ? words : words.without(others);
    }

    private static boolean isCulprit(String key) {
        return CULPRIT_KEYS.contains(key.toLowerCase(Locale.ROOT).strip());
    }

    private static List<String> open(StoryBible bible) {
        // What a later chapter withdrew has been told all the same.
        List<String> open =
                new ArrayList<>(bible.entries().stream().map(BibleEntry::text).toList());
        bible.characters().forEach(character -> {
            open.add(character.name());
            open.add(String.valueOf(character.role()));
            open.add(String.valueOf(character.motivation()));
            open.add(String.valueOf(character.voice()));
            open.addAll(character.lines());
        });
        open.addAll(bible.summaries().values());
        return open;
    }

    private static String words(ChapterBrief brief) {
        return brief.title() + "\n" + brief.summary() + "\n" + String.join("\n", brief.goals()) + "\n"
                + String.valueOf(brief.hook());
    }

    /** The readers have read the last chapter's end too. */
    private static Collection<String> said(StoryBible bible, ChapterWork work) {
        List<String> said = new ArrayList<>(work.text().values());
        if (bible.ending() != null) {
            said.add(bible.ending().text());
        }
        if (work.sceneList() != null) {
            work.sceneList()
                    .scenes()
                    .forEach(scene -> said.add(scene.purpose() + "\n" + scene.setting() + "\n" + scene.conflict() + "\n"
                            + scene.exitHook() + "\n" + scene.knows()));
        }
        return said;
    }

    private static List<String> sentences(String text) {
        return Arrays.stream(text.split("(?<=[.!?。！？;；])\\s*|\\R"))
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.toList());
    }
}
