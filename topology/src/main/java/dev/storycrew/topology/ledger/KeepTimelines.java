package dev.storycrew.topology.ledger;

import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Tracks how far each chapter is, and lets the watchdog check the open ones from time to time. */
final class KeepTimelines implements Processor<String, ProgressEvent, Void, Void> {
    private static final Duration BETWEEN_CLEANINGS = Duration.ofHours(1);

    private final LedgerSettings settings;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable Timelines timelines;
    private @Nullable Watchdog watchdog;
    private @Nullable TaskGauge gauge;
    private @Nullable TaskGauge letters;

    KeepTimelines(LedgerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<Void, Void> given) {
        context = given;
        Timelines kept = Timelines.of(given);
        TaskGauge stuck = TaskGauge.of(given, TaskGauge.STUCK, "Chapters that have made no progress for too long");
        TaskGauge inLetters = TaskGauge.of(given, TaskGauge.IN_DEAD_LETTERS, "Chapters waiting in dead letters");
        Watchdog dog = new Watchdog(kept, settings, stuck, inLetters);
        gauge = stuck;
        letters = inLetters;
        timelines = kept;
        watchdog = dog;
        given.schedule(settings.betweenLooks(), PunctuationType.WALL_CLOCK_TIME, dog::look);
        given.schedule(BETWEEN_CLEANINGS, PunctuationType.WALL_CLOCK_TIME, kept::forget);
    }

    @Override
    public void process(Record<String, ProgressEvent> received) {
        if (context == null || timelines == null || watchdog == null) {
            throw new IllegalStateException("not initialized");
        }
        ProgressEvent sighting = received.value();
        if (sighting.chapter() == 0) {
            BookProgress book = timelines.book(sighting.book());
            timelines.put(sighting.book(), book.after(sighting));
            return;
        }
        ChapterId id = new ChapterId(sighting.book(), sighting.chapter());
        long now = context.currentSystemTimeMs();
        ChapterProgress before = timelines.chapter(id);
        ChapterProgress after = before == null ? ChapterProgress.first(sighting, now) : before.after(sighting, now);
        if (after.equals(before)) {
            return;
        }
        if (before != null && before.reported()) {
            watchdog.movesAgain(before, after);
        }
        timelines.put(after);
    }

    @Override
    public void close() {
        if (gauge != null) {
            gauge.remove();
        }
        if (letters != null) {
            letters.remove();
        }
    }
}
