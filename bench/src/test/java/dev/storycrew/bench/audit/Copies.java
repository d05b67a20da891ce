package dev.storycrew.bench.audit;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Copies of records with something changed. */
final class Copies {
    private Copies() {}

    static RetryDecision decided(RetryDecision from, String level, List<Issue> issues) {
        return decided(from, level, issues, from.policy());
    }

    static RetryDecision decided(RetryDecision from, String level, List<Issue> issues, String policy) {
        return decision(from, level, issues, policy, from.arm(), from.leftNanoUsd());
    }

    static RetryDecision withArm(RetryDecision from, Arm arm) {
        return decision(from, from.level(), from.issues(), from.policy(), arm, from.leftNanoUsd());
    }

    static RetryDecision withLeft(RetryDecision from, @Nullable Long leftNanoUsd) {
        return decision(from, from.level(), from.issues(), from.policy(), from.arm(), leftNanoUsd);
    }

    private static RetryDecision decision(
            RetryDecision from, String level, List<Issue> issues, String policy, Arm arm, @Nullable Long leftNanoUsd) {
        return new RetryDecision(
                from.chapter(),
                from.requestId(),
                from.run(),
                from.attempt(),
                from.reportDigest(),
                level,
                from.scope(),
                new TreeSet<>(from.scenes()),
                issues,
                from.failedGates(),
                from.escalated(),
                from.explanation(),
                policy,
                arm,
                leftNanoUsd,
                from.decidedAt(),
                from.reason(),
                from.planUnreadable(),
                from.erasures(),
                from.explanationVersion());
    }

    /** As it was written before there were reasons. */
    static RetryDecision ofVersion0(RetryDecision from) {
        return new RetryDecision(
                from.chapter(),
                from.requestId(),
                from.run(),
                from.attempt(),
                from.reportDigest(),
                from.level(),
                from.scope(),
                from.scenes(),
                from.issues(),
                from.failedGates(),
                from.escalated(),
                "words of before",
                from.policy(),
                from.arm(),
                from.leftNanoUsd(),
                from.decidedAt(),
                LevelReason.UNKNOWN,
                false,
                List.of(),
                0);
    }

    /** As it was written before there were reasons. */
    static ChapterOutcome ofVersion0(ChapterOutcome from) {
        return explained(from, EndReason.UNKNOWN, "words of before", null, 0);
    }

    static ChapterOutcome explained(ChapterOutcome from, EndReason reason, String explanation) {
        return explained(from, reason, explanation, from.leftNanoUsd(), from.explanationVersion());
    }

    private static ChapterOutcome explained(
            ChapterOutcome from, EndReason reason, String explanation, @Nullable Long left, int version) {
        return new ChapterOutcome(
                from.requestId(),
                from.brief(),
                from.run(),
                from.kind(),
                from.best(),
                from.bibleChanges(),
                from.bible(),
                from.history(),
                from.costs(),
                from.arm(),
                from.policy(),
                explanation,
                from.commandId(),
                from.requestedAt(),
                from.endedAt(),
                reason,
                left,
                version);
    }

    static ChapterWork withTexts(
            ChapterWork from, Part part, SortedMap<Integer, String> texts, @Nullable JudgeReport report) {
        return ChapterWork.of(from.sceneList(), each -> each == part ? texts : from.texts(each), report);
    }

    static ChapterOutcome outcome(ChapterOutcome from, String commandId) {
        return outcome(from, from.bible(), from.costs(), commandId);
    }

    static ChapterOutcome outcome(
            ChapterOutcome from, StoryBible bible, List<StageCost> costs, @Nullable String commandId) {
        return new ChapterOutcome(
                from.requestId(),
                from.brief(),
                from.run(),
                from.kind(),
                from.best(),
                from.bibleChanges(),
                bible,
                from.history(),
                costs,
                from.arm(),
                from.policy(),
                from.explanation(),
                commandId,
                from.requestedAt(),
                from.endedAt(),
                from.reason(),
                from.leftNanoUsd(),
                from.explanationVersion());
    }

    static StoryBible withFact(StoryBible bible, String fact) {
        List<String> facts = new ArrayList<>(bible.facts());
        facts.add(fact);
        return new StoryBible(
                bible.characters(),
                facts,
                bible.truthCard(),
                bible.summaries(),
                bible.timeline(),
                bible.cluesPlanted(),
                bible.cluesResolved(),
                bible.imagery());
    }

    static ChapterEnvelope withWork(ChapterEnvelope from, UnaryOperator<ChapterWork> how) {
        return envelope(from, from.bible(), how.apply(from.work()), from.arm());
    }

    static ChapterEnvelope withBible(ChapterEnvelope from, StoryBible bible) {
        return envelope(from, bible, from.work(), from.arm());
    }

    static ChapterEnvelope withArm(ChapterEnvelope from, Arm arm) {
        return envelope(from, from.bible(), from.work(), arm);
    }

    private static ChapterEnvelope envelope(
            ChapterEnvelope from, StoryBible bible, ChapterWork work, @Nullable Arm arm) {
        return new ChapterEnvelope(
                from.requestId(),
                from.requestedAt(),
                from.brief(),
                bible,
                from.run(),
                from.attempt(),
                work,
                from.order(),
                from.history(),
                from.best(),
                arm,
                from.policy(),
                from.costs(),
                from.bibleChanges(),
                from.stopReason(),
                from.bookSpentNanoUsd(),
                from.command(),
                from.byHand());
    }
}
