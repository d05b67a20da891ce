package dev.storycrew.stages.judge;

import dev.storycrew.core.check.ChapterChecks;
import dev.storycrew.core.check.CheckInput;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.decision.PartialReviews;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.Gates;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.TruthGuard;
import dev.storycrew.core.text.Counted;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.stages.prompt.AnswerForm;
import dev.storycrew.stages.task.OutputTokens;
import dev.storycrew.stages.task.PairToCompare;
import dev.storycrew.stages.task.StageTask;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts what can be counted, lets the model judge the rest, and removes from its words what would give the truth card
 * away to those who revise the chapter. Where the policy allows it, the model is shown only what a retry has changed;
 * what speaks against relying on that answer has the chapter read in full, in the same run.
 */
public final class JudgeStage implements StageTask<Judgement> {
    private final ChapterChecks checks;
    private final JudgeSettings settings;
    private final PartialReviewTrust trust;
    private final boolean mayReadAPart;

    /** @param trust shared by all lanes */
    public JudgeStage(JudgeSettings settings, PartialReviewTrust trust, ChapterChecks checks) {
        this(settings, trust, checks, true);
    }

    private JudgeStage(JudgeSettings settings, PartialReviewTrust trust, ChapterChecks checks, boolean mayReadAPart) {
        this.checks = checks;
        this.settings = settings;
        this.trust = trust;
        this.mayReadAPart = mayReadAPart;
    }

    @Override
    public AnswerForm form() {
        return mayReadAPart ? AnswerForm.IN_PART : AnswerForm.WHOLE;
    }

    @Override
    public @Nullable StageTask<Judgement> plainer(ChapterEnvelope envelope) {
        return mayReadAPart && PartialReviews.isDue(envelope) ? new JudgeStage(settings, trust, checks, false) : null;
    }

    @Override
    public Stage stage() {
        return Stage.JUDGE;
    }

    @Override
    public ChapterEnvelope asAsked(ChapterEnvelope envelope) {
        boolean paused = trust.isPaused() && !PartialReviews.isSampled(envelope, settings.samplePercent());
        return paused || !mayReadAPart ? inFull(envelope) : envelope;
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
    public AnswerFormat format(ChapterEnvelope envelope) {
        return PartialReviews.isDue(envelope) ? ReportAnswer.IN_PART : ReportAnswer.FORMAT;
    }

    @Override
    public Judgement read(String answer, ChapterEnvelope envelope, List<Finding> findings) {
        return ReportAnswer.read(
                answer,
                findings,
                new TruthGuard(envelope.bible(), envelope.brief(), envelope.work()),
                PartialReviews.isDue(envelope),
                envelope.work().text());
    }

    @Override
    public ChapterEnvelope apply(ChapterEnvelope envelope, Judgement answer, StageCost cost) {
        return envelope.afterJudge(answer.report(), answer.inPart(), cost);
    }

    @Override
    public @Nullable SecondLook secondLook(ChapterEnvelope envelope, Judgement answer, ChapterEnvelope made) {
        FullReading why = whyInFull(envelope, answer);
        return why == null ? null : new SecondLook(inFull(envelope), why != FullReading.SAMPLED);
    }

    /**
     * The text of the last attempt and the best one before, where one of two that failed will be kept. Where one failed
     * safety, the other is kept without a question.
     */
    @Override
    public @Nullable PairToCompare pair(ChapterEnvelope envelope, ChapterEnvelope made) {
        RetryOrder order = envelope.order();
        BestAttempt best = envelope.best();
        JudgeReport report = made.work().report();
        if (!settings.comparesPairs() || order == null || !order.last() || best == null || report == null) {
            return null;
        }
        boolean bothSafe = best.safetyPassed() && report.hardFail().safetyPassed();
        boolean failed = !Gates.defaults()
                .verdict(report, envelope.brief().book().genre())
                .passed();
        boolean differ = !best.text().equals(made.work().text());
        return bothSafe && failed && differ
                ? new PairToCompare(best.attempt(), best.text(), made.work().text())
                : null;
    }

    @Override
    public RunFacts noted(
            ChapterEnvelope envelope, RunFacts facts, Answer<Judgement> first, @Nullable Judgement second) {
        Judgement inPart = first.value();
        if (!inPart.inPart()) {
            return facts;
        }
        boolean passed = passes(envelope, inPart);
        boolean agreed = second == null || passed == passes(envelope, second);
        if (second != null && PartialReviews.isSampled(envelope, settings.samplePercent())) {
            trust.sampled(String.valueOf(first.facts().model()), agreed);
        }
        return facts.reviewedInPart(new PartialReview(
                passed, inPart.report().scores().mean(), second == null ? null : whyInFull(envelope, inPart), agreed));
    }

    @Override
    public String alsoMade(ChapterEnvelope made) {
        JudgeReport report = Objects.requireNonNull(made.work().report());
        return "a report with " + Counted.of(report.issues().size(), "issue")
                + (made.reviewedInPart() ? " on the changed scenes" : "");
    }

    private @Nullable FullReading whyInFull(ChapterEnvelope envelope, Judgement answer) {
        if (!answer.inPart()) {
            return null;
        }
        if (answer.unsure() || answer.contradictsItself()) {
            return FullReading.UNSURE;
        }
        if (PartialReviews.fell(envelope, answer.report().scores())) {
            return FullReading.SCORE_FELL;
        }
        return PartialReviews.isSampled(envelope, settings.samplePercent()) ? FullReading.SAMPLED : null;
    }

    private static boolean passes(ChapterEnvelope envelope, Judgement answer) {
        return Gates.defaults()
                .verdict(answer.report(), envelope.brief().book().genre())
                .passed();
    }

    private static ChapterEnvelope inFull(ChapterEnvelope envelope) {
        RetryOrder order = envelope.order();
        return order == null ? envelope : envelope.askedAbout(envelope.work(), order.reviewing(Review.CHAPTER));
    }
}
