package dev.storycrew.stages.write;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.SceneTexts;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** Writes the scenes that have no draft, all of them in one request. */
public final class WriteStage implements StageTask<SortedMap<Integer, String>> {
    @Override
    public Stage stage() {
        return Stage.WRITE;
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return envelope.work().missingDrafts();
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
        return envelope.afterStage(envelope.work().withDrafts(answer), cost);
    }
}
