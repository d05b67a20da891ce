package dev.storycrew.core.retry;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Kept;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what happens to a judged chapter. Pure: the same input gives the same route, in any process, at any time. */
public final class RetryRouter {
    private static final String THE_WHOLE_CHAPTER = " of the whole chapter";

    private final RetryPolicy policy;
    private final boolean selectiveRetryEnabled;
    private final boolean aStageChoosesForAll;

    /**
     * @param selectiveRetryEnabled false when the environment's {@code ENABLE_SELECTIVE_RETRY=false} makes every retry
     *     a full one, whatever the policy says
     */
    public RetryRouter(RetryPolicy policy, boolean selectiveRetryEnabled) {
        this(policy, selectiveRetryEnabled, Explanations.VERSION);
    }

    /**
     * A router that decides by the rules of its time.
     *
     * @param policy as it was {@linkplain RetryPolicy#asDecidedIn decided in} that version
     * @param version the {@linkplain Explanations#VERSION version} in the record that holds what was decided
     */
    public RetryRouter(RetryPolicy policy, boolean selectiveRetryEnabled, int version) {
        this.policy = policy;
        this.selectiveRetryEnabled = selectiveRetryEnabled;
        this.aStageChoosesForAll = version >= Explanations.A_STAGE_CHOOSES_FOR_ALL;
    }

    /** Decides on a chapter without limits by earlier retries and without a budget. */
    public Route route(int retryAttempt, Arm arm, Verdict verdict, ChapterWork work) {
        return route(retryAttempt, arm, verdict, work, RetryContext.none());
    }

    /**
     * Decides.
     *
     * @param retryAttempt how many retries the chapter has had; 0 when it was judged for the first time
     * @param work the judged work, some of which may be kept
     */
    public Route route(int retryAttempt, Arm arm, Verdict verdict, ChapterWork work, RetryContext circumstances) {
        if (verdict.passed()) {
            return new Route.Accept(Explanations.passed(retryAttempt));
        }
        if (retryAttempt >= policy.maxRetries()) {
            return new Route.Exhausted(
                    verdict.issues(), EndReason.RETRIES_USED, Explanations.retriesUsed(retryAttempt, verdict));
        }
        Long left = circumstances.leftNanoUsd();
        if (left != null && left <= 0) {
            return new Route.Exhausted(
                    verdict.issues(), EndReason.BUDGET_SPENT, Explanations.budgetSpent(retryAttempt, verdict));
        }
        Cause inFull = whyInFull(arm, work);
        if (inFull != null) {
            return chapterWide(policy.level(RetryLevel.FULL_RETRY), verdict, work, false, inFull);
        }
        List<Decided> decided = decide(verdict);
        Escalated escalated = escalated(retryAttempt, furthest(decided), circumstances);
        RetryLevel wanted = escalated == null ? furthest(decided) : escalated.level();
        RetryLevel level = affordable(wanted, circumstances);
        Cause cause = escalated == null ? Cause.ISSUES : escalated.cause();
        if (!level.equals(wanted)) {
            cause = new Cause(
                    LevelReason.CHEAPER,
                    "in place of %s (about %s for a whole chapter, %s left)"
                            .formatted(wanted.name(), usd(circumstances.measuredNanoUsd(wanted)), usd(left)));
        }
        boolean byIssues = escalated == null;
        boolean sceneByScene = level.erases().isText() || level.keepsUnchangedScenes();
        if (!byIssues || policy.scope() == Scope.CHAPTER || !sceneByScene) {
            boolean further = byIssues
                    ? decided.stream()
                            .anyMatch(one -> one.escalated() && one.level().equals(level))
                    : level.equals(wanted);
            return chapterWide(level, verdict, work, further, cause);
        }
        List<Decided> capped = decided.stream().map(one -> one.atMost(level)).toList();
        return perIssue(level, capped, verdict, work, cause);
    }

    private static RetryLevel furthest(List<Decided> decided) {
        return decided.stream().map(Decided::level).max(RetryLevel.BY_REACH).orElseThrow();
    }

    /** The level that many retries, or many of one level in a row, escalate to; null if neither applies. */
    private @Nullable Escalated escalated(int retryAttempt, RetryLevel byIssues, RetryContext circumstances) {
        RetryPolicy.Escalation escalation = policy.escalation();
        if (escalation != null && retryAttempt >= escalation.after()) {
            RetryLevel target = policy.enabled(policy.level(escalation.to()));
            boolean further = byIssues.reachesFurtherThan(target);
            String after = retryAttempt == 0 ? "on the first pass" : "after " + Attempts.retries(retryAttempt);
            return new Escalated(
                    further ? byIssues : target, new Cause(LevelReason.ESCALATED_BY_COUNT, "escalated " + after));
        }
        RetryLevel limited = policy.limited(byIssues, circumstances);
        if (limited.equals(byIssues)) {
            return null;
        }
        int inARow = circumstances.consecutive(byIssues.name());
        return new Escalated(
                limited,
                new Cause(
                        LevelReason.ESCALATED_BY_LIMIT,
                        inARow == 1
                                ? "escalated after 1 %s retry".formatted(byIssues.name())
                                : String.format(
                                        Locale.ROOT,
                                        "escalated after %d %s retries in a row",
                                        inARow,
                                        byIssues.name())));
    }

