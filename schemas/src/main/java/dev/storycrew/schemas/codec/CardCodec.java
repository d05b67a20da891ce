package dev.storycrew.schemas.codec;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.CardPath;
import dev.storycrew.core.card.CardRequests;
import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.CardSpan;
import dev.storycrew.core.card.CardStep;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.KeptCard;
import dev.storycrew.core.card.Spent;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.avro.CardNeedName;
import dev.storycrew.schemas.avro.CardSourceName;
import dev.storycrew.schemas.avro.CardSpanRecord;
import dev.storycrew.schemas.avro.CardStateName;
import dev.storycrew.schemas.avro.CardStepRecord;
import dev.storycrew.schemas.avro.ChapterCardRecord;
import dev.storycrew.schemas.avro.KeptCardRecord;
import dev.storycrew.schemas.avro.OutcomeKind;
import dev.storycrew.schemas.avro.ScopeName;
import dev.storycrew.schemas.avro.SightingKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cards: a book's is one with chapter 0. */
final class CardCodec {
    private CardCodec() {}

    static KeptCardRecord encode(KeptCard kept) {
        return new KeptCardRecord(encode(kept.card()), StoryCodec.map(kept.runs(), EventCodec::encode), kept.whole());
    }

    static KeptCard decode(KeptCardRecord kept) {
        return new KeptCard(
                decode(kept.getCard()), StoryCodec.map(kept.getRuns(), EventCodec::decode), kept.getWhole());
    }

    static ChapterCardRecord encode(Card card) {
        return card instanceof ChapterCard chapter ? encode(chapter) : encode((BookCard) card);
    }

    static Card decode(ChapterCardRecord card) {
        List<CardSpan> spans = StoryCodec.map(card.getSpans(), CardCodec::decode);
        long changedAt = card.getChangedAt().toEpochMilli();
        if (card.getChapter() == 0) {
            BookProgress progress = new BookProgress(card.getHeldBy(), card.getReleasedAt());
            return new BookCard(card.getBook(), progress, spans, changedAt);
        }
        ChapterId id = new ChapterId(card.getBook(), card.getChapter());
        Stage lastStage = LedgerCodec.decode(card.getLastStage());
        String letter = card.getRejection();
        return new ChapterCard(
                id,
                card.getTitle(),
                progress(id, card),
                lastStage == null ? null : new ChapterCard.LastRun(lastStage, card.getLastRun(), card.getLastAttempt()),
                card.getRetries(),
                new CardRequests(
                        card.getOpenRequests(),
                        card.getRefusedRequests(),
                        letter == null
                                ? null
                                : new CardRequests.Rejection(letter, String.valueOf(card.getRejectedBecause()))),
                new CardPath(
                        StoryCodec.map(card.getPath(), CardCodec::decode),
                        card.getStepsLeftOut(),
                        card.getBestHundredths()),
                new Spent(
                        card.getInputTokens(),
                        card.getCachedTokens(),
                        card.getOutputTokens(),
                        card.getCostNanoUsd(),
                        card.getPriced(),
                        card.getNotionalPrice()),
                new Savings(
                        new Savings.Amount(new Money(card.getRetryCostNanoUsd()), card.getRetryTokens()),
                        new Savings.Amount(new Money(card.getFullRetryCostNanoUsd()), card.getFullRetryTokens())),
                spans,
                card.getFirstAt(),
                changedAt);
    }

    private static ChapterCardRecord encode(BookCard card) {
        ChapterCardRecord.Builder encoded = blank(card);
        encoded.setBook(card.book());
        encoded.setChapter(0);
        encoded.setState(card.progress().heldBy() == null ? CardStateName.WAITING : CardStateName.HELD);
        encoded.setHeldBy(card.progress().heldBy());
        encoded.setReleasedAt(card.progress().releasedAt());
        return encoded.build();
    }

    private static ChapterCardRecord.Builder blank(Card card) {
        return ChapterCardRecord.newBuilder()
                .setNeeds(CardNeedName.valueOf(card.needs().name()))
                .setSpans(StoryCodec.map(card.spans(), CardCodec::encode))
                .setChangedAt(Instant.ofEpochMilli(card.changedAt()));
    }

