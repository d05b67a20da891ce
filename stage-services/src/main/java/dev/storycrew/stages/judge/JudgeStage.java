package dev.storycrew.stages.judge;

import dev.storycrew.core.check.ChapterChecks;
import dev.storycrew.core.check.CheckInput;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.stages.llm.Answer;
import dev.storycrew.stages.llm.ModelDoor;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageFailure;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Counts what can be counted, has the model judge the rest, and takes out of its words what would give the truth card
 * away to those who mend the chapter.
 */
public final class JudgeStage implements StageLogic {
    private final ModelDoor door;
    private final PromptTemplates prompts;
    private final ChapterChecks checks = new ChapterChecks();

    public JudgeStage(ModelDoor door, PromptTemplates prompts) {
        this.door = door;
        this.prompts = prompts;
    }

    @Override
    public Stage stage() {
        return Stage.JUDGE;
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return new TreeSet<>();
    }

    @Override
    public StageResult run(ChapterEnvelope envelope) throws StageFailure, InterruptedException {
        List<Finding> findings = checks.check(new CheckInput(
                envelope.brief(),
                envelope.bible(),
                Objects.requireNonNull(envelope.work().sceneList()),
                envelope.work().text()));
        TruthGuard guard = new TruthGuard(envelope.bible(), envelope.brief(), envelope.work());
        Answer<JudgeReport> answer = door.ask(
                prompts.prompt(Stage.JUDGE, envelope, findings),
                scenes(envelope),
                text -> ReportAnswer.read(text, findings, guard));
        StageCost cost =
                new StageCost(envelope.attempt(), Stage.JUDGE, answer.facts().usage());
        return new StageResult(envelope.afterJudge(answer.value(), cost), answer.facts());
    }
}
