package dev.storycrew.stages;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.runtime.RunFacts;
import dev.storycrew.stages.runtime.StageFailure;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import java.util.SortedSet;

/**
 * A stage that asks no more once its chapter has cost what it may: the chapter then ends with its best attempt. The bible
 * of an accepted chapter is always written.
 */
final class BudgetedStage implements StageLogic {
    private static final String REASON = "budget";

    private final StageLogic stage;
    private final long capNanoUsd;

    /** @param capNanoUsd what a chapter may cost, in billionths of a US dollar */
    BudgetedStage(StageLogic stage, long capNanoUsd) {
        this.stage = stage;
        this.capNanoUsd = capNanoUsd;
    }

    @Override
    public Stage stage() {
        return stage.stage();
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return stage.scenes(envelope);
    }

    @Override
    public StageResult run(ChapterEnvelope envelope) throws StageFailure, InterruptedException {
        long spent = Usage.sum(envelope.costs().stream().map(StageCost::usage).toList())
                .costNanoUsd();
        return spent >= capNanoUsd && stage() != Stage.BIBLE
                ? new StageResult(envelope.stopped(REASON), RunFacts.none())
                : stage.run(envelope);
    }
}
