package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.text.Marks;
import dev.storycrew.core.text.PhraseMemory;
import dev.storycrew.core.text.PhraseTrace;
import dev.storycrew.core.text.UsedPhrase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Counts the turns of phrase that a book uses again and again: {@code a breath she had been holding}, four times in three
 * chapters. Earlier texts are not at hand; what a book {@linkplain PhraseMemory remembers} of them is.
 */
public final class UsedPhrases {
    /** The shortest phrase, in words and in characters. */
    private static final int WORDS = 4;

    private static final int CHARACTERS = 6;

    /** A longer run is a passage, which other checks find. */
    private static final int LONGEST = Repetition.LENGTH - 1;

    private static final int LONGEST_OF_CHARACTERS = 20;

    /** So many words of a phrase say something; the others hold every text together. */
    private static final int TELLING = 2;

    private static final int TELLING_CHARACTERS = 4;
    private static final int SHORTEST_TELLING = 4;
    private static final int SHOWN = 8;

    /** No phrase goes on beyond it. */
    private static final Pattern STOP = Pattern.compile("[\\p{P}&&[^'’‐-]]+|\\R");

    private static final String STOPPED = "|";

    /** Words of four letters and more that say little by themselves. */
    private static final Set<String> SMALL = words(
            "that with have this from they were been would could should what when where which while there their them then"
                    + " than into onto upon over under about after before again against because through though"
                    + " still just only even ever never will shall might must does done very much more most"
                    + " some such each other your yours mine ours hers herself himself itself themselves those"
                    + " these here like being didn't wasn't couldn't wouldn't hadn't doesn't isn't"
                    + " nicht eine einen einem einer eines dass wenn dann noch auch oder aber sich sein seine"
                    + " seinen seinem seiner ihre ihren ihrem ihrer hatte hatten haben wird wurde wurden waren"
                    + " nach über unter durch gegen ohne wieder schon immer nichts etwas diese dieser diesem"
                    + " diesen dieses welche kein keine keinen mein meine dein wäre hätte könnte"
                    + " pour dans avec sans mais elle elles nous vous leur leurs était avait étaient avaient"
                    + " cette comme plus bien tout tous toute encore jamais"
                    + " para pero como estaba había tenía este esta ella ellos todo toda nada cuando donde"
                    + " della dello degli delle nella nello quello quella questo questa sono erano aveva come");

    private static final Set<String> SMALL_CHARACTERS = words(
            "的 了 是 在 不 有 和 他 她 它 我 你 们 这 那 就 也 都 说 着 一 个 上 下 到 来 去 要 会 没 还 把 被 又 很 地 得 里 过 什 么 时 候 自 己 に は を た が で て と し の も な い る");

    private static Set<String> words(String words) {
        return Set.copyOf(Arrays.asList(words.split(" ")));
    }

    private final CheckInput input;
    private final int chapter;
    private final int length;
    private final boolean characters;
    private final Map<Integer, List<String>> scenes = new TreeMap<>();
    private final List<List<String>> names;
    private final Set<Long> given = new HashSet<>();
    /** A place is called the same each time. */
    private final Set<String> settings = new HashSet<>();

    private UsedPhrases(CheckInput input) {
        this.input = input;
        this.chapter = input.brief().id().number();
        input.text().forEach((scene, text) -> scenes.put(scene, clauses(text)));
        List<String> all = scenes.values().stream().flatMap(List::stream).toList();
        this.characters = 2 * all.stream().filter(EarlierText::isOfCharacters).count() > all.size();
        this.length = characters ? CHARACTERS : WORDS;
        input.sceneList().scenes().stream()
                .map(ScenePlan::setting)
                .filter(Objects::nonNull)
                .forEach(setting -> settings.addAll(TextMetrics.tokens(setting)));
        this.names = input.bible().characters().stream()
                .map(StoryCharacter::name)
                .flatMap(name -> parts(name).stream())
                .toList();
        EarlierText.givenTexts(input)
                .forEach(text -> given.addAll(WordRuns.boxed(WordRuns.hashes(TextMetrics.tokens(text), length))));
    }

    /** What an accepted chapter adds to the book's memory. */
    public static PhraseMemory of(CheckInput input) {
        return new UsedPhrases(input).counted();
    }

