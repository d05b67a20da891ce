package dev.storycrew.topology;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.Scope;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is told of some chapters, by seed: retries, escalations, repeated and failed stage runs, second outcomes,
 * operators' runs; over some days, the topics shuffled against each other.
 */
final class RandomHistory {
    private static final long BEGIN = Instant.parse("2026-11-29T20:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final List<String> LEVELS = List.of("EDIT_ONLY", "WRITE_ONLY", "FULL_RETRY");
    private static final List<String> TYPES = List.of("prose", "hook", "continuity", "plot_hole");

    private final Random random;
    private final List<Told> told = new ArrayList<>();
    private long now = BEGIN;

    /** A record's value and time. */
    record Told(ChapterId chapter, Object value, long at) {}

    private RandomHistory(long seed) {
        random = new Random(seed);
    }

    static List<Told> of(long seed, int chapters) {
        return of(seed, chapters, "book");
    }

    static List<Told> of(long seed, int chapters, String book) {
        RandomHistory history = new RandomHistory(seed);
        for (int chapter = 1; chapter <= chapters; chapter++) {
            history.now = BEGIN + chapter;
            history.chapter(new ChapterId(book, chapter));
        }
        return history.shuffled();
    }

    /** Each topic keeps its order; between topics there is none. */
    private List<Told> shuffled() {
        List<List<Told>> topics = new ArrayList<>();
        for (Class<?> kind : List.of(StageRun.class, RetryDecision.class, ChapterOutcome.class, CommandResult.class)) {
            topics.add(new ArrayList<>(
                    told.stream().filter(one -> kind.isInstance(one.value())).toList()));
        }
        List<Told> all = new ArrayList<>();
        while (topics.removeIf(List::isEmpty) || !topics.isEmpty()) {
            if (!topics.isEmpty()) {
                all.add(topics.get(random.nextInt(topics.size())).remove(0));
            }
        }
        return all;
    }

    private void chapter(ChapterId id) {
        Arm arm = random.nextInt(4) == 0 ? Arm.CONTROL : Arm.SELECTIVE;
        int runs = 1 + random.nextInt(3);
        for (int run = 1; run <= runs; run++) {
            if (run > 1) {
                tell(id, reopened(id, run));
            }
            List<AttemptRecord> history = attempts(id, run, arm);
            boolean accepted = run == runs && random.nextBoolean();
            if (random.nextInt(8) > 0) {
                boolean cancelled = !accepted && random.nextInt(6) == 0;
                ChapterOutcome.Kind kind = accepted
                        ? ChapterOutcome.Kind.ACCEPTED
                        : cancelled ? ChapterOutcome.Kind.CANCELLED : ChapterOutcome.Kind.EXHAUSTED;
                tell(id, outcome(id, run, kind, history, arm, cancelled ? "command" : null));
                if (!accepted && run == runs && random.nextInt(3) == 0) {
                    tell(id, ran(id, run, history.size() - 1, Stage.BIBLE));
                    tell(id, outcome(id, run, ChapterOutcome.Kind.ACCEPTED, history, arm, "by hand"));
                }
            }
        }
    }

    private List<AttemptRecord> attempts(ChapterId id, int run, Arm arm) {
        List<AttemptRecord> history = new ArrayList<>();
        int attempts = 1 + random.nextInt(4);
        for (int attempt = 0; attempt < attempts; attempt++) {
            List<Stage> stages = Arrays.stream(Stage.values())
                    .filter(stage -> !stage.followsAcceptance())
                    .toList();
            int first = attempt == 0 && run == 1 ? 0 : random.nextInt(stages.size());
            for (Stage stage : stages.subList(first, stages.size())) {
                for (int times = random.nextInt(7) == 0 ? 2 : 1; times > 0; times--) {
                    tell(id, ran(id, run, attempt, stage));
                }
            }
            boolean last = attempt == attempts - 1;
            String level = LEVELS.get(random.nextInt(LEVELS.size()));
            boolean escalated = random.nextInt(4) == 0;
            history.add(judged(attempt, last ? null : level, escalated));
            if (!last) {
                tell(id, decision(id, run, attempt, level, escalated, arm));
            }
        }
        return history;
    }

    private void tell(ChapterId id, Object value) {
        now += 1000 + random.nextInt(1000) * 1000L + (random.nextInt(20) == 0 ? 30 * HOUR : 0);
        told.add(new Told(id, value, now));
    }

    private StageRun ran(ChapterId id, int run, int attempt, Stage stage) {
        int dice = random.nextInt(20);
        StageRun.Phase phase = dice == 0
                ? StageRun.Phase.FAILED
                : dice == 1 ? StageRun.Phase.RELEASED : dice == 2 ? StageRun.Phase.STARTED : StageRun.Phase.FINISHED;
        Usage usage = phase == StageRun.Phase.STARTED
                ? Usage.none()
                : new Usage(
                        1 + random.nextInt(2),
                        0,
                        900 + random.nextInt(100),
                        random.nextInt(500),
                        0,
                        random.nextInt(300),
                        0,
                        random.nextInt(1_000_000),
                        random.nextInt(20) > 0);
        return new StageRun(
                id,
                "request",
                run,
                attempt,
                stage,
                phase,
                new TreeSet<>(),
                "provider",
                random.nextInt(10) == 0 ? null : "model-" + random.nextInt(2),
                "1",
                "digest",
                phase == StageRun.Phase.FINISHED ? "digest" : null,
                usage,
                random.nextInt(5) == 0,
                random.nextInt(9000),
                "one",
                null,
                now,
                new TreeSet<>(),
                stage == Stage.JUDGE && attempt > 0 ? review() : null,
                phase == StageRun.Phase.FINISHED && random.nextBoolean() ? new AnswerUsage(usage, 200, null) : null,
                0,
                List.of(),
                null);
    }

    private PartialReview review() {
        return new PartialReview(
                random.nextBoolean(), 8, random.nextBoolean() ? FullReading.SAMPLED : null, random.nextBoolean());
    }

    private AttemptRecord judged(int attempt, @Nullable String level, boolean escalated) {
        return new AttemptRecord(
                attempt,
                new Scores(score(), score(), score(), score(), score(), score(), score()),
                true,
                level == null && random.nextBoolean(),
                List.of(SampleChapters.issue(TYPES.get(random.nextInt(TYPES.size())), "scene 1")),
                level,
                escalated);
    }

    private double score() {
        return random.nextInt(101) / 10.0;
    }

    private RetryDecision decision(ChapterId id, int run, int attempt, String level, boolean escalated, Arm arm) {
        return new RetryDecision(
                id,
                "request",
                run,
                attempt,
                "digest",
                level,
                Scope.CHAPTER,
                new TreeSet<>(),
                List.of(),
                List.of(),
                escalated,
                "because",
                "default@1",
                arm,
                null,
                now,
                LevelReason.ISSUES,
                false,
                List.of(),
                Explanations.VERSION);
    }

    private ChapterOutcome outcome(
            ChapterId id,
            int run,
            ChapterOutcome.Kind kind,
            List<AttemptRecord> history,
            Arm arm,
            @Nullable String command) {
        ChapterRequest request = SampleChapters.request(id.bookId(), id.number());
        return new ChapterOutcome(
                request.requestId(),
                request.brief(),
                run,
                kind,
                null,
                null,
                request.bible(),
                history,
                List.of(),
                arm,
                "default@1",
                "because",
                command,
                now - random.nextInt(100_000),
                now,
                EndReason.UNKNOWN,
                null,
                Explanations.VERSION);
    }

    private CommandResult reopened(ChapterId id, int run) {
        boolean revised = random.nextInt(3) == 0;
        OperatorCommand command = new OperatorCommand(
                "c" + now,
                revised ? OperatorCommand.Kind.REVISE : OperatorCommand.Kind.RETRY,
                id.toString(),
                revised ? null : LEVELS.get(random.nextInt(LEVELS.size())),
                Collections.emptySortedSet(),
                null,
                new TreeMap<>(),
                null,
                "mia",
                now);
        return new CommandResult(command, CommandResult.Verdict.DONE, "router", "done", run, null, now);
    }
}
