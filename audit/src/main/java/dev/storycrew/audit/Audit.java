package dev.storycrew.audit;

import dev.storycrew.audit.canon.Canons;
import dev.storycrew.audit.update.Updates;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SmokeBook;
import dev.storycrew.history.Connection;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.FactReader;
import dev.storycrew.history.facts.PipelineStep;
import dev.storycrew.history.facts.ScannedRecord;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.history.skim.Digest;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Audits records as they come, in any order that keeps one chapter's records close together. An outcome, and the run it
 * ends, is checked some seconds of record time after it was read; an accepted chapter is then forgotten.
 */
public final class Audit {
    /** How much later than the outcome, by record time, its records may come: machines' clocks differ. */
    static final long GRACE_MILLIS = 10_000;

    private final TopicCatalogue topics;
    private final FactReader facts;
    private final AuditScope scope;
    private final @Nullable Long until;
    private final Consumer<Violation> violations;
    private final Figures figures = new Figures();
    private final BibleChain books;
    private final Canons canons;
    private final ChapterTrails chapters;
    private final OutcomeCount outcomes;
    private final Endings endings;
    private final LateRuns lateRuns;
    private final Unreadable unreadable = new Unreadable();
    private final Updates updates = new Updates();
    private final boolean allRequests;
    private final boolean allDeadLetters;
    private final boolean allCommands;
    private final boolean allOfBooks;
    private final Set<String> refuted = new HashSet<>();
    private final Set<String> refutedBooks = new HashSet<>();
    private long now = Long.MIN_VALUE;

    /**
     * @param reopened the books, by id, whose accepted chapters an operator may have had made again
     * @param until outcomes with a later record time count as not yet written; null for all
     * @param whole whether all of a topic's history is read
     * @param violations called with the first one of each chapter
     */
    public Audit(
            Connection connection,
            Policies policies,
            Set<String> reopened,
            AuditScope scope,
            @Nullable Long until,
            Predicate<Topic<?>> whole,
            Consumer<Violation> violations) {
        this.topics = connection.topics();
        this.facts = new FactReader(connection, reopened::contains);
        this.canons = new Canons(reopened);
        this.chapters = new ChapterTrails(canons);
        this.scope = scope;
        this.until = until;
        this.violations = violations;
        this.allRequests = whole.test(topics.chapterRequests());
        this.allDeadLetters = whole.test(topics.deadLetters());
        this.allCommands = whole.test(topics.operatorCommands());
        this.allOfBooks = scope.chapter() == null
                && Verification.topics(topics).stream()
                        .filter(topic -> !topic.compacted())
                        .allMatch(whole);
        this.books = new BibleChain(this::refute, whole.test(topics.chapters()));
        this.outcomes = new OutcomeCount(topics.operatorCommands().name(), allCommands, scope.chapter() == null);
        ChapterCheck check = new ChapterCheck(topics, new DecisionCheck(policies), outcomes, whole);
        this.endings = new Endings(chapters, books, check, figures, allRequests, this::refute);
        this.lateRuns = new LateRuns(this::mayHaveRunInVain, this::refute);
    }

    public Figures figures() {
        return figures;
    }

    /** Reads a record. Called by one thread, which may differ from the one that takes the result. */
    public ScannedRecord look(TopicRecord read) {
        boolean counts = scope.mayHold(read) && !isTooLate(read) && !isOfValidate(read);
        return counts ? facts.look(read) : ScannedRecord.past(read);
    }

    /** Takes the next record. */
    public void take(ScannedRecord looked) {
        figures.read(looked.bytes());
        now = Math.max(now, looked.read().timestamp());
        if (isAboutScope(looked)) {
            figures.met();
        }
        endings.close(now);
        lateRuns.close(now);
        if (isOfValidate(looked.read())
                && looked.read().topic().name().equals(topics.chapters().name())) {
            figures.smoke();
        }
        if (looked.undecodable() != null) {
            unreadable.met(looked.read(), looked.undecodable());
        } else if (looked.fact() != null && !isMiskeyed(looked.fact(), looked.read())) {
            remember(looked.fact(), looked.read().timestamp());
            take(looked.fact());
        }
    }

    private void remember(Fact fact, long time) {
        String book = book(fact);
        if (book != null && canons.keeps(book)) {
            canons.take(book, fact, time, until == null || time <= until);
            if (canons.isRedone(book)) {
                books.refolded(book);
            }
        }
    }

    /** Null if it is about no book, or if nothing of its canon depends on it. */
    private static @Nullable String book(Fact fact) {
        if (fact instanceof Fact.CommandFact given) {
            return book(given.command());
        }
        if (fact instanceof Fact.ResultFact answer) {
            return book(answer.command());
        }
        if (fact instanceof Fact.RequestFact requested) {
            return requested.chapter().bookId();
        }
        if (fact instanceof Fact.EnvelopeFact carried) {
            return carried.chapter().bookId();
        }
        if (fact instanceof Fact.OutcomeFact ended) {
            return ended.chapter().bookId();
        }
        return fact instanceof Fact.BibleFact written ? written.leftBy().bookId() : null;
    }

