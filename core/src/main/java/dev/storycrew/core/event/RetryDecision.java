package dev.storycrew.core.event;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Erasure;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The router sent a failed chapter back.
 *
 * @param attempt the attempt that failed, which is the retry attempt of the decision; from 0
 * @param reportDigest SHA-256 of the judge report's wire form, in hex
 * @param level the retry level's name
 * @param scenes the scenes that lost something; empty when the scope is the whole chapter
 * @param failedGates the gates that failed
 * @param explanation the sentence that explains it
 * @param policy {@code name@version}
 * @param leftNanoUsd what was left of the chapter's budget, in billionths of a US dollar; null when there was none
 * @param decidedAt milliseconds since the epoch
 * @param reason why the retry has its level
 * @param planUnreadable true when there was no scene list to preserve
 * @param erasures what the work lost; empty in records of version 0
 * @param explanationVersion the {@link dev.storycrew.core.retry.Explanations#VERSION} of the sentence; 0 in records
 *     written before these last fields existed
 */
public record RetryDecision(
        ChapterId chapter,
        String requestId,
        int run,
        int attempt,
        String reportDigest,
        String level,
        Scope scope,
        SortedSet<Integer> scenes,
        List<Issue> issues,
        List<String> failedGates,
        boolean escalated,
        String explanation,
        String policy,
        Arm arm,
        @Nullable Long leftNanoUsd,
        long decidedAt,
        LevelReason reason,
        boolean planUnreadable,
        List<Erasure> erasures,
        int explanationVersion) {
    public RetryDecision {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        issues = List.copyOf(issues);
        failedGates = List.copyOf(failedGates);
        erasures = List.copyOf(erasures);
    }
}
