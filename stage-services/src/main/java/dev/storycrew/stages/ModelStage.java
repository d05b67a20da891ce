package dev.storycrew.stages;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.Question;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.SortedSet;

/** A stage that does its task by asking a model one question. */
final class ModelStage<T> implements StageLogic {
    private final StageTask<T> task;
    private final ModelGateway gateway;
    private final PromptTemplates prompts;

    ModelStage(StageTask<T> task, ModelGateway gateway, PromptTemplates prompts) {
        this.task = task;
        this.gateway = gateway;
        this.prompts = prompts;
    }

    @Override
    public Stage stage() {
        return task.stage();
    }

    @Override
    public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return task.scenes(envelope);
    }

    @Override
    public boolean ready() {
        return gateway.ready();
    }

    @Override
    public StageResult run(ChapterEnvelope envelope, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        List<Finding> findings = task.findings(envelope);
        Question question = Question.about(
                envelope,
                prompts.prompt(stage(), envelope, findings),
                task.format(),
                scenes(envelope),
                task.expectedOutputTokens(envelope));
        StageDebug.given(envelope, stage(), prompts.given(stage(), envelope, findings), question);
        Answer<T> answer = gateway.ask(question, text -> task.read(text, envelope, findings), start);
        StageCost cost =
                new StageCost(envelope.attempt(), stage(), answer.facts().usage());
        ChapterEnvelope made = task.apply(envelope, answer.value(), cost);
        StageDebug.made(envelope, task, made, answer.facts().usage());
        return new StageResult(made, answer.facts());
    }
}