    static List<Finding> find(CheckInput input) {
        UsedPhrases phrases = new UsedPhrases(input);
        List<UsedPhrase> often = input.bible().phrases().after(phrases.chapter, phrases.counted()).often().stream()
                .filter(phrase -> phrase.times().containsKey(phrases.chapter))
                .toList();
        if (often.isEmpty()) {
            return List.of();
        }
        SortedSet<Integer> where = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        for (UsedPhrase phrase : often.subList(0, Math.min(SHOWN, often.size()))) {
            List<String> words = TextMetrics.tokens(phrase.text());
            phrases.scenes.forEach((scene, tokens) -> {
                if (Collections.indexOfSubList(tokens, words) >= 0) {
                    where.add(scene);
                }
            });
            shown.add(phrase.said());
        }
        return List.of(Finding.inScenes(
                Finding.Kind.USED_PHRASE,
                "Phrases that the book uses often: " + String.join(", ", shown) + ".",
                where));
    }

    private PhraseMemory counted() {
        Map<String, SortedMap<Integer, Integer>> phrases = new LinkedHashMap<>();
        Map<Integer, long[]> runs = new TreeMap<>();
        Map<Integer, BitSet> taken = new TreeMap<>();
        Map<Long, Integer> here = new HashMap<>();
        scenes.forEach((scene, tokens) -> {
            long[] own = own(tokens);
            runs.put(scene, own);
            taken.put(scene, known(tokens, phrases));
            Arrays.stream(own).filter(run -> run != 0).forEach(run -> here.merge(run, 1, Integer::sum));
        });
        List<PhraseTrace> earlier = input.bible().phrases().traces().stream()
                .filter(trace -> trace.chapter() != chapter)
                .toList();
        Map<Integer, Map<Long, Integer>> before = new TreeMap<>();
        earlier.forEach(trace -> before.put(trace.chapter(), counts(trace.runs())));
        Set<Long> again = new HashSet<>();
        here.forEach((run, times) -> {
            if (times > 1 || before.values().stream().anyMatch(chapters -> chapters.containsKey(run))) {
                again.add(run);
            }
        });
        scenes.forEach((scene, tokens) -> found(
                        tokens, runs.getOrDefault(scene, new long[0]), taken.getOrDefault(scene, new BitSet()), again)
                .forEach(stretch -> {
                    SortedMap<Integer, Integer> times = phrases.computeIfAbsent(
                            EarlierText.joined(tokens.subList(stretch.from(), stretch.to())),
                            text -> earlierTimes(stretch.runs(), earlier, before));
                    times.merge(chapter, 1, Integer::sum);
                }));
        List<Long> trace = runs.values().stream()
                .flatMap(all -> Arrays.stream(all).filter(run -> run != 0).boxed())
                .toList();
        return new PhraseMemory(
                phrases.entrySet().stream()
                        .map(phrase -> new UsedPhrase(phrase.getKey(), phrase.getValue()))
                        .toList(),
                List.of(new PhraseTrace(chapter, 1, Marks.of(trace))));
    }

    /**
     * Counts the phrases that the book knows.
     *
     * @return the words that are taken by them
     */
    private BitSet known(List<String> tokens, Map<String, SortedMap<Integer, Integer>> phrases) {
        BitSet taken = new BitSet();
        for (UsedPhrase phrase : input.bible().phrases().used()) {
            List<String> words = TextMetrics.tokens(phrase.text());
            for (int from = 0; !words.isEmpty() && from + words.size() <= tokens.size(); from++) {
                if (isAt(from, words, tokens)) {
                    phrases.computeIfAbsent(phrase.text(), text -> new TreeMap<>())
                            .merge(chapter, 1, Integer::sum);
                    taken.set(from, from + words.size());
                    from += words.size() - 1;
                }
            }
        }
        return taken;
    }

    /**
     * Words of a scene that recur.
     *
     * @param to the first word after it
     * @param runs the hashes in it
     */
    private record Stretch(int from, int to, long[] runs) {}