    private static String book(OperatorCommand command) {
        String target = command.target();
        int end = command.kind().ofBook() ? -1 : target.indexOf('/');
        return end < 0 ? target : target.substring(0, end);
    }

    /** A command may be about what never existed; every other record is about something. */
    private boolean isAboutScope(ScannedRecord looked) {
        return looked.fact() instanceof Fact.RequestFact requested && scope.holds(requested.chapter())
                || (scope.names(looked.read().key())
                        && !looked.read()
                                .topic()
                                .name()
                                .equals(topics.operatorCommands().name()));
    }

    /** A request under another chapter's key is no request, whether or not the audit is of one book. */
    private static boolean isMiskeyed(Fact fact, TopicRecord read) {
        return fact instanceof Fact.RequestFact requested
                && !requested.chapter().toString().equals(read.key());
    }

    /** The chapters of validate start in the middle, and nobody requested them. */
    private static boolean isOfValidate(TopicRecord read) {
        return read.key() != null && SmokeBook.isNamed(read.key());
    }

    /** Beyond the end, only what led to earlier outcomes counts. */
    private boolean isTooLate(TopicRecord read) {
        String topic = read.topic().name();
        return until != null
                && read.timestamp() > until
                && (topic.equals(topics.chapters().name())
                        || topic.equals(topics.storyBibles().name()));
    }

    /** Everything has been read: what is still open is checked as far as it got. */
    public void finish() {
        endings.close(Long.MAX_VALUE);
        lateRuns.close(Long.MAX_VALUE);
        endings.finish();
        books.finish(this::isDueToEnd);
        unreadable.finish(this::refute);
        if (allOfBooks) {
            canons.finish(
                    book -> !refutedBooks.contains(book),
                    this::begin,
                    now - GRACE_MILLIS,
                    wrong -> refute(new Violation(
                            Violation.Kind.valueOf(wrong.rule().name()),
                            wrong.chapter().toString(),
                            wrong.position(),
                            wrong.expected(),
                            wrong.found())));
        }
        if (allDeadLetters) {
            updates.finish(
                    now - GRACE_MILLIS,
                    wrong -> refute(new Violation(
                            Violation.Kind.REQUEST,
                            wrong.chapter(),
                            wrong.position(),
                            wrong.expected(),
                            wrong.found())));
        }
    }

    /** What led to an outcome, or null. */
    private Fact.@Nullable EnvelopeFact begin(Fact.OutcomeFact outcome) {
        ChapterTrail chapter = chapters.known(outcome.chapter());
        RunTrail run = chapter == null ? null : chapter.knownRun(outcome.run());
        Fact.EnvelopeFact start = run == null ? null : run.start();
        if (run == null || start == null) {
            return null;
        }
        boolean acceptedLater =
                outcome.kind() == ChapterOutcome.Kind.ACCEPTED && !Objects.equals(start.command(), outcome.commandId());
        return acceptedLater
                ? run.acceptance(String.valueOf(outcome.commandId())).at(PipelineStep.BIBLE)
                : start;
    }

    private boolean isDueToEnd(Fact.BibleFact written) {
        ChapterTrail chapter = chapters.known(written.leftBy());
        RunTrail run = chapter == null ? null : chapter.knownRun(written.run());
        return run != null && run.made().anyMatch(made -> written.bible().equals(made.bibleLeft()));
    }

    private void take(Fact fact) {
        if (fact instanceof Fact.RequestFact requested && scope.holds(requested.chapter())) {
            ChapterTrail chapter = chapter(requested.chapter());
            if (chapter != null) {
                chapter.add(requested);
                RunTrail first = chapter.knownRun(1);
                Fact.EnvelopeFact start = first == null ? null : first.start();
                updates.requested(requested, start);
                if (start != null && requested.grows() && requested.requestId().equals(start.requestId())) {
                    books.mayHaveGrown(
                            requested.chapter(),
                            new BibleChain.Growth(requested.grownFrom() != null, requested.grownFrom()));
                }
            }
        } else if (fact instanceof Fact.CommandFact commanded) {
            commanded(commanded);
        } else if (fact instanceof Fact.EnvelopeFact carried && scope.holds(carried.chapter())) {
            carried(carried);
        } else if (fact instanceof Fact.StageRunFact ran
                && scope.holds(ran.run().chapter())) {
            figures.stageRun();
            ran(ran);
        } else if (fact instanceof Fact.RetryFact sentBack
                && scope.holds(sentBack.decision().chapter())) {
            sentBack(sentBack);
        } else if (fact instanceof Fact.OutcomeFact ended) {
            ended(ended);
        } else if (fact instanceof Fact.BibleFact written && scope.holds(written.leftBy())) {
            books.written(written);
        } else if (fact instanceof Fact.DeadLetterFact letter) {
            unreadable.givenUp(letter);
            updates.rejected(letter);
        }
    }