    private static ChapterCardRecord encode(ChapterCard card) {
        ChapterCardRecord.Builder encoded = blank(card);
        encoded.setBook(card.id().bookId());
        encoded.setChapter(card.id().number());
        encoded.setState(CardStateName.valueOf(card.state().name()));
        encoded.setTitle(card.title());
        encoded.setFirstAt(card.firstAt());
        ChapterProgress progress = card.progress();
        if (progress != null) {
            set(progress, encoded);
        }
        ChapterCard.LastRun last = card.last();
        if (last != null) {
            encoded.setLastStage(LedgerCodec.encode(last.stage()));
            encoded.setLastRun(last.run());
            encoded.setLastAttempt(last.attempt());
        }
        encoded.setRetries(card.retries());
        encoded.setOpenRequests(card.requests().open());
        encoded.setRefusedRequests(card.requests().refused());
        CardRequests.Rejection rejection = card.requests().rejection();
        encoded.setRejection(rejection == null ? null : rejection.letter());
        encoded.setRejectedBecause(rejection == null ? null : rejection.message());
        encoded.setPath(StoryCodec.map(card.path().steps(), CardCodec::encode));
        encoded.setStepsLeftOut(card.path().leftOut());
        encoded.setBestHundredths(card.path().bestHundredths());
        encoded.setInputTokens(card.spent().inputTokens());
        encoded.setCachedTokens(card.spent().cachedTokens());
        encoded.setOutputTokens(card.spent().outputTokens());
        encoded.setCostNanoUsd(card.spent().costNanoUsd());
        encoded.setPriced(card.spent().priced());
        encoded.setNotionalPrice(card.spent().notional());
        encoded.setRetryCostNanoUsd(card.saved().retry().money().nanoUsd());
        encoded.setRetryTokens(card.saved().retry().tokens());
        encoded.setFullRetryCostNanoUsd(card.saved().fullRetry().money().nanoUsd());
        encoded.setFullRetryTokens(card.saved().fullRetry().tokens());
        return encoded.build();
    }

    private static void set(ChapterProgress progress, ChapterCardRecord.Builder encoded) {
        ChapterOutcome.Kind ended = progress.ended();
        ChapterProgress.Waiting waiting = progress.deadLetter();
        encoded.setLast(SightingKind.valueOf(progress.last().name()));
        encoded.setRun(progress.run());
        encoded.setAttempt(progress.attempt());
        encoded.setStage(LedgerCodec.encode(progress.stage()));
        encoded.setAt(progress.at());
        encoded.setSeenAt(progress.seenAt());
        encoded.setEnded(ended == null ? null : OutcomeKind.valueOf(ended.name()));
        encoded.setEndedAt(progress.endedAt());
        encoded.setReopenedAt(progress.reopenedAt());
        encoded.setDeadLetter(waiting == null ? null : waiting.letter());
        encoded.setDeadLetterAt(waiting == null ? 0 : waiting.at());
        encoded.setRedriven(progress.redriven());
        encoded.setAccepted(progress.accepted());
    }

    private static @Nullable ChapterProgress progress(ChapterId id, ChapterCardRecord card) {
        SightingKind last = card.getLast();
        if (last == null) {
            return null;
        }
        OutcomeKind ended = card.getEnded();
        String letter = card.getDeadLetter();
        return new ChapterProgress(
                id,
                ProgressEvent.Kind.valueOf(last.name()),
                card.getRun(),
                card.getAttempt(),
                LedgerCodec.decode(card.getStage()),
                card.getAt(),
                card.getSeenAt(),
                ended == null ? null : ChapterOutcome.Kind.valueOf(ended.name()),
                card.getEndedAt(),
                card.getReopenedAt(),
                letter == null ? null : new ChapterProgress.Waiting(letter, card.getDeadLetterAt()),
                card.getRedriven(),
                false,
                card.getAccepted() || ended == OutcomeKind.ACCEPTED);
    }

    private static CardStepRecord encode(CardStep step) {
        Scope scope = step.scope();
        return new CardStepRecord(
                step.run(),
                step.attempt(),
                step.level(),
                scope == null ? null : ScopeName.valueOf(scope.name()),
                step.escalated(),
                step.scoreHundredths(),
                step.passed());
    }

    private static CardStep decode(CardStepRecord step) {
        ScopeName scope = step.getScope();
        return new CardStep(
                step.getRun(),
                step.getAttempt(),
                step.getLevel(),
                scope == null ? null : Scope.valueOf(scope.name()),
                step.getEscalated(),
                step.getScoreHundredths(),
                step.getPassed());
    }

    private static CardSpanRecord encode(CardSpan span) {
        return new CardSpanRecord(
                CardSourceName.valueOf(span.source().name()), span.partition(), span.first(), span.last());
    }

    private static CardSpan decode(CardSpanRecord span) {
        return new CardSpan(
                CardSource.valueOf(span.getTopic().name()), span.getPartition(), span.getFirst(), span.getLast());
    }
}
