package dev.storycrew.stages.bible;

import dev.storycrew.core.check.BibleReferences;
import dev.storycrew.core.check.CheckInput;
import dev.storycrew.core.check.EarlierText;
import dev.storycrew.core.check.LastWords;
import dev.storycrew.core.check.UsedPhrases;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes what an accepted chapter changes, without giving the truth card away. */
public final class BibleStage implements StageTask<BibleReferences.Checked> {
    private static final Logger LOG = LoggerFactory.getLogger(BibleStage.class);

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
    public BibleReferences.Checked read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        TruthGuard guard = new TruthGuard(envelope.bible(), envelope.brief(), envelope.work());
        return BibleReferences.check(ChangesAnswer.read(answer, guard), envelope.bible());
    }

    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, BibleReferences.Checked answer, StageCost cost) {
        ChapterWork work = envelope.work();
        BibleChanges changes = answer.changes()
                .with(EarlierText.traces(envelope.brief().id().number(), work.text()), LastWords.of(work.text()));
        Redo redo = envelope.redo();
        if (redo != null) {
            changes = changes.numberedAfter(redo.former());
        }
        SceneList scenes = work.sceneList();
        // A plan that cannot be read counts as none; then nobody knows which names are those of places.
        return envelope.afterBible(
                scenes == null
                        ? changes
                        : changes.with(UsedPhrases.of(
                                new CheckInput(envelope.brief(), envelope.bible(), scenes, work.text()))),
                cost);
    }

    /** What refers to nothing is no reason to ask again: the chapter is accepted without it, and the run says so. */
    @Override
    public RunFacts noted(
            ChapterEnvelope envelope,
            RunFacts facts,
            Answer<BibleReferences.Checked> first,
            BibleReferences.@Nullable Checked second) {
        List<String> warnings = first.value().warnings();
        warnings.forEach(warning -> LOG.atWarn()
                .addKeyValue("event", "bible_answer_in_part")
                .addKeyValue("book", envelope.id().bookId())
                .addKeyValue("chapter_number", envelope.id().number())
                .addKeyValue("retry_attempt", envelope.attempt())
                .log(warning));
        return facts.warning(warnings);
    }

    @Override
    public String alsoMade(ChapterEnvelope made) {
        return "bible changes";
    }
}
