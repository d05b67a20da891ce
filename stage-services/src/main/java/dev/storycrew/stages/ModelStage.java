package dev.storycrew.stages;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.Question;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.llm.call.RunInterruptedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.stages.prompt.AnswerForm;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.runtime.StageLogic;
import dev.storycrew.stages.runtime.StageResult;
import dev.storycrew.stages.task.PairToCompare;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stage that does its task by asking a model. */
final class ModelStage<T> implements StageLogic {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStage.class);
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
    public StageResult run(ChapterEnvelope delivered, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        ChapterEnvelope envelope = task.asAsked(delivered);
        Answer<T> first = answer(envelope, Money.ZERO, start);
        ChapterEnvelope made = task.apply(envelope, first.value(), cost(envelope, first.facts()));
        StageTask.SecondLook look = task.secondLook(envelope, first.value(), made);
        Answer<T> both = look == null
                ? new Answer<>(first.value(), task.noted(envelope, first.facts(), first, null))
                : secondLook(envelope, first, look, start);
        ChapterEnvelope result = task.apply(envelope, both.value(), cost(envelope, both.facts()));
        RunFacts facts = both.facts();
        PairToCompare pair = task.pair(envelope, result);
        if (pair != null) {
            facts = new PairQuestions(gateway, prompts).asked(envelope, pair, facts, start);
            result = task.apply(envelope, both.value(), cost(envelope, facts)).compared(verdict(facts.compared()));
        }
        StageDebug.made(envelope, task, result, facts.usage());
        return new StageResult(result, facts);
    }

    private static @Nullable PairVerdict verdict(@Nullable PairComparison comparison) {
        return comparison == null ? null : comparison.verdict();
    }

    /**
     * Asks, and asks in the plainer form where a model's answer cannot be read even after a re-ask.
     *
     * @param paid what the run has already spent
     */
    private Answer<T> answer(ChapterEnvelope envelope, Money paid, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        StageTask<T> plainer = task.plainer(envelope);
        if (plainer != null && !prompts.explains(stage(), task.form())) {
            return ask(plainer, plainer.asAsked(envelope), paid, start);
        }
        try {
            return ask(task, envelope, paid, start);
        } catch (StageFailure failure) {
            if (plainer == null || !failure.unreadable()) {
                throw failure;
            }
            RunFacts spent = failure.facts();
            Money all = paid.plus(spent.usage().cost());
            return after(spent, () -> ask(plainer, plainer.asAsked(envelope), all, start));
        }
    }

    private Answer<T> secondLook(
            ChapterEnvelope envelope, Answer<T> first, StageTask.SecondLook look, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        RunFacts paid = look.needed() ? first.facts().withoutAnswer() : first.facts();
        try {
            Answer<T> second =
                    after(paid, () -> answer(look.envelope(), paid.usage().cost(), start));
            return new Answer<>(
                    task.merged(first.value(), second.value()),
                    task.noted(envelope, second.facts(), first, second.value()));
        } catch (StageFailure failure) {
            return firstAlone(envelope, first, look, failure, failure.facts());
        } catch (ChapterStoppedException stopped) {
            return firstAlone(envelope, first, look, stopped, stopped.facts());
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue("event", "second_look_failed")
                    .setCause(bug)
                    .log("The first answer stands");
            return firstAlone(envelope, first, look, bug, paid);
        }
    }

    /** @param paid for both */
    private <E extends Exception> Answer<T> firstAlone(
            ChapterEnvelope envelope, Answer<T> first, StageTask.SecondLook look, E problem, RunFacts paid) throws E {
        if (look.needed()) {
            throw problem;
        }
        RunFacts facts = first.facts().withUsage(paid.usage());
        return new Answer<>(first.value(), task.noted(envelope, facts, first, null));
    }

    private Answer<T> ask(StageTask<T> asked, ChapterEnvelope envelope, Money paid, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        List<Finding> findings = asked.findings(envelope);
        Question question = question(asked, envelope, findings, prompts).alsoSpent(paid);
        StageDebug.given(envelope, stage(), prompts.given(stage(), envelope, findings), question);
        return gateway.ask(
                question,
                () -> shorter(question, asked, envelope, findings).map(shorter -> shorter.alsoSpent(paid)),
                text -> asked.read(text, envelope, findings),
                start);
    }

    private Question question(
            StageTask<T> asked, ChapterEnvelope envelope, List<Finding> findings, PromptTemplates templates) {
        return Question.about(
                envelope,
                templates.prompt(stage(), envelope, findings, asked.form() == AnswerForm.PASSAGES),
                asked.format(envelope),
                scenes(envelope),
                asked.expectedOutputTokens(envelope));
    }

    /** The question with a smaller selection of the bible; none when the bible is not what makes it long. */
    private Optional<Question> shorter(
            Question question, StageTask<T> asked, ChapterEnvelope envelope, List<Finding> findings) {
        Question shorter = question(asked, envelope, findings, prompts.tighter());
        return Optional.of(shorter)
                .filter(it -> it.prompt().system().length()
                        < question.prompt().system().length());
    }

    /** A question whose run has already asked another one: whatever becomes of it, both are paid. */
    private interface Asking<T> {
        Answer<T> ask() throws StageFailure, ChapterStoppedException, InterruptedException;
    }

    private static <T> Answer<T> after(RunFacts paid, Asking<T> next)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        try {
            Answer<T> answer = next.ask();
            return new Answer<>(answer.value(), paid.then(answer.facts()));
        } catch (StageFailure e) {
            throw new StageFailure(
                    e.reason(), String.valueOf(e.getMessage()), paid.then(e.facts()), e.getCause(), e.unreadable());
        } catch (ChapterStoppedException e) {
            throw new ChapterStoppedException(e.reason(), paid.then(e.facts()));
        } catch (RunInterruptedException e) {
            throw new RunInterruptedException(paid.then(e.facts()));
        } catch (InterruptedException e) {
            throw new RunInterruptedException(paid);
        }
    }

    private StageCost cost(ChapterEnvelope envelope, RunFacts facts) {
        return new StageCost(envelope.attempt(), stage(), facts.usage());
    }
}
