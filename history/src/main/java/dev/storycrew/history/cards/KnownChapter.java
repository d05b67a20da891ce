package dev.storycrew.history.cards;

import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A chapter in the index: its card as bytes, and what is asked of all chapters without decoding them.
 *
 * @param state as shown; null if nothing shows that the chapter exists
 * @param known true if somebody waits for it, or did
 * @param waiting true if it was requested and nothing has happened since
 * @param missing true if its turn comes after a chapter that nobody has requested
 * @param needy true if it certainly needs a person
 * @param moving the services it may be waiting for, as bits; 0 unless it is its turn and nothing is known to be in the way
 * @param since when something last happened to it, in milliseconds since the epoch
 */
record KnownChapter(
        byte[] card,
        @Nullable ChapterState state,
        boolean known,
        boolean waiting,
        boolean missing,
        boolean needy,
        short moving,
        long since) {
    /** The services that chapters wait for, in the order of their bits. */
    static final List<String> SERVICES = services();

    /** Knows the book's rule, and takes every service to run. */
    private record Quiet(boolean goesOnAfterFailure) implements ServiceStatus {
        @Override
        public OptionalInt processes(String service) {
            return OptionalInt.empty();
        }

        @Override
        public @Nullable String trouble(String service) {
            return null;
        }
    }

    /**
     * @param formerKnown what the index has of the chapter before it; null for the first, or if it has nothing
     * @param former that chapter's progress; null where nothing is known about it, or it was rejected
     * @param goesOn whether a book goes on after a chapter that was not accepted
     */
    static KnownChapter of(
            ChapterCard card,
            byte[] bytes,
            @Nullable KnownChapter formerKnown,
            @Nullable ChapterProgress former,
            BookProgress book,
            boolean goesOn) {
        ChapterProgress progress = card.progress();
        ChapterState own = card.isMentioned() ? card.state() : null;
        boolean known = own != null && own != ChapterState.REJECTED;
        if (!known || progress == null || !progress.open()) {
            boolean rejected = own == ChapterState.REJECTED;
            return new KnownChapter(bytes, own, known, false, false, rejected, (short) 0, card.changedAt());
        }
        boolean waiting = progress.onlyRequested();
        boolean missing = waiting
                && card.id().number() > 1
                && (formerKnown == null || !formerKnown.known || (formerKnown.waiting && formerKnown.missing));
        StallDiagnosis.Reason reason = missing
                ? StallDiagnosis.Reason.FORMER_NOT_ASKED_FOR
                : StallDiagnosis.of(progress, former, book, new Quiet(goesOn)).reason();
        boolean held = own == ChapterState.WAITING
                && (reason == StallDiagnosis.Reason.HELD || reason == StallDiagnosis.Reason.HELD_BY_OPERATOR);
        return new KnownChapter(
                bytes,
                held ? ChapterState.HELD : own,
                true,
                waiting,
                missing,
                reason.isCertain(),
                reason == StallDiagnosis.Reason.UNKNOWN ? bits(progress) : 0,
                progress.stillSince(former));
    }

    /** The same but for what another chapter can see of it. */
    boolean looksLike(@Nullable KnownChapter other) {
        return other != null && known == other.known && waiting == other.waiting && missing == other.missing;
    }

    boolean isMoving() {
        return moving != 0;
    }

    private static short bits(ChapterProgress progress) {
        int bits = 0;
        for (String service : StallDiagnosis.awaited(progress)) {
            bits |= 1 << SERVICES.indexOf(service);
        }
        return (short) bits;
    }

    private static List<String> services() {
        List<String> all = new ArrayList<>(List.of("sequencer", "router"));
        for (Stage stage : Stage.values()) {
            all.add(stage.label());
        }
        return List.copyOf(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Objects.hash(state, since);
    }
}
