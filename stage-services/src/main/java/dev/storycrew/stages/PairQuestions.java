package dev.storycrew.stages;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.ModelGateway;
import dev.storycrew.llm.Question;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.answer.BrokenAnswerException;
import dev.storycrew.llm.answer.JsonAnswer;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.llm.call.RunInterruptedException;
import dev.storycrew.llm.call.StageFailure;
import dev.storycrew.stages.prompt.PromptTemplates;
import dev.storycrew.stages.task.PairToCompare;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks which of two texts is better, in both orders. The second order is asked only if the first answer prefers one: only
 * then can it be confirmed. No answer that can be used is no verdict, and fails nothing.
 */
final class PairQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(PairQuestions.class);
    private static final String BETTER = "better";
    private static final long OUTPUT_TOKENS = 60;

    private static final AnswerFormat FORMAT = new AnswerFormat("pair", """
            {"type":"object","additionalProperties":false,
             "required":["because","better"],
             "properties":{
              "because":{"type":"string"},
              "better":{"type":"string","enum":["first","second","neither"]}}}
            """);

    private final ModelGateway gateway;
    private final PromptTemplates prompts;

    PairQuestions(ModelGateway gateway, PromptTemplates prompts) {
        this.gateway = gateway;
        this.prompts = prompts;
    }

    /**
     * Asks.
     *
     * @param judged the facts of the run so far
     * @return the facts of all of it, with the verdict
     */
    RunFacts asked(ChapterEnvelope envelope, PairToCompare pair, RunFacts judged, BeforeCallHook start)
            throws InterruptedException {
        Usage used = Usage.none();
        PairVerdict verdict = null;
        try {
            Answer<PairChoice> first = ask(envelope, pair, true, judged.usage().cost(), start);
            used = first.facts().usage();
            Answer<PairChoice> second = null;
            if (first.value() != PairChoice.NEITHER) {
                second = ask(envelope, pair, false, judged.usage().plus(used).cost(), start);
                used = used.plus(second.facts().usage());
            }
            verdict = new PairVerdict(pair.earlier(), first.value(), second == null ? null : second.value());
        } catch (StageFailure failure) {
            used = used.plus(failure.facts().usage());
            warn(envelope, failure.getMessage());
        } catch (ChapterStoppedException stopped) {
            used = used.plus(stopped.facts().usage());
            warn(envelope, "the budget is spent");
        } catch (RunInterruptedException interrupted) {
            throw new RunInterruptedException(
                    paid(judged, used.plus(interrupted.facts().usage())));
        } catch (InterruptedException interrupted) {
            throw new RunInterruptedException(paid(judged, used));
        }
        return paid(judged, used).compared(new PairComparison(verdict, used));
    }

    private static RunFacts paid(RunFacts judged, Usage besides) {
        return judged.withUsage(judged.usage().plus(besides));
    }

    private static void warn(ChapterEnvelope envelope, @Nullable String why) {
        LOG.atWarn()
                .addKeyValue("event", "pair_not_compared")
                .addKeyValue("chapter_number", envelope.id().number())
                .addKeyValue("why", why)
                .log("The last attempt cannot be compared with the best one before; scores decide which is kept");
    }

    private Answer<PairChoice> ask(
            ChapterEnvelope envelope, PairToCompare pair, boolean earlierFirst, Money paid, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException {
        return gateway.ask(
                question(envelope, pair, earlierFirst, paid, prompts),
                () -> Optional.of(question(envelope, pair, earlierFirst, paid, prompts.tighter())),
                answer -> read(answer, earlierFirst),
                start);
    }

    private static Question question(
            ChapterEnvelope envelope, PairToCompare pair, boolean earlierFirst, Money paid, PromptTemplates templates) {
        return Question.about(
                        envelope,
                        earlierFirst
                                ? templates.pair(envelope, pair.earlierText(), pair.laterText())
                                : templates.pair(envelope, pair.laterText(), pair.earlierText()),
                        FORMAT,
                        new TreeSet<>(),
                        OUTPUT_TOKENS)
                .alsoSpent(paid);
    }

    private static PairChoice read(String answer, boolean earlierFirst) {
        String better = JsonAnswer.find(answer, Set.of(BETTER), Set.of(BETTER))
                .text(BETTER)
                .strip()
                .toLowerCase(Locale.ROOT);
        return switch (better) {
            case "first", "the first", "first text" -> earlierFirst ? PairChoice.EARLIER : PairChoice.LATER;
            case "second", "the second", "second text" -> earlierFirst ? PairChoice.LATER : PairChoice.EARLIER;
            case "neither" -> PairChoice.NEITHER;
            default -> throw new BrokenAnswerException("better must be first, second or neither, not '" + better + "'");
        };
    }
}
