package dev.storycrew.stages.judge;

import dev.storycrew.core.check.ChapterChecks;
import dev.storycrew.core.check.CheckInput;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.core.text.Counted;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.Objects;

/**
 * Counts what can be counted, lets the model judge the rest, and removes from its words what would give the truth card
 * away to those who revise the chapter.
 */
public final class JudgeStage implements StageTask<JudgeReport> {
    private final ChapterChecks checks = new ChapterChecks();

    @Override
    public Stage stage() {
        return Stage.JUDGE;
    }

    @Override
    public List<Finding> findings(ChapterEnvelope envelope) {
        return checks.check(new CheckInput(
                envelope.brief(),
                envelope.bible(),
                Objects.requireNonNull(envelope.work().sceneList()),
                envelope.work().text()));
    }

    @Override
    public long expectedOutputTokens(ChapterEnvelope envelope) {
        return OutputTokens.OF_NOTES;
    }

    @Override
    public AnswerFormat format() {
        return ReportAnswer.FORMAT;
    }

    @Override
    public JudgeReport read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        return ReportAnswer.read(answer, findings, new TruthGuard(envelope.bible(), envelope.brief(), envelope.work()));
    }

    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, JudgeReport answer, StageCost cost) {
        return envelope.afterJudge(answer, cost);
    }

    @Override
    public String alsoMade(ChapterEnvelope made) {
        return "a report with "
                + Counted.of(
                        Objects.requireNonNull(made.work().report()).issues().size(), "issue");
    }
}
