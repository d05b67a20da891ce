package dev.storycrew.stages;

import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.bible.BibleStage;
import dev.storycrew.stages.edit.EditStage;
import dev.storycrew.stages.judge.JudgeStage;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.plan.PlanStage;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.write.WriteStage;

/** Makes each stage's logic. */
public final class StageLogics {
    private StageLogics() {}

    /**
     * A stage that keeps to a budget.
     *
     * @param capNanoUsd what a chapter may cost, in billionths of a US dollar
     */
    public static StageLogic withinBudget(StageLogic stage, long capNanoUsd) {
        return new BudgetedStage(stage, capNanoUsd);
    }

    public static StageLogic of(Stage stage, ModelDoor door, PromptTemplates prompts) {
        return switch (stage) {
            case PLAN -> new PlanStage(door, prompts);
            case WRITE -> new WriteStage(door, prompts);
            case EDIT -> new EditStage(door, prompts);
            case JUDGE -> new JudgeStage(door, prompts);
            case BIBLE -> new BibleStage(door, prompts);
        };
    }
}
