package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The checks that need no opinion. The same text has the same findings, in any process, at any time. */
public final class ChapterChecks {
    private final WornPhrases worn;

    /** Checks that know no worn phrases; they fail no chapter. */
    public ChapterChecks() {
        this(WornPhrases.none());
    }

    public ChapterChecks(WornPhrases worn) {
        this.worn = worn;
    }

    /** All findings, the gating kinds first. */
    public List<Finding> check(CheckInput input) {
        List<Finding> findings = new ArrayList<>();
        // Finding words and folding them is most of the work, so it is done once.
        SortedMap<Integer, List<String>> words = TextMetrics.tokens(input.text());
        SortedMap<Integer, String> folded = new TreeMap<>();
        input.text().forEach((scene, text) -> folded.put(scene, ForbiddenWord.folded(text)));
        checkWordCount(input, words, findings);
        checkForbiddenWords(input, folded, findings);
        findings.addAll(Repetition.find(words));
        findings.addAll(EarlierText.find(input, words));
        findings.addAll(BookLanguage.find(input, words));
        findings.addAll(CutEnding.find(input));
        findings.addAll(Remarks.find(input));
        findings.addAll(Placeholders.find(input.sceneList()));
        findings.addAll(NameCheck.find(input));
        findings.addAll(LastLine.find(input.text()));
        findings.addAll(SameEnding.find(input));
        findings.addAll(worn.find(input, folded));
        findings.addAll(UsedPhrases.find(input));
        findings.addAll(NameForms.find(input));
        return findings;
    }

    private static void checkWordCount(
            CheckInput input, SortedMap<Integer, List<String>> tokens, List<Finding> findings) {
        BookFrame book = input.brief().book();
        int target = book.wordsPerChapter();
        int least = (int) Math.ceil(target * (1 - book.wordTolerance()));
        int most = (int) Math.floor(target * (1 + book.wordTolerance()));
        SortedMap<Integer, Integer> words = new TreeMap<>();
        tokens.forEach((scene, all) -> words.put(scene, all.size()));
        int total = words.values().stream().mapToInt(Integer::intValue).sum();
        if (total >= least && total <= most) {
            return;
        }
        boolean tooShort = total < least;
        StringBuilder note = new StringBuilder(String.format(
                Locale.ROOT,
                "The chapter has %s, %s than its target of %d (%d to %d).",
                Counted.of(total, "word"),
                tooShort ? "fewer" : "more",
                target,
                least,
                most));
        SortedSet<Integer> scenes = new TreeSet<>();
        for (ScenePlan plan : input.sceneList().scenes()) {
            int count = words.getOrDefault(plan.number(), 0);
            double tolerated = plan.targetWords() * book.wordTolerance();
            boolean off = tooShort ? count < plan.targetWords() - tolerated : count > plan.targetWords() + tolerated;
            if (off) {
                scenes.add(plan.number());
                note.append(String.format(
                        Locale.ROOT, " Scene %d has %d of %d.", plan.number(), count, plan.targetWords()));
            }
        }
        findings.add(Finding.inScenes(Finding.Kind.WORD_COUNT, note.toString(), scenes));
    }

    private static void checkForbiddenWords(
            CheckInput input, SortedMap<Integer, String> folded, List<Finding> findings) {
        for (String forbidden : input.brief().book().style().forbiddenWords()) {
            if (ForbiddenWord.objectionTo(forbidden) != null) {
                continue; // Of a request that was taken before such words were refused.
            }
            ForbiddenWord word = ForbiddenWord.of(forbidden);
            SortedSet<Integer> scenes = new TreeSet<>();
            int times = 0;
            for (Map.Entry<Integer, String> scene : folded.entrySet()) {
                int found = word.occurrencesIn(scene.getValue());
                times += found;
                if (found > 0) {
                    scenes.add(scene.getKey());
                }
            }
            if (times > 0) {
                findings.add(Finding.inScenes(
                        Finding.Kind.FORBIDDEN_WORD,
                        "The forbidden word '%s' occurs %s in %s."
                                .formatted(forbidden, times == 1 ? "once" : times + " times", Scenes.named(scenes)),
                        scenes));
            }
        }
    }
}
