package dev.storycrew.stages;

import dev.storycrew.core.check.ChapterChecks;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.stages.bible.BibleStage;
import dev.storycrew.stages.edit.EditStage;
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

    /** The share of partial reviews that are followed by a full one, unless configured. */
    public static final int SAMPLE_PERCENT = 10;

    /** A stage that asks the models behind a gateway. */
    public static StageLogic of(Stage stage, ModelGateway gateway, PromptTemplates prompts) {
        return of(stage, gateway, prompts, SAMPLE_PERCENT);
    }

    /**
     * A stage that asks the models behind a gateway.
     *
     * @param samplePercent the share of partial reviews, from 0 to 100, that are followed by a full one
     */
    public static StageLogic of(Stage stage, ModelGateway gateway, PromptTemplates prompts, int samplePercent) {
        return new ModelStage<>(task(stage, samplePercent, prompts), gateway, prompts);
    }

    private static StageTask<?> task(Stage stage, int samplePercent, PromptTemplates prompts) {
        return switch (stage) {
            case PLAN -> new PlanStage();
            case WRITE -> new WriteStage();
            case EDIT -> new EditStage();
            case JUDGE ->
                new JudgeStage(samplePercent, new PartialReviewTrust(), new ChapterChecks(prompts.wornPhrases()));
            case BIBLE -> new BibleStage();
        };
    }
}
