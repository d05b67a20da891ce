package dev.storycrew.core.ledger;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import org.jspecify.annotations.Nullable;

/**
 * How far a chapter is. What happens to it is in several topics, whose order among each other is not certain: each fact is
 * taken as it comes, and the last one is the one that bears the latest time.
 *
 * @param last the last that happened
 * @param run the highest run seen, from 1
 * @param attempt of the last that happened
 * @param stage the stage that it happened in; null where it was none
 * @param at when, by the clock of whoever wrote it, in milliseconds since the epoch
 * @param seenAt when whoever keeps this last saw something new, by its own clock: clocks of machines differ
 * @param ended how it ended; null while it is open
 * @param endedAt when; 0 while it is open
 * @param deadLetter the id of the dead letter that it waits in; null when in none
 * @param redriven the id of the last command that put a dead letter of it back; null when none did
 * @param reported true when it has been reported that nothing happened since then
 */
public record ChapterProgress(
        ChapterId id,
        Sighting.Kind last,
        int run,
        int attempt,
        @Nullable Stage stage,
        long at,
        long seenAt,
        ChapterOutcome.@Nullable Kind ended,
        long endedAt,
        @Nullable String deadLetter,
        @Nullable String redriven,
        boolean reported) {

    /** A chapter of which the first thing is seen. */
    public static ChapterProgress first(Sighting sighting, long seenAt) {
        ChapterId id = new ChapterId(sighting.book(), sighting.chapter());
        return new ChapterProgress(
                        id, Sighting.Kind.REQUESTED, 1, 0, null, Long.MIN_VALUE, seenAt, null, 0, null, null, false)
                .after(sighting, seenAt);
    }

    /**
     * The chapter after something that happened to it.
     *
     * @param now by the clock of whoever keeps this
     */
    public ChapterProgress after(Sighting sighting, long now) {
        boolean latest = sighting.at() >= at;
        ChapterOutcome.Kind endedAfter = ended;
        long endedAtAfter = endedAt;
        String letterAfter = deadLetter;
        String redrivenAfter = redriven;
        switch (sighting.kind()) {
            case ENDED -> {
                endedAfter = ChapterOutcome.Kind.valueOf(String.valueOf(sighting.detail()));
                endedAtAfter = sighting.at();
                letterAfter = null;
            }
            case REOPENED -> {
                if (sighting.at() > endedAt) {
                    endedAfter = null;
                    endedAtAfter = 0;
                    letterAfter = null;
                }
            }
            case GIVEN_UP -> {
                String letter = String.valueOf(sighting.detail());
                letterAfter = ended != null || DeadLetter.redriveId(letter).equals(redriven) ? deadLetter : letter;
            }
            case REDRIVEN -> {
                redrivenAfter = sighting.detail();
                letterAfter = deadLetter != null && DeadLetter.redriveId(deadLetter).equals(sighting.detail())
                        ? null
                        : deadLetter;
            }
            default -> {}
        }
        return new ChapterProgress(
                id,
                latest ? sighting.kind() : last,
                Math.max(run, sighting.run()),
                latest && told(sighting) ? sighting.attempt() : attempt,
                latest && sighting.stage() != null ? sighting.stage() : stage,
                Math.max(at, sighting.at()),
                now,
                endedAfter,
                endedAtAfter,
                letterAfter,
                redrivenAfter,
                false);
    }

    /** The chapter, of which it has been reported that nothing happens. */
    public ChapterProgress asReported() {
        return new ChapterProgress(
                id, last, run, attempt, stage, at, seenAt, ended, endedAt, deadLetter, redriven, true);
    }

    /** True while the chapter has no outcome. */
    public boolean open() {
        return ended == null;
    }

    /** True when nothing has happened but that somebody asked for it. */
    public boolean onlyRequested() {
        return last == Sighting.Kind.REQUESTED;
    }

    private static boolean told(Sighting sighting) {
        return switch (sighting.kind()) {
            case STARTED, RELEASED, FINISHED, SENT_BACK -> true;
            default -> false;
        };
    }
}
