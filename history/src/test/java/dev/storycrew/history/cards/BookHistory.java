package dev.storycrew.history.cards;

import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happens to some books, by seed: chapters that wait, are retried, end, are reopened, cancelled, dead-lettered and
 * redriven; books that are held and released; requests that are rejected, missing or published twice.
 */
final class BookHistory {
    static final long BEGIN = 1_764_446_400_000L;

    private final Random random;
    private final List<Told> told = new ArrayList<>();
    private final Map<CardSource, Long> offsets = new EnumMap<>(CardSource.class);
    /** Chapters that nobody requested, or whose requests were rejected: nothing happens to them. */
    private final Set<ChapterId> notTaken = new HashSet<>();

    private long now = BEGIN;

    /** A record. */
    record Told(CardSource source, long offset, String key, Object value, long at) {}

    private BookHistory(long seed) {
        random = new Random(seed);
    }

    static List<Told> of(long seed) {
        BookHistory history = new BookHistory(seed);
        int books = 1 + history.random.nextInt(4);
        for (int book = 0; book < books; book++) {
            history.book("book-" + book);
        }
        return history.told;
    }

    private boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private void tell(CardSource source, String key, Object value) {
        now += 1 + random.nextInt(90_000);
        long offset = offsets.merge(source, 1L, Long::sum) - 1;
        told.add(new Told(source, offset, key, value, now));
    }

    private void book(String book) {
        int chapters = 1 + random.nextInt(6);
        for (int number = 1; number <= chapters; number++) {
            if (!oneIn(8)) {
                request(new ChapterId(book, number));
            }
        }
        if (oneIn(4)) {
            command(OperatorCommand.Kind.HOLD, "h" + now, book, 0);
        }
        int reached = random.nextInt(chapters + 1);
        for (int number = 1; number <= reached; number++) {
            if (!notTaken.contains(new ChapterId(book, number))) {
                chapter(new ChapterId(book, number));
            }
        }
        if (oneIn(3)) {
            command(OperatorCommand.Kind.RELEASE, "r" + now, book, 0);
        }
    }

    private void request(ChapterId id) {
        ChapterRequest request = requested(id, "Salt");
        if (oneIn(6)) {
            // Its key is another chapter's: nobody requested either.
            String key = id.bookId() + "/" + (id.number() + 100);
            tell(CardSource.REQUESTS, key, request);
            reject(key, DeadLetter.WRONG_KEY);
            notTaken.add(id);
            return;
        }
        tell(CardSource.REQUESTS, id.toString(), request);
        if (oneIn(6)) {
            reject(id.toString(), DeadLetter.TOO_LARGE);
            if (oneIn(2)) {
                tell(CardSource.REQUESTS, id.toString(), request);
            } else {
                notTaken.add(id);
            }
        } else if (oneIn(6)) {
            tell(CardSource.REQUESTS, id.toString(), requested(id, "Another title"));
            reject(id.toString(), DeadLetter.CONFLICTING_REQUEST);
        } else if (oneIn(6)) {
            tell(CardSource.REQUESTS, id.toString(), request);
        }
    }

    /** The last request. */
    private void reject(String key, String reason) {
        Told last = told.get(told.size() - 1);
        letter("storycrew.chapter-requests", last.offset(), key, "sequencer", reason);
    }

    private void chapter(ChapterId id) {
        int runs = oneIn(4) ? 2 : 1;
        for (int run = 1; run <= runs; run++) {
            if (run > 1) {
                command(OperatorCommand.Kind.RETRY, "c" + now, id.toString(), run);
            }
            attempts(id, run);
        }
    }

    private void attempts(ChapterId id, int run) {
        int attempts = 1 + random.nextInt(3);
        for (int attempt = 0; attempt < attempts; attempt++) {
            for (Stage stage : List.of(Stage.PLAN, Stage.WRITE, Stage.EDIT, Stage.JUDGE)) {
                tell(CardSource.STAGE_RUNS, id.toString(), run(id, run, attempt, stage, StageRun.Phase.STARTED));
                if (oneIn(12) && fails(id, stage)) {
                    return;
                }
                if (oneIn(25)) {
                    tell(CardSource.STAGE_RUNS, id.toString(), run(id, run, attempt, stage, StageRun.Phase.RELEASED));
                }
                tell(CardSource.STAGE_RUNS, id.toString(), run(id, run, attempt, stage, StageRun.Phase.FINISHED));
            }
            if (attempt < attempts - 1) {
                tell(CardSource.RETRY_DECISIONS, id.toString(), decision(id, run, attempt));
            }
        }
        if (!oneIn(5)) {
            ChapterOutcome.Kind[] kinds = ChapterOutcome.Kind.values();
            ChapterOutcome.Kind kind = oneIn(3) ? kinds[random.nextInt(kinds.length)] : ChapterOutcome.Kind.ACCEPTED;
            if (kind == ChapterOutcome.Kind.CANCELLED) {
                command(OperatorCommand.Kind.CANCEL, "x" + now, id.toString(), run);
            }
            tell(CardSource.CHAPTERS, id.toString(), outcome(id, run, kind));
            if (kind == ChapterOutcome.Kind.EXHAUSTED && oneIn(3)) {
                command(OperatorCommand.Kind.ACCEPT, "a" + now, id.toString(), run);
                if (oneIn(2)) {
                    tell(CardSource.CHAPTERS, id.toString(), outcome(id, run, ChapterOutcome.Kind.ACCEPTED));
                }
            }
        }
    }

