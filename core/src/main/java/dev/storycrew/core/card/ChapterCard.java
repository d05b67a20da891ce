package dev.storycrew.core.card;

import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a chapter, small enough to keep a million of them: at most {@value #MAX_BYTES} bytes as a record.
 * Texts that are too long are cut, with a mark. Whether a waiting chapter is held depends on its book and on the chapter
 * before it, which a reader of all cards knows; here it is {@link ChapterState#WAITING}.
 *
 * @param title as requested; empty until a request was seen
 * @param progress how far it is, by the ledger's rules; null until something has happened to it
 * @param last its last stage run that ended or cost anything; null if there was none
 * @param retries how often the router sent it back, over all its runs
 * @param saved what its retries cost, against full retries
 * @param firstAt the time of its first record, in milliseconds since the epoch; 0 if there is none
 */
public record ChapterCard(
        ChapterId id,
        String title,
        @Nullable ChapterProgress progress,
        @Nullable LastRun last,
        int retries,
        CardRequests requests,
        CardPath path,
        Spent spent,
        Savings saved,
        List<CardSpan> spans,
        long firstAt,
        long changedAt)
        implements Card {
    /** A card's record is never larger. */
    public static final int MAX_BYTES = 1000;

    private static final int MAX_TITLE = 150;
    private static final int SHORT_TITLE = 45;
    private static final int SHORT_MESSAGE = 90;
    private static final int FEW_STEPS = 6;

    /** More than all fields of fixed length take, in their longest forms. */
    private static final int FIXED = 190;

    private static final int BYTES_OF_A_STEP = 12;
    private static final int BYTES_OF_A_SPAN = 17;
    private static final int BYTES_OF_AN_OFFSET = 7;

    /** A stage run. */
    public record LastRun(Stage stage, int run, int attempt) {}

    public ChapterCard {
        spans = List.copyOf(spans);
    }

    /** A chapter of which nothing is known. */
    public static ChapterCard blank(ChapterId id) {
        return new ChapterCard(
                id,
                "",
                null,
                null,
                0,
                CardRequests.NONE,
                CardPath.EMPTY,
                Spent.NOTHING,
                Savings.none(),
                List.of(),
                0,
                0);
    }

    @Override
    public String key() {
        return id.toString();
    }

    /** Where it stands, never {@link ChapterState#HELD}. */
    public ChapterState state() {
        if (isRejected()) {
            return ChapterState.REJECTED;
        }
        ChapterOutcome.Kind ended = progress == null ? null : progress.standing();
        if (ended != null) {
            return switch (ended) {
                case ACCEPTED -> ChapterState.ACCEPTED;
                case EXHAUSTED -> ChapterState.EXHAUSTED;
                case CANCELLED -> ChapterState.CANCELLED;
            };
        }
        if (progress != null && progress.deadLetter() != null) {
            return ChapterState.DEAD_LETTERED;
        }
        return last == null ? ChapterState.WAITING : ChapterState.UNDER_WAY;
    }

    @Override
    public CardNeed needs() {
        return switch (state()) {
            case REJECTED -> CardNeed.NEW_REQUEST;
            case DEAD_LETTERED -> CardNeed.REDRIVE;
            case EXHAUSTED -> CardNeed.DECISION;
            case ACCEPTED -> madeAgainInVain() ? CardNeed.DECISION : CardNeed.NOTHING;
            case UNDER_WAY, WAITING, HELD, CANCELLED -> CardNeed.NOTHING;
        };
    }

    /** True if its accepted text stands although a later run of it was not accepted. */
    private boolean madeAgainInVain() {
        return progress != null && progress.ended() == ChapterOutcome.Kind.EXHAUSTED;
    }

    /** True if every request for it was rejected, and nothing else has happened to it. */
    public boolean isRejected() {
        return requests.rejection() != null && requests.open().isEmpty() && !isWorkedOn();
    }

    /** True if anything shows that the chapter exists: a request, whatever became of it, or work. */
    public boolean isMentioned() {
        return isWanted() || requests.rejection() != null;
    }

    /** True if somebody waits for it, or did: it was requested, or worked on. */
    public boolean isWanted() {
        return !requests.open().isEmpty() || isWorkedOn();
    }

    private boolean isWorkedOn() {
        return last != null
                || retries > 0
                || (progress != null
                        && (progress.ended() != null || progress.deadLetter() != null || progress.reopenedAt() > 0));
    }

    @Override
    public ChapterCard after(@Nullable Object value, CardPlace place) {
        if (knows(place)) {
            return this;
        }
        ProgressEvent event = value == null ? null : ProgressEvent.of(value);
        boolean ofThis =
                event != null && event.chapter() == id.number() && event.book().equals(id.bookId());
        boolean paid = value instanceof StageRun run && isPaid(run);
        StageRun ran = paid ? (StageRun) value : null;
        return new ChapterCard(
                        id,
                        titleAfter(value, place),
                        event != null && ofThis ? progressAfter(event.orAt(place.time())) : progress,
                        ran != null && isShown(ran) ? new LastRun(ran.stage(), ran.run(), ran.attempt()) : last,
                        value instanceof RetryDecision ? retries + 1 : retries,
                        requestsAfter(value, place),
                        value == null ? path : path.after(value),
                        ran == null ? spent : spent.plus(ran.usage(), ran.notionalPrice()),
                        saved,
                        Card.with(spans, place),
                        firstAt == 0 ? place.time() : Math.min(firstAt, place.time()),
                        Math.max(changedAt, place.time()))
                .fitting();
    }

    /** The same with other savings. */
    public ChapterCard withSaved(Savings now) {
        return new ChapterCard(
                id, title, progress, last, retries, requests, path, spent, now, spans, firstAt, changedAt);
    }

    /** True if a stage run ended, or something was paid for it. */
    static boolean isPaid(StageRun run) {
        return isShown(run) || run.usage().totalTokens() > 0;
    }

    private static boolean isShown(StageRun run) {
        return run.ended() || run.usage().calls() > 0;
    }

    private ChapterProgress progressAfter(ProgressEvent event) {
        ChapterProgress before = progress;
        return before == null
                ? ChapterProgress.first(event, event.at())
                : before.after(event, Math.max(before.seenAt(), event.at()));
    }

    /** As it was requested, or updated; once it has ended, as it was made. */
    private String titleAfter(@Nullable Object value, CardPlace place) {
        if (value instanceof ChapterOutcome outcome) {
            return Shortened.to(MAX_TITLE, outcome.brief().title());
        }
        if (!(value instanceof ChapterRequest request)) {
            return title;
        }
        boolean hasEnded = spans.stream().anyMatch(span -> span.source() == CardSource.CHAPTERS);
        boolean stands = title.isEmpty()
                || (request.isUpdate() && !hasEnded && !requests.refused().contains(place.offset()));
        return stands ? Shortened.to(MAX_TITLE, request.brief().title()) : title;
    }

    private CardRequests requestsAfter(@Nullable Object value, CardPlace place) {
        if (value instanceof ChapterRequest request) {
            return requests.published(place.offset(), request.isUpdate());
        }
        return value instanceof DeadLetter letter && letter.isRejectedRequest()
                ? requests.rejected(
                        letter.offset(),
                        lastRequest(letter.partition()),
                        new CardRequests.Rejection(letter.id(), letter.message()))
                : requests;
    }

    private long lastRequest(int partition) {
        return spans.stream()
                .filter(span -> span.isOf(CardSource.REQUESTS, partition))
                .mapToLong(CardSpan::last)
                .findFirst()
                .orElse(-1);
    }

    /** What says the least goes first. */
    private ChapterCard fitting() {
        ChapterCard card = this;
        for (int step = 0; card.bytes() > MAX_BYTES && step < 4; step++) {
            card = switch (step) {
                case 0 -> card.with(path.atMost(FEW_STEPS), title, requests, progress);
                case 1 -> card.with(card.path, Shortened.to(SHORT_TITLE, title), requests, progress);
                case 2 -> card.with(card.path, card.title, requests.withMessageOf(SHORT_MESSAGE), progress);
                default -> card.with(card.path.atMost(1), card.title, card.requests, forgetful(progress));
            };
        }
        return card;
    }

    /** Without the last redrive, which matters only if it was seen before its dead letter. */
    private static @Nullable ChapterProgress forgetful(@Nullable ChapterProgress progress) {
        return progress == null
                ? null
                : new ChapterProgress(
                        progress.id(),
                        progress.last(),
                        progress.run(),
                        progress.attempt(),
                        progress.stage(),
                        progress.at(),
                        progress.seenAt(),
                        progress.ended(),
                        progress.endedAt(),
                        progress.reopenedAt(),
                        progress.deadLetter(),
                        null,
                        false,
                        progress.accepted());
    }

    private ChapterCard with(
            CardPath shorterPath,
            String shorterTitle,
            CardRequests shorterRequests,
            @Nullable ChapterProgress shorterProgress) {
        return new ChapterCard(
                id,
                shorterTitle,
                shorterProgress,
                last,
                retries,
                shorterRequests,
                shorterPath,
                spent,
                saved,
                spans,
                firstAt,
                changedAt);
    }

    /** No less than its record has. */
    int bytes() {
        int bytes = FIXED + id.bookId().length() + Shortened.bytes(title);
        if (progress != null) {
            bytes += progress.redriven() == null ? 0 : Shortened.bytes(progress.redriven());
            bytes += progress.deadLetter() == null
                    ? 0
                    : Shortened.bytes(progress.deadLetter().letter());
        }
        CardRequests.Rejection rejection = requests.rejection();
        if (rejection != null) {
            bytes += Shortened.bytes(rejection.letter()) + Shortened.bytes(rejection.message());
        }
        bytes += BYTES_OF_AN_OFFSET
                * (requests.open().size() + requests.refused().size());
        bytes += BYTES_OF_A_SPAN * spans.size();
        return bytes
                + path.steps().stream()
                        .mapToInt(step -> BYTES_OF_A_STEP
                                + (step.level() == null ? 0 : Shortened.bytes(Objects.requireNonNull(step.level()))))
                        .sum();
    }
}
