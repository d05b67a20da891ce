package dev.storycrew.stages.task;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.SceneTexts;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** The task of a stage that makes a text for every scene that lacks it, all in one request. */
public abstract class SceneTask implements StageTask<SortedMap<Integer, String>> {
    private final Part fills;

    /** @param fills the part that the stage fills, which must be a text */
    protected SceneTask(Part fills) {
        this.fills = fills;
    }

    @Override
    public final Stage stage() {
        return fills.stage();
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return envelope.work().missing(fills);
    }

    @Override
    public long expectedOutputTokens(ChapterEnvelope envelope) {
        return OutputTokens.ofScenes(envelope, scenes(envelope));
    }

    @Override
    public SortedMap<Integer, String> read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        return SceneTexts.read(answer, scenes(envelope));
    }

    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, SortedMap<Integer, String> answer, StageCost cost) {
        return envelope.afterStage(envelope.work().with(fills, answer), cost);
    }
}
