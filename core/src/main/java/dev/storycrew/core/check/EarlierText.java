package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.core.text.Marks;
import dev.storycrew.core.text.SceneTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an earlier chapter says already: runs of words that come back word for word, and scenes that are nearly the
 * same. Earlier texts are not at hand; their {@linkplain SceneTrace traces} are.
 */
public final class EarlierText {
    /** A run this long is no coincidence. */
    private static final int LENGTH = Repetition.LENGTH;

    private static final int GIVEN = LENGTH / 2;
    /** Characters say less than words: twelve of them are a turn of phrase. */
    private static final int LEAST_CHARACTERS = 20;

    /** Likeness is measured by shorter runs, which survive when single words are replaced; characters say less than words. */
    private static final int SHORT_RUN = 3;

    private static final int SHORT_RUN_OF_CHARACTERS = 5;
    private static final int LIKENESS_MARKS = 48;
    /**
     * Unrelated scenes of one author share two short runs in a hundred or so, never more than six. A copy in which a word or
     * two of each sentence are others keeps twenty.
     */
    private static final double ALIKE = 1.0 / 6;
    /** Of the remembered runs of a scene; one more than this share is no quotation. */
    private static final double COPIED = 0.5;
    /** Of a short or faded scene a few matches are more than the share, and say little. */
    private static final int LEAST_COPIED = 8;

    private static final int SHOWN = 30;
    private static final int LONGEST_SHOWN = 150;

    private EarlierText() {}

    /** What to remember of an accepted chapter's text. */
    public static List<SceneTrace> traces(int chapter, SortedMap<Integer, String> text) {
        List<SceneTrace> traces = new ArrayList<>();
        text.forEach((scene, words) -> {
            List<String> tokens = TextMetrics.tokens(words);
            String ending = scene.equals(text.lastKey()) ? SameEnding.kind(words) : "";
            traces.add(new SceneTrace(
                    chapter,
                    scene,
                    1,
                    Marks.of(WordRuns.boxed(WordRuns.hashes(tokens, LENGTH))),
                    likeness(tokens),
                    ending));
        });
        return traces;
    }

