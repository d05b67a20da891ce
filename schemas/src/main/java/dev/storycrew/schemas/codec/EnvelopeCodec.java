package dev.storycrew.schemas.codec;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.Redo;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.avro.AnswerUsageRecord;
import dev.storycrew.schemas.avro.ArmName;
import dev.storycrew.schemas.avro.AttemptEntry;
import dev.storycrew.schemas.avro.BestRecord;
import dev.storycrew.schemas.avro.ChapterEnvelopeRecord;
import dev.storycrew.schemas.avro.CostRecord;
import dev.storycrew.schemas.avro.NumberedText;
import dev.storycrew.schemas.avro.OrderRecord;
import dev.storycrew.schemas.avro.PriceRecord;
import dev.storycrew.schemas.avro.RedoRecord;
import dev.storycrew.schemas.avro.ScopeName;
import dev.storycrew.schemas.avro.StageName;
import dev.storycrew.schemas.avro.UsageRecord;
import dev.storycrew.schemas.avro.WorkRecord;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The envelope and what it carries, on the wire. */
final class EnvelopeCodec {
    private EnvelopeCodec() {}

    static ChapterEnvelopeRecord encode(ChapterEnvelope envelope) {
        RetryOrder order = envelope.order();
        BestAttempt best = envelope.best();
        Arm arm = envelope.arm();
        Redo redo = envelope.redo();
        return new ChapterEnvelopeRecord(
                envelope.requestId(),
                Instant.ofEpochMilli(envelope.requestedAt()),
                StoryCodec.encode(envelope.brief()),
                StoryCodec.encode(envelope.bible()),
                envelope.run(),
                envelope.attempt(),
                encode(envelope.work()),
                order == null ? null : encode(order),
                StoryCodec.map(envelope.history(), EnvelopeCodec::encode),
                best == null ? null : encode(best),
                arm == null ? null : ArmName.valueOf(arm.name()),
                envelope.policy(),
                encodeCosts(envelope.costs()),
                envelope.bibleChanges() == null ? null : StoryCodec.encode(envelope.bibleChanges()),
                envelope.stopReason(),
                envelope.bookSpentNanoUsd(),
                envelope.command(),
                envelope.byHand(),
                envelope.reviewedInPart(),
                envelope.compared() == null ? null : JudgeCodec.encode(envelope.compared()),
                redo == null
                        ? null
                        : new RedoRecord(
                                redo.bookAt(), redo.cause(), redo.because(), StoryCodec.encode(redo.former())));
    }

    static ChapterEnvelope decode(ChapterEnvelopeRecord envelope) {
        RedoRecord redo = envelope.getRedo();
        return new ChapterEnvelope(
                envelope.getRequestId(),
                envelope.getRequestedAt().toEpochMilli(),
                StoryCodec.decode(envelope.getBrief()),
                StoryCodec.decode(envelope.getBible()),
                envelope.getRun(),
                envelope.getAttempt(),
                decode(envelope.getWork()),
                envelope.getOrder() == null ? null : decode(envelope.getOrder()),
                StoryCodec.map(envelope.getHistory(), EnvelopeCodec::decode),
                envelope.getBest() == null ? null : decode(envelope.getBest()),
                envelope.getArm() == null ? null : Arm.valueOf(envelope.getArm().name()),
                envelope.getPolicy(),
                decodeCosts(envelope.getCosts()),
                envelope.getBibleChanges() == null ? null : StoryCodec.decode(envelope.getBibleChanges()),
                envelope.getStopReason(),
                envelope.getBookSpentNanoUsd(),
                envelope.getCommand(),
                envelope.getByHand(),
                envelope.getReviewedInPart(),
                envelope.getCompared() == null ? null : JudgeCodec.decode(envelope.getCompared()),
                redo == null
                        ? null
                        : new Redo(
                                redo.getBookAt(),
                                redo.getCause(),
                                redo.getBecause(),
                                StoryCodec.decode(redo.getFormer())));
    }

    static WorkRecord encode(ChapterWork work) {
        SceneList list = work.sceneList();
        JudgeReport report = work.report();
        WorkRecord record = new WorkRecord();
        record.put("sceneList", list == null ? null : StoryCodec.encode(list));
        // By name, so that a part without a field fails at once instead of being lost.
        work.texts().forEach((part, texts) -> record.put(part.plural(), StoryCodec.encode(texts)));
        record.put("report", report == null ? null : JudgeCodec.encode(report));
        return record;
    }

    /** A work whose preserved parts cannot be read is not poison: it is planned again, and its report still counts. */
    static ChapterWork decode(WorkRecord work) {
        JudgeReport report = work.getReport() == null ? null : JudgeCodec.decode(work.getReport());
        try {
            SceneList list = work.getSceneList() == null ? null : StoryCodec.decode(work.getSceneList());
            return ChapterWork.of(list, part -> StoryCodec.decodeTexts(texts(work, part)), report);
        } catch (IllegalArgumentException e) {
            return ChapterWork.nothing().withReport(report);
        }
    }

    @SuppressWarnings("unchecked") // The type of each part's field in the schema.
    private static List<NumberedText> texts(WorkRecord work, Part part) {
        return (List<NumberedText>) work.get(part.plural());
    }

