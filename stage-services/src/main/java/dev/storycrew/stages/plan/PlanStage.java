package dev.storycrew.stages.plan;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.llm.Answer;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageFailure;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes the scene list, its word targets scaled to the chapter's. */
public final class PlanStage implements StageLogic {
    private final ModelDoor door;
    private final PromptTemplates prompts;

    public PlanStage(ModelDoor door, PromptTemplates prompts) {
        this.door = door;
        this.prompts = prompts;
    }

    @Override
    public Stage stage() {
        return Stage.PLAN;
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return new TreeSet<>();
    }

    @Override
    public StageResult run(ChapterEnvelope envelope) throws StageFailure, InterruptedException {
        Answer<SceneList> answer =
                door.ask(prompts.prompt(Stage.PLAN, envelope, List.of()), scenes(envelope), SceneListAnswer::read);
        SceneList scaled = answer.value().scaledTo(envelope.brief().book().wordsPerChapter());
        StageCost cost =
                new StageCost(envelope.attempt(), Stage.PLAN, answer.facts().usage());
        return new StageResult(envelope.afterStage(envelope.work().withSceneList(scaled), cost), answer.facts());
    }
}
