package dev.storycrew.stages.bible;

import dev.storycrew.core.check.CheckInput;
import dev.storycrew.core.check.EarlierText;
import dev.storycrew.core.check.LastWords;
import dev.storycrew.core.check.UsedPhrases;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.Objects;

/** Notes what an accepted chapter changes, without giving the truth card away. */
public final class BibleStage implements StageTask<BibleChanges> {
    @Override
    public Stage stage() {
        return Stage.BIBLE;
    }

    @Override
    public long expectedOutputTokens(ChapterEnvelope envelope) {
        return OutputTokens.OF_NOTES;
    }

    @Override
    public AnswerFormat format(ChapterEnvelope envelope) {
        return ChangesAnswer.FORMAT;
    }

    @Override
    public BibleChanges read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        return ChangesAnswer.read(answer, new TruthGuard(envelope.bible(), envelope.brief(), envelope.work()));
    }

    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, BibleChanges answer, StageCost cost) {
        return envelope.afterBible(
                answer.with(
                                EarlierText.traces(
                                        envelope.brief().id().number(),
                                        envelope.work().text()),
                                LastWords.of(envelope.work().text()))
                        .with(UsedPhrases.of(new CheckInput(
                                envelope.brief(),
                                envelope.bible(),
                                Objects.requireNonNull(envelope.work().sceneList()),
                                envelope.work().text()))),
                cost);
    }

    @Override
    public String alsoMade(ChapterEnvelope made) {
        return "bible changes";
    }
}
