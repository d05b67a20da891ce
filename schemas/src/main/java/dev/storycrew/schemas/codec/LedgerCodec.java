package dev.storycrew.schemas.codec;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.avro.BookProgressRecord;
import dev.storycrew.schemas.avro.ChapterProgressRecord;
import dev.storycrew.schemas.avro.OutcomeKind;
import dev.storycrew.schemas.avro.SightingKind;
import dev.storycrew.schemas.avro.SightingRecord;
import dev.storycrew.schemas.avro.StageName;
import org.jspecify.annotations.Nullable;

/** What the ledger keeps. */
final class LedgerCodec {
    private LedgerCodec() {}

    static SightingRecord encode(ProgressEvent sighting) {
        return new SightingRecord(
                sighting.book(),
                sighting.chapter(),
                SightingKind.valueOf(sighting.kind().name()),
                sighting.run(),
                sighting.attempt(),
                encode(sighting.stage()),
                sighting.detail(),
                sighting.at());
    }

    static ProgressEvent decode(SightingRecord sighting) {
        return new ProgressEvent(
                sighting.getBook(),
                sighting.getChapter(),
                ProgressEvent.Kind.valueOf(sighting.getKind().name()),
                sighting.getRun(),
                sighting.getAttempt(),
                decode(sighting.getStage()),
                sighting.getDetail(),
                sighting.getAt());
    }

    static ChapterProgressRecord encode(ChapterProgress chapter) {
        ChapterOutcome.Kind ended = chapter.ended();
        ChapterProgress.Waiting waiting = chapter.deadLetter();
        return new ChapterProgressRecord(
                chapter.id().bookId(),
                chapter.id().number(),
                SightingKind.valueOf(chapter.last().name()),
                chapter.run(),
                chapter.attempt(),
                encode(chapter.stage()),
                chapter.at(),
                chapter.seenAt(),
                ended == null ? null : OutcomeKind.valueOf(ended.name()),
                chapter.endedAt(),
                chapter.reopenedAt(),
                waiting == null ? null : waiting.letter(),
                waiting == null ? 0 : waiting.at(),
                chapter.redriven(),
                chapter.reported(),
                chapter.accepted());
    }

    static ChapterProgress decode(ChapterProgressRecord chapter) {
        OutcomeKind ended = chapter.getEnded();
        String letter = chapter.getDeadLetter();
        return new ChapterProgress(
                new ChapterId(chapter.getBook(), chapter.getChapter()),
                ProgressEvent.Kind.valueOf(chapter.getLast().name()),
                chapter.getRun(),
                chapter.getAttempt(),
                decode(chapter.getStage()),
                chapter.getAt(),
                chapter.getSeenAt(),
                ended == null ? null : ChapterOutcome.Kind.valueOf(ended.name()),
                chapter.getEndedAt(),
                chapter.getReopenedAt(),
                letter == null ? null : new ChapterProgress.Waiting(letter, chapter.getDeadLetterAt()),
                chapter.getRedriven(),
                chapter.getReported(),
                chapter.getAccepted() || ended == OutcomeKind.ACCEPTED);
    }

    static BookProgressRecord encode(BookProgress book) {
        return new BookProgressRecord(book.heldBy(), book.releasedAt());
    }

    static BookProgress decode(BookProgressRecord book) {
        return new BookProgress(book.getHeldBy(), book.getReleasedAt());
    }

    static @Nullable StageName encode(@Nullable Stage stage) {
        return stage == null ? null : EnvelopeCodec.encode(stage);
    }

    static @Nullable Stage decode(@Nullable StageName stage) {
        return stage == null ? null : EnvelopeCodec.decode(stage);
    }
}
