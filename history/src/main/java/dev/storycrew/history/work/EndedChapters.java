package dev.storycrew.history.work;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.estimate.PastChapters;
import dev.storycrew.core.estimate.PastChapters.OfStage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SmokeBook;
import dev.storycrew.core.story.Stage;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What ended chapters took, from the topics {@code chapters} and {@code stage-runs} as they are read. It keeps no texts.
 * The chapters of {@code validate} are left out. Of a chapter that ended twice its last end counts, but an accepted chapter that
 * was made again counts as it was made first: later runs begin with what there is.
 */
public final class EndedChapters {
    private final Map<ChapterId, Ended> ended = new HashMap<>();
    private final Map<Stage, OfStage> durations = new EnumMap<>(Stage.class);

    private record Ended(int run, boolean accepted, List<String> retries, Map<Stage, OfStage> stages) {}

    /** Takes a record's value. */
    public void take(Object value) {
        if (value instanceof ChapterOutcome outcome
                && !SmokeBook.isNamed(outcome.chapter().bookId())) {
            ended.merge(
                    outcome.chapter(),
                    ended(outcome),
                    (before, later) -> before.accepted() && later.run() != before.run() ? before : later);
        } else if (value instanceof StageRun run
                && run.phase() == StageRun.Phase.FINISHED
                && !SmokeBook.isNamed(run.chapter().bookId())) {
            OfStage took = new OfStage(0, 0, 0, 0, run.usage().outputTokens(), run.durationMillis());
            durations.merge(run.stage(), took, OfStage::plus);
        }
    }

    private static Ended ended(ChapterOutcome outcome) {
        List<String> retries = outcome.history().stream()
                .map(AttemptRecord::retryLevel)
                .filter(Objects::nonNull)
                .toList();
        Map<Stage, OfStage> stages = new EnumMap<>(Stage.class);
        int words = outcome.brief().book().wordsPerChapter();
        for (StageCost cost : outcome.costs()) {
            boolean first = cost.attempt() == 0 || cost.stage().followsAcceptance();
            stages.merge(
                    cost.stage(),
                    new OfStage(
                            first ? words : 0,
                            first ? cost.usage().outputTokens() : 0,
                            cost.usage().inputTokens(),
                            cost.usage().cachedTokens(),
                            0,
                            0),
                    OfStage::plus);
        }
        return new Ended(outcome.run(), outcome.kind() == ChapterOutcome.Kind.ACCEPTED, retries, stages);
    }

    /** What all of them took. */
    public PastChapters past() {
        Map<Stage, OfStage> stages = new EnumMap<>(durations);
        ended.values()
                .forEach(each -> each.stages().forEach((stage, took) -> stages.merge(stage, took, OfStage::plus)));
        return new PastChapters(ended.values().stream().map(Ended::retries).toList(), stages);
    }
}