    /** The level itself, or what the policy chooses for a chapter that cannot afford it. */
    private RetryLevel affordable(RetryLevel wanted, RetryContext circumstances) {
        Long left = circumstances.leftNanoUsd();
        long price = circumstances.measuredNanoUsd(wanted);
        if (left == null || price <= left || policy.nearCap() == RetryPolicy.NearCap.AS_DECIDED) {
            return wanted;
        }
        List<RetryLevel> cheaper = policy.enabledByReach().stream()
                .filter(wanted::reachesFurtherThan)
                .filter(level -> circumstances.measuredNanoUsd(level) < price)
                .toList();
        return cheaper.stream()
                .filter(level -> circumstances.measuredNanoUsd(level) <= left)
                .findFirst()
                .orElse(cheaper.isEmpty() ? wanted : cheaper.get(cheaper.size() - 1));
    }

    private static String usd(@Nullable Long nanoUsd) {
        return nanoUsd == null ? "an unknown amount" : new Money(nanoUsd).toString();
    }

    private @Nullable Cause whyInFull(Arm arm, ChapterWork work) {
        if (!selectiveRetryEnabled) {
            return new Cause(LevelReason.SWITCHED_OFF, "ENABLE_SELECTIVE_RETRY is false");
        }
        if (!policy.selective()) {
            return new Cause(LevelReason.NOT_SELECTIVE, "the policy is not selective");
        }
        if (arm == Arm.CONTROL) {
            return new Cause(LevelReason.CONTROL_ARM, "the chapter is in the rollout's control arm");
        }
        return work.sceneList() == null
                ? new Cause(LevelReason.PLAN_UNREADABLE, "the scene list cannot be read")
                : null;
    }

    private List<Decided> decide(Verdict verdict) {
        List<Decided> decided = new ArrayList<>();
        for (Issue issue : verdict.issues()) {
            decided.add(decide(policy.levelOf(issue), SceneReferences.in(issue.location())));
        }
        if (decided.isEmpty()) {
            decided.add(decide(policy.level(policy.otherwise()), new TreeSet<>()));
        }
        return decided;
    }

    /** A disabled level escalates, and an escalated level reaches the whole chapter. */
    private Decided decide(RetryLevel wanted, SortedSet<Integer> scenes) {
        RetryLevel level = policy.enabled(wanted);
        boolean escalated = !level.equals(wanted);
        return new Decided(level, escalated ? new TreeSet<>() : scenes, escalated);
    }

    private static Route.Retry chapterWide(
            RetryLevel level, Verdict verdict, ChapterWork work, boolean escalated, Cause cause) {
        List<Erasure> erasures = List.of(level.erasure(new TreeSet<>()));
        return new Route.Retry(
                level,
                Scope.CHAPTER,
                new TreeSet<>(),
                erasures,
                verdict.issues(),
                escalated,
                cause.reason(),
                work.sceneList() == null,
                Explanations.retry(
                        level.name() + THE_WHOLE_CHAPTER, cause.text(), verdict, Kept.of(work.erase(erasures))));
    }

    private Route.Retry perIssue(
            RetryLevel level, List<Decided> decided, Verdict verdict, ChapterWork work, Cause cause) {
        SortedSet<Integer> existing = work.missing(Part.last());
        existing.addAll(work.text().keySet());
        List<Decided> erasing = decided.stream()
                // If edit is skipped, erasing a revision would lose it for nothing.
                .filter(one -> !level.skip().contains(one.level().erases().stage()))
                .toList();
        boolean stageChooses = erasing.stream().anyMatch(one -> isChosenByStage(one, existing));
        List<Erasure> erasures = erasing.stream()
                .map(one -> erasure(one, stageChooses, existing))
                .distinct()
                .toList();
        // Scenes that an earlier attempt left unedited are edited now: they have no revision to keep.
        SortedSet<Integer> unedited = new TreeSet<>();
        Part.texts().stream()
                .filter(part -> !level.skip().contains(part.stage()))
                .forEach(part -> unedited.addAll(work.missing(part)));
        SortedSet<Integer> loseTheLevelsPart = scenesLosing(level.erases(), erasures, existing);
        if (level.erases().isText()) {
            loseTheLevelsPart.addAll(work.missing(level.erases()));
        }
        boolean wholeChapter = loseTheLevelsPart.equals(existing);
        SortedSet<Integer> redone = scenesLosing(Part.last(), erasures, existing);
        redone.addAll(unedited);
        boolean escalated =
                decided.stream().anyMatch(one -> one.escalated() && one.level().equals(level));
        String what = wholeChapter
                ? level.name() + THE_WHOLE_CHAPTER
                : levelsByScene(loseTheLevelsPart, level, erasing, existing);
        return new Route.Retry(
                level,
                wholeChapter ? Scope.CHAPTER : Scope.SCENES,
                wholeChapter ? new TreeSet<>() : redone,
                erasures,
                verdict.issues(),
                escalated,
                cause.reason(),
                false,
                Explanations.retry(what, cause.text(), verdict, Kept.of(work.erase(erasures))));
    }

