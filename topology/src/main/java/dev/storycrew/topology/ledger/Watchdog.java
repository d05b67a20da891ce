package dev.storycrew.topology.ledger;

import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Reports stuck chapters, each once for each reason until something happens to it. A chapter whose turn has not come is not
 * reported: the one it is waiting for is.
 */
final class Watchdog {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Timelines timelines;
    private final LedgerSettings settings;
    private final TaskGauge gauge;
    private final TaskGauge letters;

    /** Of the chapters that stand still; one that was reported before a restart is not here, and not reported again. */
    private final Map<ChapterId, Set<StallDiagnosis.Reason>> told = new HashMap<>();

    Watchdog(Timelines timelines, LedgerSettings settings, TaskGauge gauge, TaskGauge letters) {
        this.letters = letters;
        this.timelines = timelines;
        this.settings = settings;
        this.gauge = gauge;
    }

    /** @param now in milliseconds since the epoch */
    void look(long now) {
        List<ChapterProgress> still = timelines.open(
                chapter -> now - stillSince(chapter) >= settings.stuckAfter().toMillis());
        told.keySet()
                .retainAll(still.stream()
                        .filter(ChapterProgress::reported)
                        .map(ChapterProgress::id)
                        .collect(Collectors.toSet()));
        int stuck = 0;
        for (ChapterProgress chapter : still) {
            if (chapter.reported()) {
                stuck++;
            }
            if (chapter.reported() && !told.containsKey(chapter.id())) {
                continue;
            }
            StallDiagnosis stall = StallDiagnosis.of(
                    chapter,
                    timelines.former(chapter.id()),
                    timelines.book(chapter.id().bookId()),
                    settings.surroundings());
            if (stall.reason() != StallDiagnosis.Reason.WAITS_FOR_FORMER
                    && told.computeIfAbsent(chapter.id(), id -> EnumSet.noneOf(StallDiagnosis.Reason.class))
                            .add(stall.reason())) {
                report(chapter, stall, now);
                if (!chapter.reported()) {
                    timelines.put(chapter.asReported());
                    stuck++;
                }
            }
        }
        gauge.set(stuck);
        letters.set(timelines.open(chapter -> chapter.deadLetter() != null).size());
    }

    /** Something happened to a chapter that was reported. */
    void movesAgain(ChapterProgress before, ChapterProgress after) {
        about(LOG.atInfo(), "chapter_moves_again", after).log("Chapter {} is moving again", before.id());
    }

    private void report(ChapterProgress chapter, StallDiagnosis stall, long now) {
        long minutes = TimeUnit.MILLISECONDS.toMinutes(now - stillSince(chapter));
        about(LOG.atWarn(), "chapter_stuck", chapter)
                .addKeyValue("reason", stall.reason().name().toLowerCase(Locale.ROOT))
                .addKeyValue("because", stall.because())
                .addKeyValue("advice", stall.advice())
                .addKeyValue("seconds", TimeUnit.MILLISECONDS.toSeconds(now - stillSince(chapter)))
                .log(
                        "Chapter {} has not moved for {} min: {}. What to do: {}",
                        chapter.id(),
                        minutes,
                        stall.because(),
                        stall.advice());
    }

    private static LoggingEventBuilder about(LoggingEventBuilder line, String event, ChapterProgress chapter) {
        return line.addKeyValue("event", event)
                .addKeyValue("book", chapter.id().bookId())
                .addKeyValue("chapter_number", chapter.id().number())
                .addKeyValue("retry_attempt", chapter.attempt());
    }

    private long stillSince(ChapterProgress chapter) {
        return chapter.stillSince(chapter.onlyRequested() ? timelines.former(chapter.id()) : null);
    }
}