    static OrderRecord encode(RetryOrder order) {
        return new OrderRecord(
                order.level(),
                ScopeName.valueOf(order.scope().name()),
                List.copyOf(order.scenes()),
                order.skip().stream().sorted().map(EnvelopeCodec::encode).toList(),
                JudgeCodec.encodeIssues(order.issues()),
                order.instructions(),
                StoryCodec.encode(order.formerText()),
                order.offered().equals(ChapterWork.nothing()) ? null : encode(order.offered()),
                order.review() == Review.CHANGED_SCENES,
                List.copyOf(order.changed()),
                order.changedWords(),
                order.strengths(),
                order.last());
    }

    static RetryOrder decode(OrderRecord order) {
        Set<Stage> skip = EnumSet.noneOf(Stage.class);
        order.getSkip().forEach(stage -> skip.add(decode(stage)));
        return new RetryOrder(
                order.getLevel(),
                Scope.valueOf(order.getScope().name()),
                new TreeSet<>(order.getScenes()),
                skip,
                JudgeCodec.decodeIssues(order.getIssues()),
                order.getInstructions(),
                StoryCodec.decodeTexts(order.getFormerText()),
                order.getOffered() == null ? ChapterWork.nothing() : decode(order.getOffered()),
                order.getPartialReview() ? Review.CHANGED_SCENES : Review.CHAPTER,
                new TreeSet<>(order.getChanged()),
                order.getChangedWords(),
                order.getStrengths(),
                order.getLast());
    }

    static AttemptEntry encode(AttemptRecord attempt) {
        return new AttemptEntry(
                attempt.attempt(),
                JudgeCodec.encode(attempt.scores()),
                attempt.safetyPassed(),
                attempt.passed(),
                JudgeCodec.encodeIssues(attempt.issues()),
                attempt.retryLevel(),
                attempt.escalated());
    }

    static AttemptRecord decode(AttemptEntry attempt) {
        return new AttemptRecord(
                attempt.getAttempt(),
                JudgeCodec.decode(attempt.getScores()),
                attempt.getSafetyPassed(),
                attempt.getPassed(),
                JudgeCodec.decodeIssues(attempt.getIssues()),
                attempt.getRetryLevel(),
                attempt.getEscalated());
    }

    static BestRecord encode(BestAttempt best) {
        return new BestRecord(
                best.attempt(), best.meanScore(), best.safetyPassed(), best.title(), StoryCodec.encode(best.text()));
    }

    static BestAttempt decode(BestRecord best) {
        return new BestAttempt(
                best.getAttempt(),
                best.getMeanScore(),
                best.getSafetyPassed(),
                best.getTitle(),
                StoryCodec.decodeTexts(best.getText()));
    }

    static List<CostRecord> encodeCosts(List<StageCost> costs) {
        return StoryCodec.map(costs, EnvelopeCodec::encode);
    }

    static List<StageCost> decodeCosts(List<CostRecord> costs) {
        return StoryCodec.map(costs, EnvelopeCodec::decode);
    }

    static CostRecord encode(StageCost cost) {
        return new CostRecord(cost.attempt(), encode(cost.stage()), encode(cost.usage()));
    }

    static StageCost decode(CostRecord cost) {
        return new StageCost(cost.getAttempt(), decode(cost.getStage()), decode(cost.getUsage()));
    }

    static UsageRecord encode(Usage usage) {
        return new UsageRecord(
                usage.calls(),
                usage.inputTokens(),
                usage.cachedTokens(),
                usage.outputTokens(),
                usage.reasoningTokens(),
                usage.costNanoUsd(),
                usage.priced(),
                usage.failedCalls(),
                usage.cacheWriteTokens());
    }

    static Usage decode(UsageRecord usage) {
        return new Usage(
                usage.getCalls(),
                usage.getFailedCalls(),
                usage.getInputTokens(),
                usage.getCachedTokens(),
                usage.getCacheWriteTokens(),
                usage.getOutputTokens(),
                usage.getReasoningTokens(),
                usage.getCostNanoUsd(),
                usage.getPriced());
    }

    static AnswerUsageRecord encode(AnswerUsage answer) {
        Price price = answer.price();
        return new AnswerUsageRecord(
                encode(answer.usage()),
                answer.systemTokens(),
                price == null
                        ? null
                        : new PriceRecord(
                                price.inputUsdPerMillion(),
                                price.cachedInputUsdPerMillion(),
                                price.cacheWriteUsdPerMillion(),
                                price.outputUsdPerMillion()));
    }

    static AnswerUsage decode(AnswerUsageRecord answer) {
        PriceRecord price = answer.getPrice();
        return new AnswerUsage(
                decode(answer.getUsage()),
                answer.getSystemTokens(),
                price == null
                        ? null
                        : new Price(
                                price.getInputUsdPerMillion(),
                                price.getCachedInputUsdPerMillion(),
                                price.getCacheWriteUsdPerMillion(),
                                price.getOutputUsdPerMillion()));
    }

    static StageName encode(Stage stage) {
        return StageName.valueOf(stage.name());
    }

    static Stage decode(@Nullable StageName stage) {
        if (stage == null || stage == StageName.UNKNOWN) {
            throw new IllegalArgumentException("the record names a stage unknown to this version");
        }
        return Stage.valueOf(stage.name());
    }
}
