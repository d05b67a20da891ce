package dev.storycrew.stages.edit;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.answer.SceneTexts;
import dev.storycrew.stages.llm.Answer;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageFailure;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** Edits the scenes that have no revision, all of them in one request. */
public final class EditStage implements StageLogic {
    private final ModelDoor door;
    private final PromptTemplates prompts;

    public EditStage(ModelDoor door, PromptTemplates prompts) {
        this.door = door;
        this.prompts = prompts;
    }

    @Override
    public Stage stage() {
        return Stage.EDIT;
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return envelope.work().missingRevisions();
    }

    @Override
    public StageResult run(ChapterEnvelope envelope) throws StageFailure, InterruptedException {
        SortedSet<Integer> wanted = scenes(envelope);
        Answer<SortedMap<Integer, String>> answer = door.ask(
                prompts.prompt(Stage.EDIT, envelope, List.of()), wanted, text -> SceneTexts.read(text, wanted));
        StageCost cost =
                new StageCost(envelope.attempt(), Stage.EDIT, answer.facts().usage());
        return new StageResult(
                envelope.afterStage(envelope.work().withRevisions(answer.value()), cost), answer.facts());
    }
}