    /** True if the chapter stays in its dead letter. */
    private boolean fails(ChapterId id, Stage stage) {
        letter("storycrew." + stage.label(), 1000 + told.size(), id.toString(), stage.label(), "REFUSED");
        DeadLetter letter = (DeadLetter) told.get(told.size() - 1).value();
        if (oneIn(2)) {
            return true;
        }
        command(OperatorCommand.Kind.REDRIVE, letter.redriveId(), id.toString(), 0);
        return false;
    }

    private void letter(String topic, long offset, String key, String consumer, String reason) {
        tell(
                CardSource.DEAD_LETTERS,
                key,
                new DeadLetter(
                        DeadLetter.id(topic, 0, offset),
                        topic,
                        0,
                        offset,
                        key.getBytes(StandardCharsets.UTF_8),
                        null,
                        consumer,
                        reason,
                        "it is " + reason,
                        null,
                        1,
                        now + 1,
                        List.of()));
    }

    private void command(OperatorCommand.Kind kind, String id, String target, int run) {
        OperatorCommand command = new OperatorCommand(
                id,
                kind,
                target,
                kind == OperatorCommand.Kind.RETRY ? "FULL_RETRY" : null,
                new TreeSet<>(),
                null,
                new TreeMap<>(),
                oneIn(2) ? "too dark" : null,
                "mia",
                now);
        CommandResult.Verdict verdict = oneIn(10) ? CommandResult.Verdict.REFUSED : CommandResult.Verdict.DONE;
        tell(CardSource.COMMAND_RESULTS, target, new CommandResult(command, verdict, "router", "", run, null, now + 1));
    }

    static ChapterRequest requested(ChapterId id, String title) {
        BookFrame frame =
                new BookFrame("Title", "romance", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        return Digests.request(
                new ChapterBrief(id, frame, title, "Somebody comes.", List.of(), null),
                StoryBible.initial(List.of(), List.of(), null));
    }

    private StageRun run(ChapterId id, int run, int attempt, Stage stage, StageRun.Phase phase) {
        Usage usage = phase == StageRun.Phase.FINISHED
                ? new Usage(1, 0, 900 + random.nextInt(100), 10, 0, random.nextInt(300), 0, random.nextInt(9000), true)
                : phase == StageRun.Phase.RELEASED && oneIn(2) ? Usage.failedCall() : Usage.none();
        return new StageRun(
                id,
                "request",
                run,
                attempt,
                stage,
                phase,
                new TreeSet<>(),
                "provider",
                "model",
                "1",
                null,
                phase == StageRun.Phase.FINISHED ? "digest" : null,
                usage,
                false,
                1,
                "one",
                null,
                now + 1,
                null);
    }

    private RetryDecision decision(ChapterId id, int run, int attempt) {
        return new RetryDecision(
                id,
                "request",
                run,
                attempt,
                "digest",
                "WRITE_ONLY",
                Scope.CHAPTER,
                new TreeSet<>(),
                List.of(),
                List.of(),
                false,
                "because",
                "default@1",
                Arm.SELECTIVE,
                null,
                now + 1,
                LevelReason.ISSUES,
                false,
                List.of(),
                1);
    }

    private ChapterOutcome outcome(ChapterId id, int run, ChapterOutcome.Kind kind) {
        ChapterRequest request = requested(id, "Salt");
        return new ChapterOutcome(
                request.requestId(),
                request.brief(),
                run,
                kind,
                null,
                null,
                request.bible(),
                List.of(),
                List.of(),
                null,
                null,
                "because",
                null,
                BEGIN,
                now + 1,
                EndReason.UNKNOWN,
                null,
                1);
    }
}
