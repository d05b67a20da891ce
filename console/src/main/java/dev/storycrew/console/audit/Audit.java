package dev.storycrew.console.audit;

import dev.storycrew.console.cluster.Connection;
import dev.storycrew.console.facts.Fact;
import dev.storycrew.console.facts.FactReader;
import dev.storycrew.console.facts.Place;
import dev.storycrew.console.reading.Position;
import dev.storycrew.console.reading.TopicRecord;
import dev.storycrew.console.skim.Digest;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.serde.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Audits records as they come, in any order that does not tear one chapter's records far apart. A chapter is checked and
 * forgotten as soon as its outcome and all that it tells of has been read, or some seconds of record time later.
 */
final class Audit {
    /** How much later than the outcome, by record time, what belongs to it may come: clocks of machines differ. */
    static final long GRACE_MILLIS = 10_000;

    private final TopicCatalogue topics;
    private final FactReader facts;
    private final DecisionCheck decisions;
    private final Scope scope;
    private final @Nullable Long until;
    private final Predicate<Topic<?>> whole;
    private final Consumer<Violation> violations;
    private final Figures figures = new Figures();
    private final Books books;
    private final Map<ChapterId, ChapterTrail> open = new HashMap<>();
    private final Set<String> refuted = new HashSet<>();
    private final Map<String, Violation> undecodable = new LinkedHashMap<>();
    private final Set<String> givenUp = new HashSet<>();
    private final Deque<Awaited> awaited = new ArrayDeque<>();

    /**
     * @param until outcomes of a later record time count as not yet there; null for all
     * @param whole whether all of a topic's history is read
     * @param violations the first one of each chapter
     */
    Audit(
            Connection connection,
            Policies policies,
            Scope scope,
            @Nullable Long until,
            Predicate<Topic<?>> whole,
            Consumer<Violation> violations) {
        this.topics = connection.topics();
        this.facts = new FactReader(connection);
        this.decisions = new DecisionCheck(policies);
        this.scope = scope;
        this.until = until;
        this.whole = whole;
        this.violations = violations;
        this.books = new Books(this::refute, whole.test(topics.chapters()));
    }

    /** A run whose outcome was read before all that belongs to it. */
    private record Awaited(ChapterId chapter, int run, long deadline) {}

    /** What is known of a chapter that has not ended, or has been taken up again. */
    private static final class ChapterTrail {
        private final Map<String, Fact.Requested> requests = new HashMap<>();
        private final List<OperatorCommand> commands = new ArrayList<>();
        private final TreeMap<Integer, RunTrail> runs = new TreeMap<>();
    }

    Figures figures() {
        return figures;
    }

    void take(TopicRecord read) {
        figures.read(read.value() == null ? 0 : read.value().length);
        closeOverdue(read.timestamp());
        if (!scope.mayHold(read) || isTooLate(read)) {
            return;
        }
        try {
            Fact fact = facts.read(read);
            if (fact != null) {
                take(fact);
            }
        } catch (UndecodableException e) {
            undecodable(read, e);
        }
    }

    /** Of what was read beyond the end, only what led to earlier outcomes counts. */
    private boolean isTooLate(TopicRecord read) {
        String topic = read.topic().name();
        return until != null
                && read.timestamp() > until
                && (topic.equals(topics.chapters().name())
                        || topic.equals(topics.storyBibles().name()));
    }

    /** All has been read: what is still open is checked as far as it got. */
    void finish() {
        closeOverdue(Long.MAX_VALUE);
        open.forEach((chapter, trail) -> {
            for (RunTrail run : trail.runs.values()) {
                if (begunBefore(run)) {
                    figures.begunBefore();
                } else {
                    figures.open();
                    check(chapter, trail, run, false);
                }
            }
        });
        books.finish(this::isDueToEnd);
        undecodable.forEach((id, violation) -> {
            if (!givenUp.contains(id)) {
                refute(violation);
            }
        });
    }

    private boolean isDueToEnd(Fact.BibleWritten written) {
        ChapterTrail trail = open.get(written.leftBy());
        RunTrail run = trail == null ? null : trail.runs.get(written.run());
        return run != null
                && run.attempts().values().stream()
                        .map(attempt -> attempt.at(Place.BIBLE_MADE))
                        .anyMatch(made -> made != null && written.bible().equals(made.bibleLeft()));
    }

