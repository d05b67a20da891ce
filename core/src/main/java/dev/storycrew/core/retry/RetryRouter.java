package dev.storycrew.core.retry;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides what happens to a judged chapter. Pure: the same input gives the same route, in any process, at any time. */
public final class RetryRouter {
    private static final String THE_WHOLE_CHAPTER = "the whole chapter";
    private static final double NANO = 1e9;

    private final RetryPolicy policy;
    private final boolean selectiveRetryEnabled;

    /**
     * @param selectiveRetryEnabled false when the environment's {@code ENABLE_SELECTIVE_RETRY=false} makes every retry a
     *     full one, whatever the policy says
     */
    public RetryRouter(RetryPolicy policy, boolean selectiveRetryEnabled) {
        this.policy = policy;
        this.selectiveRetryEnabled = selectiveRetryEnabled;
    }

    /** Decides on a chapter that has had no retry of consequence and no budget. */
    public Route route(int retryAttempt, Arm arm, Verdict verdict, ChapterWork work) {
        return route(retryAttempt, arm, verdict, work, Circumstances.none());
    }

    /**
     * Decides.
     *
     * @param retryAttempt how many retries the chapter has had; 0 when it was judged for the first time
     * @param work the judged work, of which something may be kept
     */
    public Route route(int retryAttempt, Arm arm, Verdict verdict, ChapterWork work, Circumstances circumstances) {
        if (verdict.passed()) {
            return new Route.Accept(
                    "ACCEPTED at attempt " + (retryAttempt + 1) + ": the judge passed it and every gate is open");
        }
        if (retryAttempt >= policy.maxRetries()) {
            return new Route.Exhausted(
                    verdict.issues(), "EXHAUSTED after " + (retryAttempt + 1) + " attempts: " + describe(verdict));
        }
        Long left = circumstances.leftNanoUsd();
        if (left != null && left <= 0) {
            return new Route.Exhausted(
                    verdict.issues(),
                    "EXHAUSTED in attempt " + (retryAttempt + 1) + ": budget, nothing of it is left: "
                            + describe(verdict));
        }
        String inFull = whyInFull(arm, work);
        if (inFull != null) {
            RetryLevel full = policy.level(RetryLevel.FULL_RETRY);
            boolean unreadable = work.sceneList() == null;
            return chapterWide(full, verdict, false, unreadable, inFull);
        }
        List<Decided> decided = decide(verdict);
        Escalated escalated = escalated(retryAttempt, furthest(decided), circumstances);
        RetryLevel wanted = escalated == null ? furthest(decided) : escalated.level();
        RetryLevel level = affordable(wanted, circumstances);
        String because = escalated == null ? "" : escalated.because();
        if (!level.equals(wanted)) {
            because = "cheaper than %s: a whole one costs about %s and %s is left"
                    .formatted(wanted.name(), usd(circumstances.measuredNanoUsd(wanted)), usd(left));
        }
        boolean byIssues = escalated == null;
        if (!byIssues || policy.scope() == Scope.CHAPTER || !level.erases().isText()) {
            boolean further = byIssues
                    ? decided.stream()
                            .anyMatch(one -> one.escalated() && one.level().equals(level))
                    : level.equals(wanted);
            return chapterWide(level, verdict, further, false, because);
        }
        List<Decided> capped = decided.stream().map(one -> one.atMost(level)).toList();
        return perIssue(level, capped, verdict, work, because);
    }

    private static RetryLevel furthest(List<Decided> decided) {
        return decided.stream().map(Decided::level).max(RetryLevel.BY_REACH).orElseThrow();
    }

    /** The level that many retries, or many of one kind in a row, lead to; null where neither applies. */
    private @Nullable Escalated escalated(int retryAttempt, RetryLevel byIssues, Circumstances circumstances) {
        RetryPolicy.Escalation escalation = policy.escalation();
        if (escalation != null && retryAttempt >= escalation.after()) {
            RetryLevel target = policy.enabled(policy.level(escalation.to()));
            boolean further = RetryLevel.BY_REACH.compare(byIssues, target) > 0;
            return new Escalated(further ? byIssues : target, "escalated after " + retryAttempt + " retries");
        }
        RetryLevel limited = policy.limited(byIssues, circumstances);
        if (limited.equals(byIssues)) {
            return null;
        }
        return new Escalated(
                limited,
                "escalated after %d of %s in a row"
                        .formatted(circumstances.consecutive(byIssues.name()), byIssues.name()));
    }

    /** The level itself, or what the policy has for a chapter that cannot pay it. */
    private RetryLevel affordable(RetryLevel wanted, Circumstances circumstances) {
        Long left = circumstances.leftNanoUsd();
        long price = circumstances.measuredNanoUsd(wanted);
        if (left == null || price <= left || policy.nearCap() == RetryPolicy.NearCap.AS_DECIDED) {
            return wanted;
        }
        List<RetryLevel> cheaper = policy.enabledByReach().stream()
                .filter(level -> RetryLevel.BY_REACH.compare(level, wanted) < 0)
                .filter(level -> circumstances.measuredNanoUsd(level) < price)
                .toList();
        return cheaper.stream()
                .filter(level -> circumstances.measuredNanoUsd(level) <= left)
                .findFirst()
                .orElse(cheaper.isEmpty() ? wanted : cheaper.get(cheaper.size() - 1));
    }

