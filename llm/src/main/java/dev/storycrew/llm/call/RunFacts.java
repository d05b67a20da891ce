package dev.storycrew.llm.call;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.judge.PartialReview;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a stage run asked and used, for its StageRun record.
 *
 * @param scenes the scenes asked for; empty where a stage works on the whole chapter
 * @param promptDigest SHA-256 of the request in hex; null when no model was asked
 * @param responseDigest SHA-256 of the answer in hex; null when there was none
 * @param notionalPrice true if the cost is notional, as the rehearsal model's is
 * @param lookedAgain the scenes that were asked for a second time because a check found something
 * @param partialReview what a judge answered to the changed scenes alone, or null
 * @param answer what the answer alone used
 * @param bibleLeftOut how many of the bible's entries the request did not show in full
 * @param warnings what of the answer was left out because it could not be; ids and counts, nothing of the story
 * @param compared what a judge answered who was asked which of two texts is better; null if none was asked
 */
public record RunFacts(
        SortedSet<Integer> scenes,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String promptVersion,
        @Nullable String promptDigest,
        @Nullable String responseDigest,
        Usage usage,
        boolean notionalPrice,
        SortedSet<Integer> lookedAgain,
        @Nullable PartialReview partialReview,
        AnswerUsage answer,
        int bibleLeftOut,
        List<String> warnings,
        @Nullable PairComparison compared) {
    public RunFacts {
        scenes = Collections.unmodifiableSortedSet(new TreeSet<>(scenes));
        lookedAgain = Collections.unmodifiableSortedSet(new TreeSet<>(lookedAgain));
        warnings = List.copyOf(warnings);
    }

    /** The facts of a run of one question. */
    public RunFacts(
            SortedSet<Integer> scenes,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String promptVersion,
            @Nullable String promptDigest,
            @Nullable String responseDigest,
            Usage usage,
            boolean notionalPrice,
            AnswerUsage answer) {
        this(
                scenes,
                provider,
                model,
                promptVersion,
                promptDigest,
                responseDigest,
                usage,
                notionalPrice,
                new TreeSet<>(),
                null,
                answer,
                0,
                List.of(),
                null);
    }

    /** The facts of a run that asked twice: the later request and answer, for the first one's scenes, paid together. */
    public RunFacts then(RunFacts second) {
        return new RunFacts(
                scenes,
                second.provider,
                second.model,
                second.promptVersion,
                second.promptDigest,
                second.responseDigest == null ? responseDigest : second.responseDigest,
                usage.plus(second.usage),
                notionalPrice || second.notionalPrice,
                lookedAgain,
                partialReview,
                answer.plus(second.answer),
                Math.max(bibleLeftOut, second.bibleLeftOut),
                second.warnings,
                compared);
    }

    /** The same where the answer is not what the run ended with. */
    public RunFacts withoutAnswer() {
        return with(lookedAgain, partialReview, AnswerUsage.none());
    }

    /** The same run where more was paid for, which led to nothing. */
    public RunFacts withUsage(Usage all) {
        return new RunFacts(
                scenes,
                provider,
                model,
                promptVersion,
                promptDigest,
                responseDigest,
                all,
                notionalPrice,
                lookedAgain,
                partialReview,
                answer,
                bibleLeftOut,
                warnings,
                compared);
    }

    public RunFacts lookedAgain(SortedSet<Integer> again) {
        return with(again, partialReview, answer);
    }

    public RunFacts reviewedInPart(PartialReview review) {
        return with(lookedAgain, review, answer);
    }

    /** The same run, whose answer was not all that it could be. */
    public RunFacts warning(List<String> of) {
        return new RunFacts(
                scenes,
                provider,
                model,
                promptVersion,
                promptDigest,
                responseDigest,
                usage,
                notionalPrice,
                lookedAgain,
                partialReview,
                answer,
                bibleLeftOut,
                of,
                compared);
    }

    /** The same run, whose judge was asked which of two texts is better. */
    public RunFacts compared(PairComparison comparison) {
        return new RunFacts(
                scenes,
                provider,
                model,
                promptVersion,
                promptDigest,
                responseDigest,
                usage,
                notionalPrice,
                lookedAgain,
                partialReview,
                answer,
                bibleLeftOut,
                warnings,
                comparison);
    }

    private RunFacts with(SortedSet<Integer> again, @Nullable PartialReview review, AnswerUsage taken) {
        return new RunFacts(
                scenes,
                provider,
                model,
                promptVersion,
                promptDigest,
                responseDigest,
                usage,
                notionalPrice,
                again,
                review,
                taken,
                bibleLeftOut,
                warnings,
                compared);
    }

    /** The facts of a run that asked no model. */
    public static RunFacts none() {
        return of(new TreeSet<>());
    }

    /** The facts of a run that has asked no model yet, for these scenes. */
    public static RunFacts of(SortedSet<Integer> scenes) {
        return new RunFacts(scenes, null, null, null, null, null, Usage.none(), false, AnswerUsage.none());
    }
}