    private void take(Fact fact) {
        if (fact instanceof Fact.Requested requested && scope.holds(requested.chapter())) {
            if (!books.hasEnded(
                    requested.chapter().bookId(), requested.chapter().number())) {
                trail(requested.chapter()).requests.putIfAbsent(requested.requestId(), requested);
            }
        } else if (fact instanceof Fact.Carried carried && scope.holds(carried.chapter())) {
            RunTrail run = run(carried.chapter(), carried.run());
            if (run != null) {
                run.add(carried);
                if (carried.place() == Place.PLAN && carried.run() == 1 && carried.attempt() == 0) {
                    books.begun(carried);
                }
                closeIfComplete(carried.chapter(), run);
            }
        } else if (fact instanceof Fact.Ran ran && scope.holds(ran.run().chapter())) {
            figures.stageRun();
            RunTrail run = run(ran.run().chapter(), ran.run().run());
            if (run != null) {
                run.add(ran);
                closeIfComplete(ran.run().chapter(), run);
            }
        } else if (fact instanceof Fact.SentBack sentBack
                && scope.holds(sentBack.decision().chapter())) {
            RunTrail run =
                    run(sentBack.decision().chapter(), sentBack.decision().run());
            if (run != null) {
                run.add(sentBack);
                closeIfComplete(sentBack.decision().chapter(), run);
            }
        } else if (fact instanceof Fact.Ended ended) {
            ended(ended);
        } else if (fact instanceof Fact.BibleWritten written && scope.holds(written.leftBy())) {
            books.written(written);
        } else if (fact instanceof Fact.Commanded commanded) {
            commanded(commanded);
        } else if (fact instanceof Fact.GivenUp letter) {
            givenUp(letter);
        }
    }

    private void ended(Fact.Ended ended) {
        ChapterId chapter = ended.chapter();
        if (scope.isPredecessor(chapter)) {
            books.ended(chapter.bookId(), chapter.number(), Set.of(ended.bible()));
            return;
        }
        if (!scope.holds(chapter)) {
            return;
        }
        ChapterTrail trail = open.get(chapter);
        RunTrail known = trail == null ? null : trail.runs.get(ended.run());
        boolean another = books.hasEnded(chapter.bookId(), chapter.number());
        if (another || ended.commandId() != null) {
            byCommand(ended, trail, another);
        }
        if (known == null && another) {
            books.ended(chapter.bookId(), chapter.number(), Set.of(ended.bible()));
            return;
        }
        RunTrail run = known == null ? trail(chapter).runs.computeIfAbsent(ended.run(), RunTrail::new) : known;
        Set<Digest> left = new LinkedHashSet<>(Set.of(ended.bible()));
        for (AttemptTrail attempt : run.attempts().values()) {
            // Where these two differ this chapter is refuted, and the next one need not be.
            Fact.Carried made = attempt.at(Place.BIBLE_MADE);
            if (made != null && made.bibleLeft() != null) {
                left.add(made.bibleLeft());
            }
        }
        books.ended(chapter.bookId(), chapter.number(), left);
        run.add(ended);
        if (!closeIfComplete(chapter, run)) {
            awaited.add(new Awaited(chapter, run.number(), ended.time() + GRACE_MILLIS));
        }
    }

    /** A later outcome, or one without the usual end, must name a command that was given. */
    private void byCommand(Fact.Ended ended, @Nullable ChapterTrail trail, boolean another) {
        boolean given = trail != null
                && trail.commands.stream().anyMatch(command -> command.id().equals(ended.commandId()));
        if (another) {
            figures.laterOutcome();
        }
        if (!given && whole.test(topics.operatorCommands())) {
            refute(new Violation(
                    Violation.Kind.OUTCOME_COUNT,
                    ended.chapter().toString(),
                    ended.position(),
                    ended.commandId() == null
                            ? "no other outcome of request " + ended.requestId()
                            : "the operator's command " + ended.commandId() + " in "
                                    + topics.operatorCommands().name(),
                    ended.commandId() == null ? "a second one, " + ended.kind() : "no such command"));
        }
    }

    private void commanded(Fact.Commanded commanded) {
        OperatorCommand command = commanded.command();
        ChapterId chapter;
        try {
            chapter = ChapterId.parse(command.target());
        } catch (IllegalArgumentException e) {
            return;
        }
        if (scope.holds(chapter)) {
            trail(chapter).commands.add(command);
        }
    }

