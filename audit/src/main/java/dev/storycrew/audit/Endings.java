package dev.storycrew.audit;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Checks each outcome once everything belonging to it has been read, then forgets the chapter if it may. */
final class Endings {
    private final ChapterTrails chapters;
    private final BibleChain books;
    private final ChapterCheck check;
    private final Figures figures;
    private final boolean allRequests;
    private final Consumer<Violation> violations;
    private final Deque<Awaited> awaited = new ArrayDeque<>();

    /** @param allRequests false if chapters may have begun before the records read */
    Endings(
            ChapterTrails chapters,
            BibleChain books,
            ChapterCheck check,
            Figures figures,
            boolean allRequests,
            Consumer<Violation> violations) {
        this.chapters = chapters;
        this.books = books;
        this.check = check;
        this.figures = figures;
        this.allRequests = allRequests;
        this.violations = violations;
    }

    /** An outcome that may have been read before everything belonging to it. */
    private record Awaited(ChapterTrail chapter, RunTrail run, Fact.OutcomeFact outcome, long deadline) {}

    void add(ChapterTrail chapter, RunTrail run, Fact.OutcomeFact outcome, long deadline) {
        awaited.add(new Awaited(chapter, run, outcome, deadline));
    }

    /** Everything has been read: runs without an outcome are checked as far as they got. */
    void finish() {
        for (ChapterTrail chapter : chapters.all()) {
            for (RunTrail run : chapter.runs()) {
                if (!run.outcomes().isEmpty()) {
                    continue;
                }
                if (begunBefore(run)) {
                    figures.begunBefore(chapter.id());
                } else {
                    figures.open();
                    found(check.underWay(chapter, run));
                }
            }
        }
    }

    /** Checks those that are due. */
    void close(long reached) {
        while (!awaited.isEmpty() && awaited.getFirst().deadline() < reached) {
            close(awaited.removeFirst());
        }
    }

    private void close(Awaited due) {
        RunTrail run = due.run();
        Violation begunWrongly = books.begunWrongly(due.chapter().id());
        if (begunWrongly != null) {
            violations.accept(begunWrongly);
        }
        if (begunBefore(run)) {
            figures.begunBefore(due.chapter().id());
        } else {
            boolean first = run.outcomes().get(0) == due.outcome();
            figures.ended(due.outcome().kind(), first ? run.attempts().size() : 0);
            figures.counted(Usage.sum(run.newlyCounted(due.outcome()).stream()
                    .map(StageCost::usage)
                    .toList()));
            found(check.ended(due.chapter(), run, due.outcome()));
        }
        run.outcomeChecked();
        leave(due.chapter(), due.outcome().kind());
    }

    /** Forgets a fully checked chapter, unless an operator may come back to it. */
    private void leave(ChapterTrail chapter, ChapterOutcome.Kind kind) {
        if (chapter.runs().stream().anyMatch(RunTrail::mayHaveRunInVain)) {
            books.workedInVain(chapter.id());
        }
        if (!chapter.isAtRest() || chapters.keeps(chapter.id())) {
            return;
        }
        forgetTheOneBefore(chapter.id());
        boolean over = kind == ChapterOutcome.Kind.ACCEPTED
                || books.hasEnded(chapter.id().bookId(), chapter.id().number() + 1);
        if (over) {
            chapters.forget(chapter.id());
            return;
        }
        ChapterId lost = chapters.rest(chapter.id());
        if (lost != null) {
            books.lost(lost);
        }
    }

    /** The book has moved on, so no operator can come back to the chapter before. */
    private void forgetTheOneBefore(ChapterId ended) {
        ChapterId before = ended.number() == 1 ? null : new ChapterId(ended.bookId(), ended.number() - 1);
        ChapterTrail chapter = before == null ? null : chapters.known(before);
        if (chapter != null && chapter.isAtRest()) {
            chapters.forget(chapter.id());
        }
    }

    private void found(ChapterCheck.Found found) {
        figures.decisions(found.decisions());
        if (found.first() != null) {
            violations.accept(found.first());
        }
    }

    /** True if a run began before the records read, so that it can be neither proven nor refuted. */
    private boolean begunBefore(RunTrail run) {
        return !run.isReadFromItsStart() && !allRequests;
    }
}
