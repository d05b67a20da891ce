package dev.storycrew.stages.write;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.stages.prompt.AnswerForm;
import dev.storycrew.stages.task.SceneTask;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the scenes that have no draft. Of scenes that are offered it may keep those that need nothing, but not all. */
public final class WriteStage extends SceneTask {
    private final boolean mayKeep;

    public WriteStage() {
        this(true);
    }

    private WriteStage(boolean mayKeep) {
        super(Part.DRAFT);
        this.mayKeep = mayKeep;
    }

    @Override
    public AnswerForm form() {
        return mayKeep ? AnswerForm.KEEPING : AnswerForm.WHOLE;
    }

    @Override
    public @Nullable StageTask<SceneTexts.Given> plainer(ChapterEnvelope envelope) {
        return mayKeep && !envelope.currentText(Part.DRAFT).isEmpty() ? new WriteStage(false) : null;
    }

    @Override
    public ChapterEnvelope asAsked(ChapterEnvelope envelope) {
        RetryOrder order = envelope.order();
        return mayKeep || order == null
                ? envelope
                : envelope.askedAbout(envelope.work(), order.keepingAside(order.formerText(), ChapterWork.nothing()));
    }

    @Override
    public SceneTexts.Given read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        SceneTexts.Given given = super.read(answer, envelope, findings);
        if (given.kept().equals(scenes(envelope))) {
            throw new BrokenAnswerException(
                    "every scene is kept, but the chapter failed for the issues: write the scenes that must change for them");
        }
        return given;
    }
}
