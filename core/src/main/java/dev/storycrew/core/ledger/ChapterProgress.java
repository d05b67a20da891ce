package dev.storycrew.core.ledger;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import org.jspecify.annotations.Nullable;

/**
 * How far a chapter is. Its events come from several topics; each is ordered, but the order between them is not
 * certain, and the result is the same for any order.
 *
 * @param last the latest event, by its time
 * @param run the highest run seen, from 1
 * @param attempt from the latest event that names one
 * @param stage the stage of the latest event; null if there was none yet
 * @param at when that was, by the writer's clock, in milliseconds since the epoch
 * @param seenAt when the keeper of this record last saw something new, by its own clock: machines' clocks differ
 * @param ended how it ended; null while it is open
 * @param endedAt when; 0 while it is open
 * @param reopenedAt when an operator last reopened it; 0 if never
 * @param deadLetter the dead letter it is waiting in; null if in none
 * @param redriven the id of the last command that put one of its dead letters back; null if none did
 * @param reported true once its standstill has been reported
 * @param accepted true if a run of it was accepted; that text stands whatever became of later runs
 */
public record ChapterProgress(
        ChapterId id,
        ProgressEvent.Kind last,
        int run,
        int attempt,
        @Nullable Stage stage,
        long at,
        long seenAt,
        ChapterOutcome.@Nullable Kind ended,
        long endedAt,
        long reopenedAt,
        @Nullable Waiting deadLetter,
        @Nullable String redriven,
        boolean reported,
        boolean accepted) {

    /**
     * In a dead letter.
     *
     * @param at when it was given up, in milliseconds since the epoch
     */
    public record Waiting(String letter, long at) {}

    /** A chapter after its first event. */
    public static ChapterProgress first(ProgressEvent sighting, long seenAt) {
        ChapterId id = new ChapterId(sighting.book(), sighting.chapter());
        return new ChapterProgress(
                        id,
                        ProgressEvent.Kind.REQUESTED,
                        1,
                        0,
                        null,
                        Long.MIN_VALUE,
                        seenAt,
                        null,
                        0,
                        0,
                        null,
                        null,
                        false,
                        false)
                .after(sighting, seenAt);
    }

    /**
     * The chapter after an event.
     *
     * @param now by the keeper's clock
     */
    public ChapterProgress after(ProgressEvent sighting, long now) {
        if (sighting.kind() == ProgressEvent.Kind.REQUESTED) {
            return this; // A known chapter has already been requested; a book may be submitted again at any time.
        }
        ChapterProgress moved = moved(sighting, now);
        return switch (sighting.kind()) {
            case ENDED -> {
                ChapterOutcome.Kind kind = ChapterOutcome.Kind.valueOf(String.valueOf(sighting.detail()));
                ChapterProgress known = kind == ChapterOutcome.Kind.ACCEPTED ? moved.withAcceptedText() : moved;
                yield sighting.at() > reopenedAt && sighting.at() >= endedAt
                        ? known.withEnd(kind, sighting.at())
                        : known;
            }
            case REOPENED -> moved.reopened(Math.max(reopenedAt, sighting.at()));
            case GIVEN_UP -> {
                String letter = String.valueOf(sighting.detail());
                if (sighting.at() <= reopenedAt) {
                    yield moved;
                }
                // A dead letter known to be put back still replaces earlier ones.
                boolean back = DeadLetter.redriveId(letter).equals(redriven);
                yield moved.withLetter(back ? null : new Waiting(letter, sighting.at()), redriven);
            }
            case REDRIVEN -> {
                Waiting waiting = deadLetter;
                boolean back = waiting != null
                        && DeadLetter.redriveId(waiting.letter()).equals(sighting.detail());
                yield moved.withLetter(back ? null : waiting, sighting.detail());
            }
            default -> moved;
        };
    }

    private ChapterProgress moved(ProgressEvent sighting, long now) {
        boolean latest = sighting.at() >= at;
        boolean tells = latest || isOfTheEnd(sighting);
        return new ChapterProgress(
                id,
                latest ? sighting.kind() : last,
                Math.max(run, sighting.run()),
                tells && told(sighting) ? sighting.attempt() : attempt,
                tells && sighting.stage() != null ? sighting.stage() : stage,
                Math.max(at, sighting.at()),
                now,
                ended,
                endedAt,
                reopenedAt,
                deadLetter,
                redriven,
                false,
                accepted);
    }

    /** True if it was the last thing that a stage did before the end, which was read first: an end names no stage. */
    private boolean isOfTheEnd(ProgressEvent sighting) {
        Stage did = sighting.stage();
        if (last != ProgressEvent.Kind.ENDED || did == null || sighting.run() != run || sighting.attempt() < attempt) {
            return false;
        }
        return stage == null || sighting.attempt() > attempt || did.compareTo(stage) > 0;
    }

    private ChapterProgress withAcceptedText() {
        return new ChapterProgress(
                id,
                last,
                run,
                attempt,
                stage,
                at,
                seenAt,
                ended,
                endedAt,
                reopenedAt,
                deadLetter,
                redriven,
                reported,
                true);
    }

    private ChapterProgress withEnd(ChapterOutcome.Kind kind, long when) {
        return new ChapterProgress(
                id,
                last,
                run,
                attempt,
                stage,
                at,
                seenAt,
                kind,
                when,
                reopenedAt,
                deadLetter,
                redriven,
                reported,
                accepted);
    }

    /** Whatever came before is over. */
    private ChapterProgress reopened(long when) {
        Waiting waiting = deadLetter;
        boolean over = endedAt <= when;
        return new ChapterProgress(
                id,
                last,
                run,
                attempt,
                stage,
                at,
                seenAt,
                over ? null : ended,
                over ? 0 : endedAt,
                when,
                waiting != null && waiting.at() <= when ? null : waiting,
                redriven,
                reported,
                accepted);
    }

    private ChapterProgress withLetter(@Nullable Waiting letter, @Nullable String byCommand) {
        return new ChapterProgress(
                id,
                last,
                run,
                attempt,
                stage,
                at,
                seenAt,
                ended,
                endedAt,
                reopenedAt,
                letter,
                byCommand,
                reported,
                accepted);
    }

    /** The chapter, with its standstill reported. */
    public ChapterProgress asReported() {
        return new ChapterProgress(
                id,
                last,
                run,
                attempt,
                stage,
                at,
                seenAt,
                ended,
                endedAt,
                reopenedAt,
                deadLetter,
                redriven,
                true,
                accepted);
    }

    /** The outcome that stands: an accepted one is not replaced by one that is not. Null while the chapter is open. */
    public ChapterOutcome.@Nullable Kind standing() {
        return ended != null && accepted ? ChapterOutcome.Kind.ACCEPTED : ended;
    }

    /** True while the chapter has no outcome. */
    public boolean open() {
        return ended == null;
    }

    /** True if it was requested and nothing has happened since. */
    public boolean onlyRequested() {
        return last == ProgressEvent.Kind.REQUESTED;
    }

    /**
     * Since when nothing has happened: for a chapter that was only requested, since its turn came, which is when the
     * one before it ended.
     *
     * @param former the chapter before it; null for the first, or if nothing is known about it
     */
    public long stillSince(@Nullable ChapterProgress former) {
        return former == null || !onlyRequested() ? seenAt : Math.max(seenAt, former.seenAt);
    }

    private static boolean told(ProgressEvent sighting) {
        return switch (sighting.kind()) {
            case STARTED, RELEASED, FINISHED, SENT_BACK -> true;
            default -> false;
        };
    }
}
