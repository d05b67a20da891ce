package dev.storycrew.stages;

import dev.storycrew.core.check.ChapterChecks;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.stages.bible.BibleStage;
import dev.storycrew.stages.edit.EditStage;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.stages.judge.JudgeStage;
import dev.storycrew.stages.judge.PartialReviewTrust;
import dev.storycrew.stages.plan.PlanStage;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.task.StageTask;
import dev.storycrew.stages.write.WriteStage;

/** Makes each stage's logic. */
public final class StageLogics {
    private StageLogics() {}

    /** A stage that asks the models behind a gateway. */
    public static StageLogic of(Stage stage, ModelGateway gateway, PromptTemplates prompts) {
        return of(stage, gateway, prompts, JudgeSettings.DEFAULT);
    }

    /** A stage that asks the models behind a gateway. */
    public static StageLogic of(Stage stage, ModelGateway gateway, PromptTemplates prompts, JudgeSettings judge) {
        return new ModelStage<>(task(stage, judge, prompts), gateway, prompts);
    }

    private static StageTask<?> task(Stage stage, JudgeSettings judge, PromptTemplates prompts) {
        return switch (stage) {
            case PLAN -> new PlanStage();
            case WRITE -> new WriteStage();
            case EDIT -> new EditStage();
            case JUDGE -> new JudgeStage(judge, new PartialReviewTrust(), new ChapterChecks(prompts.wornPhrases()));
            case BIBLE -> new BibleStage();
        };
    }
}