    /** @param words of each scene */
    static List<Finding> find(CheckInput input, SortedMap<Integer, List<String>> words) {
        int chapter = input.brief().id().number();
        List<SceneTrace> earlier = input.bible().traces().stream()
                .filter(trace -> trace.chapter() < chapter)
                .toList();
        if (earlier.isEmpty()) {
            return List.of();
        }
        Map<Long, SceneTrace> known = new HashMap<>();
        for (SceneTrace trace : earlier) {
            for (int index = 0; index < trace.runs().count(); index++) {
                known.putIfAbsent(trace.runs().at(index), trace);
            }
        }
        Set<Long> given = given(input);
        SortedSet<Integer> scenes = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        words.forEach((scene, tokens) -> {
            List<String> found = found(scene, tokens, ownRuns(tokens, given), known, earlier);
            if (!found.isEmpty()) {
                scenes.add(scene);
                shown.addAll(found);
            }
        });
        return scenes.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.EARLIER_TEXT,
                        "Earlier chapters say the same: "
                                + String.join("; ", shown.subList(0, Math.min(SHOWN, shown.size()))) + ".",
                        scenes));
    }

    private static List<String> found(
            int scene, List<String> tokens, long[] runs, Map<Long, SceneTrace> known, List<SceneTrace> earlier) {
        Map<SceneTrace, Set<Long>> matched = new LinkedHashMap<>();
        for (long run : runs) {
            SceneTrace trace = known.get(run);
            if (trace != null) {
                matched.computeIfAbsent(trace, key -> new HashSet<>()).add(run);
            }
        }
        for (Map.Entry<SceneTrace, Set<Long>> match : matched.entrySet()) {
            int runsMatched = match.getValue().size();
            if (runsMatched >= LEAST_COPIED
                    && runsMatched > COPIED * match.getKey().runs().count()) {
                return List.of("scene " + scene + " is " + named(match.getKey()) + " again");
            }
        }
        Marks likeness = likeness(tokens);
        for (SceneTrace trace : earlier) {
            if (alike(likeness, trace.likeness())) {
                return List.of("scene " + scene + " is nearly " + named(trace));
            }
        }
        return stretches(scene, tokens, runs, known);
    }

    /** What the author gave and what the book has kept, which each chapter may say again. */
    private static Set<Long> given(CheckInput input) {
        Set<Long> given = new HashSet<>();
        givenTexts(input)
                .forEach(text -> given.addAll(WordRuns.boxed(WordRuns.hashes(TextMetrics.tokens(text), GIVEN))));
        return given;
    }

    /** What the author gave and what the book has kept. */
    static List<String> givenTexts(CheckInput input) {
        StoryBible bible = input.bible();
        ChapterBrief brief = input.brief();
        Stream<@Nullable String> all = Stream.of(
                        bible.facts().stream(),
                        bible.cluesPlanted().stream(),
                        bible.cluesResolved().stream(),
                        bible.characters().stream().flatMap(EarlierText::given),
                        brief.book().style().samples().stream(),
                        bible.truthCard() == null
                                ? Stream.<String>empty()
                                : bible.truthCard().entries().values().stream(),
                        brief.goals().stream(),
                        Stream.of(brief.summary(), brief.hook(), brief.title()),
                        Stream.of(brief.book().title(), brief.book().theme()))
                .flatMap(texts -> texts);
        return all.filter(Objects::nonNull).toList();
    }

    private static Stream<@Nullable String> given(StoryCharacter person) {
        return Stream.concat(
                person.lines().stream(),
                Stream.of(
                        person.name() + " " + Objects.requireNonNullElse(person.role(), ""),
                        Objects.requireNonNullElse(person.role(), "") + " " + person.name(),
                        person.motivation(),
                        person.voice()));
    }

    /** The runs of a text; 0 in place of one that is half the book's own words, such as a fact with its verb. */
    private static long[] ownRuns(List<String> tokens, Set<Long> given) {
        long[] runs = WordRuns.hashes(tokens, LENGTH);
        long[] halves = WordRuns.hashes(tokens, GIVEN);
        for (int index = 0; index < runs.length; index++) {
            for (int half = index; half <= index + LENGTH - GIVEN; half++) {
                if (given.contains(halves[half])) {
                    runs[index] = 0;
                }
            }
        }
        return runs;
    }

    /** Each stretch once, however many runs it holds. */
    private static List<String> stretches(int scene, List<String> tokens, long[] runs, Map<Long, SceneTrace> known) {
        List<String> stretches = new ArrayList<>();
        for (int from = 0; from < runs.length; from++) {
            SceneTrace trace = known.get(runs[from]);
            if (trace != null) {
                int last = lastOf(from, trace, runs, known);
                List<String> stretch = tokens.subList(from, last + LENGTH);
                if (isNoCoincidence(stretch)) {
                    List<String> some = stretch.subList(0, Math.min(stretch.size(), LONGEST_SHOWN));
                    stretches.add("scene " + scene + " has '" + joined(some) + "' of " + named(trace));
                }
                from = last;
            }
        }
        return stretches;
    }

    /** The last run of a stretch. Of a scene that has faded only some runs are known, and those between belong to it. */
    private static int lastOf(int from, SceneTrace trace, long[] runs, Map<Long, SceneTrace> known) {
        int last = from;
        for (int at = from + 1; at < runs.length && at - last <= Math.max(1, trace.every()) && runs[at] != 0; at++) {
            SceneTrace next = known.get(runs[at]);
            if (next != null && (next.equals(trace) || at == last + 1)) {
                last = at;
            }
        }
        return last;
    }

    private static boolean isNoCoincidence(List<String> stretch) {
        return stretch.size() >= LEAST_CHARACTERS
                || 2 * stretch.stream().filter(EarlierText::isOfCharacters).count() <= stretch.size();
    }

    /** As it is written: with blanks between words, and none between characters. */
    static String joined(List<String> tokens) {
        StringBuilder text = new StringBuilder();
        boolean characters = true;
        for (String token : tokens) {
            boolean character = isOfCharacters(token);
            text.append(text.isEmpty() || (characters && character) ? "" : " ").append(token);
            characters = character;
        }
        return text.toString();
    }

    static boolean isOfCharacters(String token) {
        return switch (Character.UnicodeScript.of(token.codePointAt(0))) {
            case HAN, HIRAGANA, KATAKANA -> true;
            default -> false;
        };
    }

    private static String named(SceneTrace trace) {
        return "chapter " + trace.chapter() + "'s scene " + trace.scene();
    }

    /** Compares as many of the smallest marks of both as each of them has. */
    private static boolean alike(Marks one, Marks other) {
        if (one.count() < LIKENESS_MARKS || other.count() < LIKENESS_MARKS) {
            return false;
        }
        int shared = 0;
        int left = 0;
        int right = 0;
        for (int smallest = 0; smallest < LIKENESS_MARKS; smallest++) {
            long here = one.at(left);
            long there = other.at(right);
            shared += here == there ? 1 : 0;
            left += here <= there ? 1 : 0;
            right += there <= here ? 1 : 0;
        }
        return shared >= ALIKE * LIKENESS_MARKS;
    }

    private static Marks likeness(List<String> tokens) {
        long characters = tokens.stream().filter(EarlierText::isCharacter).count();
        int length = 2 * characters > tokens.size() ? SHORT_RUN_OF_CHARACTERS : SHORT_RUN;
        long[] smallest = Arrays.stream(WordRuns.hashes(tokens, length))
                .sorted()
                .distinct()
                .limit(LIKENESS_MARKS)
                .toArray();
        return Marks.of(WordRuns.boxed(smallest));
    }

    private static boolean isCharacter(String token) {
        return token.codePointCount(0, token.length()) == 1 && Character.isIdeographic(token.codePointAt(0));
    }
}
