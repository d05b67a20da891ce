package dev.storycrew.core.retry;

import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.SceneReferences;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.story.Kept;
import dev.storycrew.core.story.Scenes;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The sentences that explain decisions and outcomes. They are for people: whatever a program needs is a field beside them,
 * and no program parses a sentence. An audit builds the sentence again and compares it, if the record has this version.
 */
public final class Explanations {
    /** The version of these sentences, stored in the records that hold them; raise it whenever the wording or a rule changes. */
    public static final int VERSION = 3;

    /** The first version that was written since critical issues, prose and continuity fail a chapter by themselves. */
    public static final int CRITICAL_ISSUES_FAIL = 2;

    /** The first version that was written since a stage that chooses does so for all issues that name no scene. */
    public static final int A_STAGE_CHOOSES_FOR_ALL = 3;

    private Explanations() {}

    /** @param attempt from 0 */
    public static String passed(int attempt) {
        return "ACCEPTED on " + Attempts.named(attempt) + ": the judge passed it and no gate failed";
    }

    /** @param attempt from 0 */
    public static String acceptedByOperator(int attempt, String commandId) {
        return "ACCEPTED on " + Attempts.named(attempt) + ": accepted by an operator, command " + commandId;
    }

    /** @param signature of the operator's command */
    public static String cancelled(String signature) {
        return "CANCELLED by " + signature;
    }

    /**
     * A stage stopped the chapter.
     *
     * @param attempt from 0
     * @param stopReason from the envelope
     */
    public static String stopped(int attempt, @Nullable String stopReason) {
        return "EXHAUSTED on " + Attempts.named(attempt) + ": " + stopReason;
    }

    /** A text handed in by an editor failed. */
    public static String handedIn(Verdict verdict) {
        return "EXHAUSTED: the text was handed in by an editor and is not rewritten by a machine: " + describe(verdict);
    }

    static String retriesUsed(int attempt, Verdict verdict) {
        return "EXHAUSTED after " + (attempt == 0 ? Attempts.named(0) : Attempts.retries(attempt)) + ": "
                + describe(verdict);
    }

    static String budgetSpent(int attempt, Verdict verdict) {
        return "EXHAUSTED on " + Attempts.named(attempt) + ", budget spent: " + describe(verdict);
    }

    /**
     * @param what which level redoes which scenes
     * @param because why the level is not the one the issues call for; empty when it is
     */
    static String retry(String what, String because, Verdict verdict, Kept kept) {
        String reason = because.isEmpty() ? "" : ", " + because;
        return what + reason + ": " + describe(verdict) + "; kept: " + kept.describe();
    }

    /** What is wrong, in a few words. */
    private static String describe(Verdict verdict) {
        if (verdict.issues().isEmpty()) {
            return "the judge did not pass it but named no issue";
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
        String where = scenes.isEmpty() ? "" : " in " + Scenes.named(scenes);
        return severity + " " + issue.type() + where;
    }
}
