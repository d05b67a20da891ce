package dev.storycrew.core.decision;

import dev.storycrew.core.canon.BibleEntry;
import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.canon.EntryKind;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What it would mean to make an accepted chapter again, before anything is sent. Which entries will change is known only
 * afterwards, so it lists all chapters that rest on any of them. Pure.
 *
 * @param chapter the chapter to be made again
 * @param rechecks the chapters that would be looked at again if what they rest on changes
 * @param indirect the chapters that would be looked at if one of those has to be changed itself
 * @param own what making the chapter again has cost on average in this book
 * @param recheck what one look at a chapter has cost on average in this book
 */
public record RedoPlan(
        ChapterId chapter, List<Recheck> rechecks, SortedSet<Integer> indirect, Usage own, Usage recheck) {
    private static final int REASONS_SHOWN = 3;

    public RedoPlan {
        rechecks = List.copyOf(rechecks);
    }

    /**
     * A chapter that rests on the one to be made again.
     *
     * @param because what it rests on
     * @param judgedOnly true if its text is a person's: if it no longer fits, the book is held, and no machine rewrites it
     */
    public record Recheck(int chapter, List<String> because, boolean judgedOnly) {
        public Recheck {
            because = List.copyOf(because);
        }
    }

    /**
     * Looks at what stands.
     *
     * @param standing the outcomes of the book that stand, by chapter; the chapter's own must be among them
     * @param from the first stage that works on the chapter
     * @param onlyJudged true if nothing but the judge works on it unless it fails
     * @param locked the chapters whose text is a person's
     * @throws IllegalArgumentException if the chapter was not accepted
     */
    public static RedoPlan of(
            ChapterId chapter,
            SortedMap<Integer, ChapterOutcome> standing,
            Stage from,
            boolean onlyJudged,
            SortedSet<Integer> locked) {
        ChapterOutcome redone = standing.get(chapter.number());
        if (redone == null || redone.kind() != ChapterOutcome.Kind.ACCEPTED) {
            throw new IllegalArgumentException("chapter " + chapter + " was not accepted");
        }
        SortedMap<Integer, ChapterOutcome> later = new TreeMap<>(standing.tailMap(chapter.number() + 1));
        later.values().removeIf(outcome -> outcome.kind() != ChapterOutcome.Kind.ACCEPTED);
        List<Recheck> rechecks = new ArrayList<>();
        Set<String> touched = new HashSet<>(touched(redone));
        if (!onlyJudged) {
            later.forEach((number, outcome) -> {
                List<String> because = because(outcome, touched(redone), redone.bible());
                if (number == chapter.number() + 1) {
                    because.add(0, "it follows chapter " + chapter.number() + ", which may end otherwise");
                }
                if (!because.isEmpty()) {
                    rechecks.add(new Recheck(number, because, locked.contains(number) || outcome.byHand()));
                }
            });
        }
        SortedSet<Integer> direct = new TreeSet<>();
        rechecks.forEach(recheck -> direct.add(recheck.chapter()));
        SortedSet<Integer> indirect = new TreeSet<>();
        later.forEach((number, outcome) -> {
            boolean follows = direct.contains(number - 1) || indirect.contains(number - 1);
            if (direct.contains(number)) {
                touched.addAll(touched(outcome));
            } else if (!onlyJudged
                    && (follows || !because(outcome, touched, outcome.bible()).isEmpty())) {
                indirect.add(number);
                touched.addAll(touched(outcome));
            }
        });
        return new RedoPlan(
                chapter, rechecks, indirect, cost(standing, stages(from)), cost(standing, List.of(Stage.ofTheJudge())));
    }

    /** The likely cost: the chapter, and one look at each that rests on it. */
    public Usage likely() {
        Usage all = own;
        for (int look = 0; look < rechecks.size(); look++) {
            all = all.plus(recheck);
        }
        return all;
    }

    private static Set<String> touched(ChapterOutcome outcome) {
        ChapterCanon canon = outcome.canon();
        Set<String> ids = new HashSet<>();
        if (canon != null) {
            ids.addAll(canon.wrote());
            ids.addAll(canon.withdrew());
            ids.addAll(canon.resolved());
        }
        return ids;
    }

    private static List<String> because(ChapterOutcome outcome, Set<String> touched, StoryBible texts) {
        ChapterCanon canon = outcome.canon();
        List<String> because = new ArrayList<>();
        if (canon == null) {
            because.add("what it rests on was not noted when it was accepted");
            return because;
        }
        List<String> read = canon.read().stream().filter(touched::contains).toList();
        read.stream().limit(REASONS_SHOWN).forEach(id -> {
            BibleEntry entry = texts.entry(id);
            because.add("it rests on [" + id + "]" + (entry == null ? "" : " " + said(entry)));
        });
        if (read.size() > REASONS_SHOWN) {
            because.add("and on " + Counted.of(read.size() - REASONS_SHOWN, "more entry", "more entries"));
        }
        return because;
    }

    private static String said(BibleEntry entry) {
        return entry.kind() == EntryKind.CHANGE ? String.join(", ", entry.about()) + ": " + entry.text() : entry.text();
    }

    private static List<Stage> stages(Stage from) {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage.compareTo(from) >= 0)
                .toList();
    }

    /** The mean of what a finished run of each stage took. */
    private static Usage cost(SortedMap<Integer, ChapterOutcome> standing, List<Stage> stages) {
        Map<Stage, List<Usage>> runs = new EnumMap<>(Stage.class);
        standing.values().stream()
                .flatMap(outcome -> outcome.costs().stream())
                .filter(run -> stages.contains(run.stage()))
                .forEach(run -> runs.computeIfAbsent(run.stage(), none -> new ArrayList<>())
                        .add(run.usage()));
        List<Usage> means = new ArrayList<>();
        runs.values().forEach(all -> means.add(mean(all)));
        return Usage.sum(means);
    }

    private static Usage mean(List<Usage> runs) {
        Usage all = Usage.sum(runs);
        int count = runs.size();
        return new Usage(
                Math.max(1, all.calls() / count),
                0,
                all.inputTokens() / count,
                all.cachedTokens() / count,
                all.cacheWriteTokens() / count,
                all.outputTokens() / count,
                all.reasoningTokens() / count,
                all.costNanoUsd() / count,
                all.priced());
    }

    /** True if nothing is known of what runs of stages cost. */
    public boolean isCostUnknown() {
        return own.calls() == 0;
    }
}