    private static String usd(@Nullable Long nanoUsd) {
        return nanoUsd == null ? "nothing" : String.format(Locale.ROOT, "$%.4f", nanoUsd / NANO);
    }

    private @Nullable String whyInFull(Arm arm, ChapterWork work) {
        if (!selectiveRetryEnabled) {
            return "ENABLE_SELECTIVE_RETRY is false";
        }
        if (!policy.selective()) {
            return "the policy is not selective";
        }
        if (arm == Arm.CONTROL) {
            return "the chapter is in the rollout's control arm";
        }
        return work.sceneList() == null ? "the scene list cannot be read" : null;
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

    private Route.Retry chapterWide(
            RetryLevel level, Verdict verdict, boolean escalated, boolean planUnreadable, String because) {
        String reason = because.isEmpty() ? "" : ", " + because;
        return new Route.Retry(
                level,
                Scope.CHAPTER,
                new TreeSet<>(),
                List.of(Erasure.wholeChapter(level.erases())),
                verdict.issues(),
                escalated,
                planUnreadable,
                "%s of %s%s: %s; kept: %s"
                        .formatted(level.name(), THE_WHOLE_CHAPTER, reason, describe(verdict), kept(level)));
    }

    private Route.Retry perIssue(
            RetryLevel level, List<Decided> decided, Verdict verdict, ChapterWork work, String because) {
        String reason = because.isEmpty() ? "" : ", " + because;
        SortedSet<Integer> existing = work.missing(Part.last());
        existing.addAll(work.text().keySet());
        List<Erasure> erasures = decided.stream()
                // Where edit is skipped, an erased revision would be lost for nothing.
                .filter(one -> !level.skip().contains(one.level().erases().stage()))
                .map(one -> one.erasure(existing))
                .distinct()
                .toList();
        // Scenes that an earlier attempt left unedited are edited now: they keep no revision, for they have none.
        SortedSet<Integer> unedited = new TreeSet<>();
        Part.texts().stream()
                .filter(part -> !level.skip().contains(part.stage()))
                .forEach(part -> unedited.addAll(work.missing(part)));
        SortedSet<Integer> loseTheLevelsPart = scenesLosing(level.erases(), erasures, existing);
        loseTheLevelsPart.addAll(work.missing(level.erases()));
        boolean escalated =
                decided.stream().anyMatch(one -> one.escalated() && one.level().equals(level));
        if (loseTheLevelsPart.equals(existing)) {
            return new Route.Retry(
                    level,
                    Scope.CHAPTER,
                    new TreeSet<>(),
                    erasures,
                    verdict.issues(),
                    escalated,
                    false,
                    "%s of %s%s: %s; kept: %s"
                            .formatted(level.name(), THE_WHOLE_CHAPTER, reason, describe(verdict), kept(level)));
        }
        SortedSet<Integer> redone = scenesLosing(Part.last(), erasures, existing);
        redone.addAll(unedited);
        return new Route.Retry(
                level,
                Scope.SCENES,
                redone,
                erasures,
                verdict.issues(),
                escalated,
                false,
                "%s of scenes %s%s: %s; kept: %s, and all of the other scenes"
                        .formatted(level.name(), list(loseTheLevelsPart), reason, describe(verdict), kept(level)));
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

    private static String kept(RetryLevel level) {
        List<Part> kept = level.erases().before();
        return kept.isEmpty() ? "nothing" : kept.stream().map(Part::phrase).collect(Collectors.joining(" and "));
    }

    /** What is wrong, in a few words. */
    public static String describe(Verdict verdict) {
        if (verdict.issues().isEmpty()) {
            return "the judge did not pass it and named no issue";
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        verdict.issues().forEach(issue -> counts.merge(phrase(issue), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry ->
                        entry.getValue() == 1 ? entry.getKey() : entry.getKey() + " (" + entry.getValue() + " times)")
                .collect(Collectors.joining(", "));
    }

    private static String phrase(Issue issue) {
        String severity = issue.severity().name().toLowerCase(Locale.ROOT);
        SortedSet<Integer> scenes = SceneReferences.in(issue.location());
        String where = scenes.isEmpty() ? "" : " in scene " + list(scenes);
        return severity + " " + issue.type() + where;
    }

    private static String list(SortedSet<Integer> scenes) {
        return scenes.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /**
     * One issue's level and scenes.
     *
     * @param scenes empty means the whole chapter
     */
    private record Decided(RetryLevel level, SortedSet<Integer> scenes, boolean escalated) {
        Decided atMost(RetryLevel ceiling) {
            return RetryLevel.BY_REACH.compare(level, ceiling) > 0 ? new Decided(ceiling, scenes, false) : this;
        }

        Erasure erasure(SortedSet<Integer> existing) {
            boolean wholeChapter = !existing.containsAll(scenes);
            return wholeChapter ? Erasure.wholeChapter(level.erases()) : new Erasure(level.erases(), scenes);
        }
    }

    /** A level that the chapter's history leads to, whatever its issues are. */
    private record Escalated(RetryLevel level, String because) {}
}