    private void commanded(Fact.CommandFact commanded) {
        ChapterId id;
        try {
            id = ChapterId.parse(commanded.command().target());
        } catch (IllegalArgumentException e) {
            return;
        }
        ChapterTrail chapter = scope.holds(id) ? chapter(id) : null;
        if (chapter != null) {
            chapter.add(commanded);
        }
    }

    private void carried(Fact.EnvelopeFact carried) {
        ChapterTrail chapter = chapter(carried.chapter());
        if (chapter == null) {
            figures.late();
            books.workedInVain(carried.chapter());
            return;
        }
        chapter.run(carried.run()).add(carried);
        if (carried.place().equals(PipelineStep.START) && carried.run() == 1 && carried.attempt() == 0) {
            books.begun(carried, growth(chapter, carried));
            updates.begun(carried);
        }
    }

    private BibleChain.Growth growth(ChapterTrail chapter, Fact.EnvelopeFact start) {
        Fact.RequestFact request = chapter.request(start);
        if (request == null || !request.grows()) {
            return new BibleChain.Growth(request != null || allRequests, null);
        }
        return new BibleChain.Growth(start.grownFrom() != null, start.grownFrom());
    }

    private void ran(Fact.StageRunFact ran) {
        ChapterTrail chapter = chapter(ran.run().chapter());
        RunTrail run = chapter == null ? null : chapter.run(ran.run().run());
        // An operator may have accepted an attempt of an ended run: its bible is still to come.
        boolean maybeDue = run != null && ran.run().stage().followsAcceptance() && !run.isAccepted();
        if (run != null && (!run.isAtRest() || maybeDue)) {
            run.add(ran);
            return;
        }
        figures.late();
        if (!books.isLost(ran.run().chapter())) {
            lateRuns.add(ran, now + GRACE_MILLIS);
        }
    }

    private void sentBack(Fact.RetryFact sentBack) {
        ChapterTrail chapter = chapter(sentBack.decision().chapter());
        RunTrail run = chapter == null ? null : chapter.run(sentBack.decision().run());
        if (run != null && !run.isAtRest()) {
            run.add(sentBack);
            return;
        }
        figures.late();
        boolean mayBeCommanded =
                chapter == null && !allCommands && sentBack.decision().run() > 1;
        if (!mayBeCommanded && !books.isLost(sentBack.decision().chapter())) {
            refute(DecisionCheck.afterTheEnd(sentBack));
        }
    }

    private void ended(Fact.OutcomeFact ended) {
        ChapterId id = ended.chapter();
        if (scope.isPredecessor(id)) {
            books.ended(id.bookId(), id.number(), Set.of(ended.bible()), true);
            return;
        }
        if (!scope.holds(id)) {
            return;
        }
        if (books.hasEnded(id.bookId(), id.number())) {
            figures.laterOutcome();
        }
        ChapterTrail chapter = chapter(id);
        if (chapter == null) {
            endedAgain(ended);
            return;
        }
        RunTrail run = chapter.run(ended.run());
        Set<Digest> left = new LinkedHashSet<>(Set.of(ended.bible()));
        // If these two differ, this chapter is refuted, and the next one need not be.
        run.made()
                .map(Fact.EnvelopeFact::bibleLeft)
                .filter(made -> made != null)
                .forEach(left::add);
        books.ended(id.bookId(), id.number(), left, chapter.command(ended.commandId()) != null);
        run.add(ended);
        endings.add(chapter, run, ended, now + GRACE_MILLIS);
    }

    /** An outcome of a forgotten chapter. */
    private void endedAgain(Fact.OutcomeFact ended) {
        ChapterId id = ended.chapter();
        // The operator's command that led to it may have been given before the records read.
        boolean lost = books.isLost(id) || (!allCommands && ended.commandId() != null);
        books.ended(id.bookId(), id.number(), Set.of(ended.bible()), lost);
        if (lost) {
            figures.begunBefore(id);
        } else {
            refute(outcomes.afterTheEnd(ended));
        }
    }

    private boolean mayHaveRunInVain(ChapterId id) {
        ChapterTrail chapter = chapters.known(id);
        return books.mayHaveWorkedInVain(id)
                || (chapter != null && chapter.runs().stream().anyMatch(RunTrail::mayHaveRunInVain));
    }

    /** A chapter's trail; null when it has ended and is forgotten. */
    private @Nullable ChapterTrail chapter(ChapterId id) {
        if (canons.keeps(id.bookId())) {
            return chapters.trail(id);
        }
        ChapterTrail known = chapters.known(id);
        return known != null || books.hasEnded(id.bookId(), id.number()) ? known : chapters.trail(id);
    }

    private void refute(Violation violation) {
        if (violation.chapter() == null) {
            violations.accept(violation);
        } else if (refuted.add(violation.chapter())) {
            int end = violation.chapter().indexOf('/');
            refutedBooks.add(end < 0 ? violation.chapter() : violation.chapter().substring(0, end));
            figures.refuted();
            violations.accept(violation);
        }
    }
}
