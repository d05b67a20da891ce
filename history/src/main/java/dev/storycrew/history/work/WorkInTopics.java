package dev.storycrew.history.work;

import dev.storycrew.core.capacity.BooksAtWork;
import dev.storycrew.core.capacity.MeasuredWork;
import dev.storycrew.core.capacity.StageWork;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.ledger.StallDiagnosis;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SmokeBook;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.StalledChapters;
import dev.storycrew.history.StalledChapters.Unfinished;
import dev.storycrew.history.reading.Event;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What chapters took of the stages, and which are unfinished, from the topics of a {@link dev.storycrew.history.Journal} as they are read. It
 * keeps no texts. The chapters of {@code validate} are left out. Safe for use by many threads.
 */
public final class WorkInTopics {
    private final long since;
    private final StalledChapters chapters;
    private final Map<ChapterId, Work> work = new HashMap<>();
    private final Map<ChapterId, Set<String>> requests = new HashMap<>();
    private final Set<String> rejected = new HashSet<>();

    /** What one chapter took so far. */
    private static final class Work {
        private final Map<Stage, StageWork> stages = new EnumMap<>(Stage.class);
        private final Set<String> models = new HashSet<>();
        private boolean fromItsBeginning;
        private long began = Long.MAX_VALUE;
        private long ended = Long.MIN_VALUE;
    }

    /**
     * @param since only chapters that ended at or after it are measured, in milliseconds since the epoch
     * @param stuckAfter how long a chapter may stand still
     */
    public WorkInTopics(long since, ServiceStatus surroundings, Duration stuckAfter) {
        this.since = since;
        this.chapters = new StalledChapters(surroundings, stuckAfter);
    }

    /** Takes a record. */
    public synchronized void take(Event<?> event) {
        take(event.position().id(), event.value(), event.time().toEpochMilli());
    }

    /**
     * Takes a value.
     *
     * @param origin the id that a dead letter of its record would have
     * @param recordTime in milliseconds since the epoch
     */
    synchronized void take(String origin, Object value, long recordTime) {
        if (isOfValidate(value)) {
            return;
        }
        chapters.take(value, recordTime);
        if (value instanceof ChapterRequest request) {
            requests.computeIfAbsent(request.brief().id(), id -> new HashSet<>())
                    .add(origin);
        } else if (value instanceof DeadLetter letter && letter.isRejectedRequest()) {
            rejected.add(letter.id());
        } else if (value instanceof StageRun run && (run.ended() || run.usage().calls() > 0)) {
            measure(run);
        } else if (value instanceof ChapterOutcome outcome) {
            Work of = work.computeIfAbsent(outcome.chapter(), id -> new Work());
            of.ended = Math.max(of.ended, outcome.endedAt());
        }
    }

    private static boolean isOfValidate(Object value) {
        ProgressEvent event = ProgressEvent.of(value);
        return event != null && SmokeBook.isNamed(event.book())
                || value instanceof StageRun run
                        && SmokeBook.isNamed(run.chapter().bookId());
    }

    private void measure(StageRun run) {
        Work of = work.computeIfAbsent(run.chapter(), id -> new Work());
        of.stages.merge(
                run.stage(),
                new StageWork(
                        run.ended() ? 1 : 0,
                        run.durationMillis(),
                        run.usage().calls(),
                        run.usage().totalTokens()),
                StageWork::plus);
        of.fromItsBeginning |= run.stage() == Stage.first();
        of.began = Math.min(of.began, run.at() - run.durationMillis());
        String model = run.model();
        if (model != null) {
            of.models.add(model);
        }
    }

    /**
     * What the ended chapters took. One whose first stage runs are no longer kept is left out, as is one that ended
     * before it was worked on.
     */
    public synchronized MeasuredWork measured() {
        Map<Stage, StageWork> stages = new EnumMap<>(Stage.class);
        SortedSet<String> models = new TreeSet<>();
        long count = 0;
        long from = Long.MAX_VALUE;
        long until = Long.MIN_VALUE;
        for (Work of : work.values()) {
            if (of.ended >= since && of.ended != Long.MIN_VALUE && of.fromItsBeginning) {
                count++;
                of.stages.forEach((stage, each) -> stages.merge(stage, each, StageWork::plus));
                models.addAll(of.models);
                from = Math.min(from, of.began);
                until = Math.max(until, of.ended);
            }
        }
        return new MeasuredWork(count, stages, count == 0 ? 0 : from, count == 0 ? 0 : Math.max(from, until), models);
    }

    /** The unfinished chapters whose turn has come, the oldest first. */
    public synchronized List<Unfinished> unfinished(long now) {
        chapters.keepOnly(this::isWanted);
        return chapters.unfinished(now).stream()
                .sorted(Comparator.comparingLong(Unfinished::since).thenComparing(Unfinished::id))
                .toList();
    }

    /** The oldest of them; empty if there are none. */
    public Optional<Unfinished> oldestUnfinished(long now) {
        return unfinished(now).stream().findFirst();
    }

    /** False for chapters of which each request was rejected. */
    private boolean isWanted(ChapterId id) {
        Set<String> of = requests.getOrDefault(id, Set.of());
        return of.isEmpty() || work.containsKey(id) || !rejected.containsAll(of);
    }

    /** The books with unfinished chapters. */
    public BooksAtWork books(long now) {
        Set<String> going = new HashSet<>();
        SortedMap<String, String> held = new TreeMap<>();
        for (Unfinished chapter : unfinished(now)) {
            StallDiagnosis stall = chapter.standstill().stall();
            if (isHeldUp(stall.reason())) {
                held.putIfAbsent(chapter.id().bookId(), stall.advice());
            } else {
                going.add(chapter.id().bookId());
            }
        }
        held.keySet().removeAll(going);
        return new BooksAtWork(going.size(), held);
    }

    /** True if the chapter goes on only when somebody does something about its book. */
    private static boolean isHeldUp(StallDiagnosis.Reason reason) {
        return switch (reason) {
            case DEAD_LETTER, HELD_BY_OPERATOR, HELD, FORMER_NOT_ASKED_FOR -> true;
            case WAITS_FOR_FORMER, NO_SERVICE, MODEL_IN_TROUBLE, UNKNOWN -> false;
        };
    }
}