    /**
     * What one issue removes. An issue that names no scene may offer what it removes.
     *
     * @param stageChooses true if for an issue that names no scene a stage chooses what to change. It knows all issues, so
     *     what it keeps is not changed for another one that names no scene either
     */
    private Erasure erasure(Decided decided, boolean stageChooses, SortedSet<Integer> existing) {
        RetryLevel level = decided.level();
        if (!decided.meansWholeChapter(existing)) {
            return level.erasure(decided.scenes());
        }
        boolean offered = aStageChoosesForAll
                ? stageChooses && !decided.escalated() && level.erases().isText()
                : isChosenByStage(decided, existing) && level.erases().isText();
        return new Erasure(level.erases(), new TreeSet<>(), level.keepsUnchangedScenes() || offered);
    }

    /** True if whoever makes the part anew decides which scenes an issue means that names none. */
    private boolean isChosenByStage(Decided decided, SortedSet<Integer> existing) {
        RetryLevel level = decided.level();
        return policy.unlocated() == Unlocated.STAGE_CHOOSES
                && decided.meansWholeChapter(existing)
                && !decided.escalated()
                && (level.keepsUnchangedScenes() || level.erases().isText() && level.erases() != Part.last());
    }

    /**
     * Which level redoes which scenes, the most far-reaching first: {@code WRITE_ONLY of scene 3, EDIT_ONLY of scene
     * 1}.
     */
    private static String levelsByScene(
            SortedSet<Integer> ofTheLevel, RetryLevel level, List<Decided> erasing, SortedSet<Integer> existing) {
        SortedMap<RetryLevel, SortedSet<Integer>> byLevel = new TreeMap<>(RetryLevel.BY_REACH.reversed());
        for (int scene : existing) {
            erasing.stream()
                    .filter(one -> one.takes(scene, existing))
                    .map(Decided::level)
                    .max(RetryLevel.BY_REACH)
                    .or(() -> ofTheLevel.contains(scene) ? Optional.of(level) : Optional.empty())
                    .ifPresent(taking -> byLevel.computeIfAbsent(taking, key -> new TreeSet<>())
                            .add(scene));
        }
        return byLevel.entrySet().stream()
                .map(entry -> entry.getKey().name() + " of " + Scenes.named(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static SortedSet<Integer> scenesLosing(Part part, List<Erasure> erasures, SortedSet<Integer> existing) {
        SortedSet<Integer> losing = new TreeSet<>();
        for (Erasure erasure : erasures) {
            if (erasure.from().compareTo(part) <= 0) {
                losing.addAll(erasure.isWholeChapter() ? existing : erasure.scenes());
            }
        }
        return losing;
    }

    /**
     * One issue's level and scenes.
     *
     * @param scenes empty means the whole chapter
     */
    private record Decided(RetryLevel level, SortedSet<Integer> scenes, boolean escalated) {
        Decided atMost(RetryLevel ceiling) {
            return level.reachesFurtherThan(ceiling) ? new Decided(ceiling, scenes, false) : this;
        }

        boolean takes(int scene, SortedSet<Integer> existing) {
            return meansWholeChapter(existing) || scenes.contains(scene);
        }

        /** An issue without a scene, or with one that does not exist, means the whole chapter. */
        boolean meansWholeChapter(SortedSet<Integer> existing) {
            return scenes.isEmpty() || !existing.containsAll(scenes);
        }
    }

    /** A level that the chapter's history leads to, whatever its issues. */
    private record Escalated(RetryLevel level, Cause cause) {}

    /**
     * Why a retry has its level.
     *
     * @param text for people; empty if the issues say it all
     */
    private record Cause(LevelReason reason, String text) {
        static final Cause ISSUES = new Cause(LevelReason.ISSUES, "");
    }
}
