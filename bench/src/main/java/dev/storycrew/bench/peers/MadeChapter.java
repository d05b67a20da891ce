package dev.storycrew.bench.peers;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.text.TextDigest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A chapter that has ended. Whoever made the same calls has made the same one.
 *
 * @param path the stages that were called, in order
 * @param textDigest of its text
 */
public record MadeChapter(List<String> path, String textDigest) {
    public MadeChapter {
        path = List.copyOf(path);
    }

    static MadeChapter of(ChapterEnvelope chapter) {
        return of(chapter.costs(), chapter.work().text());
    }

    static MadeChapter of(ChapterOutcome outcome) {
        BestAttempt best = outcome.best();
        return of(outcome.costs(), best == null ? new TreeMap<>() : best.text());
    }

    private static MadeChapter of(List<StageCost> calls, SortedMap<Integer, String> text) {
        return new MadeChapter(
                calls.stream().map(call -> call.stage().label()).toList(),
                TextDigest.of(String.join("\n", text.values())));
    }
}