    private List<Stretch> found(List<String> tokens, long[] runs, BitSet taken, Set<Long> again) {
        List<Stretch> found = new ArrayList<>();
        for (int from = 0; from < runs.length; from++) {
            int last = from;
            while (last < runs.length
                    && again.contains(runs[last])
                    && taken.get(last, last + length).isEmpty()) {
                last++;
            }
            if (last > from) {
                int to = last - 1 + length;
                boolean passage = to - from > (characters ? LONGEST_OF_CHARACTERS : LONGEST);
                if (!passage && telling(tokens.subList(from, to)) >= (characters ? TELLING_CHARACTERS : TELLING)) {
                    found.add(new Stretch(from, to, Arrays.copyOfRange(runs, from, last)));
                }
                from = last;
            }
        }
        return found;
    }

    /** How often earlier chapters have a phrase: as often as the rarest of its runs that is remembered. */
    private static SortedMap<Integer, Integer> earlierTimes(
            long[] runs, List<PhraseTrace> earlier, Map<Integer, Map<Long, Integer>> before) {
        SortedMap<Integer, Integer> times = new TreeMap<>();
        for (PhraseTrace trace : earlier) {
            Map<Long, Integer> counts = before.getOrDefault(trace.chapter(), Map.of());
            Arrays.stream(runs)
                    .filter(trace::remembers)
                    .mapToInt(run -> counts.getOrDefault(run, 0))
                    .min()
                    .ifPresent(least -> {
                        if (least > 0) {
                            times.put(trace.chapter(), least);
                        }
                    });
        }
        return times;
    }

    /** The runs of a scene; 0 in place of one that says nothing, names somebody or is the book's own words. */
    private long[] own(List<String> tokens) {
        long[] runs = WordRuns.hashes(tokens, length);
        BitSet telling = new BitSet();
        BitSet barred = new BitSet();
        for (int at = 0; at < tokens.size(); at++) {
            telling.set(at, isTelling(tokens.get(at)));
            if (tokens.get(at).equals(STOPPED)) {
                barRunsWith(at, 1, barred);
            }
            for (List<String> name : names) {
                if (isAt(at, name, tokens)) {
                    barRunsWith(at, name.size(), barred);
                }
            }
        }
        for (int at = 0; at < runs.length; at++) {
            int next = telling.nextSetBit(at);
            boolean saysNothing = next < 0 || next >= at + length;
            if (saysNothing || barred.get(at) || given.contains(runs[at])) {
                runs[at] = 0;
            }
        }
        return runs;
    }

    /** Bars the runs that hold all of so many words. */
    private void barRunsWith(int from, int words, BitSet barred) {
        if (words <= length) {
            barred.set(Math.max(0, from + words - length), from + 1);
        }
    }

    private static boolean isAt(int from, List<String> words, List<String> tokens) {
        // Nearly all places differ in the first word.
        return tokens.get(from).equals(words.get(0))
                && from + words.size() <= tokens.size()
                && tokens.subList(from, from + words.size()).equals(words);
    }

    private long telling(List<String> words) {
        return words.stream().filter(this::isTelling).count();
    }

    private boolean isTelling(String word) {
        return characters
                ? EarlierText.isOfCharacters(word) && !SMALL_CHARACTERS.contains(word)
                : word.codePointCount(0, word.length()) >= SHORTEST_TELLING
                        && !SMALL.contains(word.replace('’', '\''))
                        && !settings.contains(word);
    }

    /** The words of a text, with a mark where a clause ends. */
    private static List<String> clauses(String text) {
        List<String> words = new ArrayList<>();
        for (String clause : STOP.split(text)) {
            words.addAll(TextMetrics.tokens(clause));
            words.add(STOPPED);
        }
        return words;
    }

    private static Map<Long, Integer> counts(Marks runs) {
        Map<Long, Integer> counts = new HashMap<>();
        for (int index = 0; index < runs.count(); index++) {
            counts.merge(runs.at(index), 1, Integer::sum);
        }
        return counts;
    }

    /** A name as a text may say it: each of its words; in characters the whole. */
    private static List<List<String>> parts(String name) {
        List<String> words = TextMetrics.tokens(name);
        if (words.isEmpty()) {
            return List.of();
        }
        return EarlierText.isOfCharacters(words.get(0))
                ? List.of(words)
                : words.stream().filter(word -> word.length() > 1).map(List::of).toList();
    }
}
