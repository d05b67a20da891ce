package dev.storycrew.stages.bible;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.stages.llm.Answer;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageFailure;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Notes what an accepted chapter changes; nothing it notes gives the truth card away. */
public final class BibleStage implements StageLogic {
    private final ModelDoor door;
    private final PromptTemplates prompts;

    public BibleStage(ModelDoor door, PromptTemplates prompts) {
        this.door = door;
        this.prompts = prompts;
    }

    @Override
    public Stage stage() {
        return Stage.BIBLE;
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return new TreeSet<>();
    }

    @Override
    public StageResult run(ChapterEnvelope envelope) throws StageFailure, InterruptedException {
        TruthGuard guard = new TruthGuard(envelope.bible(), envelope.brief(), envelope.work());
        Answer<BibleChanges> answer = door.ask(
                prompts.prompt(Stage.BIBLE, envelope, List.of()),
                scenes(envelope),
                text -> ChangesAnswer.read(text, guard));
        StageCost cost =
                new StageCost(envelope.attempt(), Stage.BIBLE, answer.facts().usage());
        return new StageResult(envelope.afterBible(answer.value(), cost), answer.facts());
    }
}
