package dev.storycrew.audit.trail;

import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was out of the ordinary in a stage run that went well, for people. */
final class RunNotes {
    private RunNotes() {}

    /** Each note by itself; empty for most runs. */
    static List<String> of(StageRun run) {
        List<String> notes = new ArrayList<>();
        if (!run.lookedAgain().isEmpty()) {
            notes.add("second look at " + Scenes.named(run.lookedAgain()));
        }
        PartialReview review = run.partialReview();
        if (review != null) {
            notes.add(said(review));
        }
        PairComparison compared = run.compared();
        if (compared != null) {
            notes.add(said(compared));
        }
        if (run.bibleLeftOut() > 0) {
            notes.add("bible entries not in full: " + run.bibleLeftOut());
        }
        notes.addAll(run.warnings());
        return notes;
    }

    private static String said(PairComparison compared) {
        PairVerdict verdict = compared.verdict();
        if (verdict == null) {
            return "it could not be compared with the best attempt before; scores decide which is kept";
        }
        String against = "compared with " + Attempts.named(verdict.earlier()) + ": ";
        return against
                + switch (verdict.preferred()) {
                    case EARLIER -> "the earlier text is better, in both orders";
                    case LATER -> "the later text is better, in both orders";
                    case NEITHER -> "neither is better in both orders; scores decide which is kept";
                };
    }

    private static String said(PartialReview review) {
        String why = because(review.fullReading());
        return "only the changed scenes were read"
                + (why == null
                        ? ""
                        : ", then the whole chapter, because " + why
                                + (review.agreed() ? "" : "; the two reviews disagree"));
    }

    private static @Nullable String because(@Nullable FullReading reading) {
        return reading == null
                ? null
                : switch (reading) {
                    case UNSURE -> "the judge was unsure";
                    case SCORE_FELL -> "a score fell";
                    case SAMPLED -> "it is in the sample";
                    case NOTHING_TO_LEAVE_OUT, MANY_WORDS, FORMER_ISSUE, SECOND_IN_A_ROW, UNKNOWN ->
                        "of " + reading.name().toLowerCase(Locale.ROOT);
                };
    }
}
