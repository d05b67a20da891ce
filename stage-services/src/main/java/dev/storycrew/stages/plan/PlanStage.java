package dev.storycrew.stages.plan;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the scene list, its word targets scaled to the chapter's. */
public final class PlanStage implements StageTask<SceneList> {
    @Override
    public Stage stage() {
        return Stage.PLAN;
    }

    @Override
    public long expectedOutputTokens(ChapterEnvelope envelope) {
        return OutputTokens.ofPlan(envelope);
    }

    @Override
    public AnswerFormat format(ChapterEnvelope envelope) {
        return SceneListAnswer.FORMAT;
    }

    @Override
    public SceneList read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        SceneList list = SceneListAnswer.read(answer);
        SceneList former = former(envelope);
        return former == null ? list : list.filledUpFrom(former);
    }

    /** What a judge would not see of changed scenes alone, such as scenes in another order, has the chapter read in full. */
    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, SceneList answer, StageCost cost) {
        SceneList scaled = answer.scaledTo(envelope.brief().book().wordsPerChapter());
        RetryOrder order = envelope.order();
        SceneList former = former(envelope);
        if (order == null || former == null) {
            return envelope.afterStage(envelope.work().withSceneList(scaled), cost);
        }
        SortedMap<Integer, Integer> unchanged = answer.unchangedFrom(former);
        SortedMap<Integer, String> formerText = new TreeMap<>();
        unchanged.forEach((now, was) -> {
            String text = order.formerText().get(was);
            if (text != null) {
                formerText.put(now, text);
            }
        });
        boolean inPlace = answer.numbers().equals(former.numbers())
                && unchanged.entrySet().stream()
                        .allMatch(scene -> scene.getKey().equals(scene.getValue()));
        RetryOrder left = order.afterTexts(formerText, new TreeSet<>(), 0);
        return envelope.afterStage(
                envelope.work().withSceneList(scaled, unchanged, order.offered()),
                inPlace ? left : left.reviewing(Review.CHAPTER),
                cost);
    }

    /** The list that the planner is shown because scenes of it can be kept; null where there is none. */
    private static @Nullable SceneList former(ChapterEnvelope envelope) {
        RetryOrder order = envelope.order();
        return order == null ? null : order.offered().sceneList();
    }
}