    private void undecodable(TopicRecord read, UndecodableException why) {
        Position at = read.position();
        undecodable.put(
                DeadLetter.id(at.topic(), at.partition(), at.offset()),
                new Violation(
                        Violation.Kind.UNDECODABLE,
                        read.key(),
                        at,
                        "a value of " + at.topic() + ", or a dead letter that gives it up",
                        String.valueOf(why.getMessage())));
    }

    private void givenUp(Fact.GivenUp letter) {
        if (undecodable.remove(letter.of()) == null) {
            // Kept only as long as the record itself may yet come: a letter is written after it.
            givenUp.add(letter.of());
        }
    }

    private boolean closeIfComplete(ChapterId chapter, RunTrail run) {
        if (!run.isComplete()) {
            return false;
        }
        close(chapter, run);
        return true;
    }

    private void closeOverdue(long now) {
        while (!awaited.isEmpty() && awaited.getFirst().deadline() < now) {
            Awaited overdue = awaited.removeFirst();
            ChapterTrail trail = open.get(overdue.chapter());
            RunTrail run = trail == null ? null : trail.runs.get(overdue.run());
            if (run != null) {
                close(overdue.chapter(), run);
            }
        }
    }

    private void close(ChapterId chapter, RunTrail run) {
        ChapterTrail trail = trail(chapter);
        if (begunBefore(run)) {
            figures.begunBefore();
        } else {
            Fact.Ended outcome = run.outcomes().get(0);
            figures.ended(outcome.kind(), run.attempts().size());
            figures.counted(
                    Usage.sum(outcome.costs().stream().map(StageCost::usage).toList()));
            check(chapter, trail, run, true);
        }
        trail.runs.remove(run.number());
        if (trail.runs.isEmpty()) {
            open.remove(chapter);
        }
    }

    private void check(ChapterId chapter, ChapterTrail trail, RunTrail run, boolean ended) {
        List<Violation> found = new ArrayList<>();
        RunCheck runCheck = new RunCheck(run, decisions, ended);
        Fact.Carried start = run.start();
        Fact.Requested request = start == null ? null : trail.requests.get(start.requestId());
        if (start != null && request == null && run.number() == 1 && whole.test(topics.chapterRequests())) {
            found.add(new Violation(
                    Violation.Kind.REQUEST,
                    chapter.toString(),
                    start.position(),
                    "the request " + start.requestId() + " in "
                            + topics.chapterRequests().name(),
                    "none"));
        }
        found.addAll(runCheck.check(request));
        figures.decisions(runCheck.decisionsChecked());
        if (ended) {
            Fact.Ended outcome = run.outcomes().get(0);
            if (start == null) {
                found.add(new Violation(
                        Violation.Kind.MISSING_RECORD,
                        chapter.toString(),
                        outcome.position(),
                        "the envelope that run " + run.number() + " began with",
                        "none"));
            }
            if (outcome.commandId() == null) {
                found.addAll(new OutcomeCheck(run, outcome, decisions, !trail.commands.isEmpty()).check());
            }
        }
        found.stream().findFirst().ifPresent(this::refute);
    }

    /** True when a run began before what was read, so that it can be neither proven nor refuted. */
    private boolean begunBefore(RunTrail run) {
        Fact.Carried start = run.start();
        boolean seen = start != null && (run.number() > 1 || start.place() == Place.PLAN);
        return !seen && !whole.test(topics.chapterRequests());
    }

    /** The trail of a run; null when it has ended already and the record changes nothing any more. */
    private @Nullable RunTrail run(ChapterId chapter, int number) {
        ChapterTrail trail = open.get(chapter);
        if (trail != null && trail.runs.containsKey(number)) {
            return trail.runs.get(number);
        }
        if (number == 1 && books.hasEnded(chapter.bookId(), chapter.number())) {
            figures.late();
            return null;
        }
        return trail(chapter).runs.computeIfAbsent(number, RunTrail::new);
    }

    private ChapterTrail trail(ChapterId chapter) {
        return open.computeIfAbsent(chapter, key -> new ChapterTrail());
    }

    private void refute(Violation violation) {
        if (violation.chapter() == null) {
            violations.accept(violation);
        } else if (refuted.add(violation.chapter())) {
            figures.refuted();
            violations.accept(violation);
        }
    }
}
