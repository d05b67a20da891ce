package dev.storycrew.stages.plan;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.StageTask;
import java.util.List;

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
    public AnswerFormat format() {
        return SceneListAnswer.FORMAT;
    }

    @Override
    public SceneList read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        return SceneListAnswer.read(answer).scaledTo(envelope.brief().book().wordsPerChapter());
    }

    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, SceneList answer, StageCost cost) {
        return envelope.afterStage(envelope.work().withSceneList(answer), cost);
    }
}
