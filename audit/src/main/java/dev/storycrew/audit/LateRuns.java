package dev.storycrew.audit;

import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Stage runs of chapters that have ended. They cost money that no outcome counts, which is right only if an envelope
 * was put back, or an operator had cancelled the chapter. That may be read a little later than the run.
 */
final class LateRuns {
    private final Deque<Late> waiting = new ArrayDeque<>();
    private final Predicate<ChapterId> inVain;
    private final Consumer<Violation> violations;

    /** @param inVain true for a chapter that stages may have worked on in vain */
    LateRuns(Predicate<ChapterId> inVain, Consumer<Violation> violations) {
        this.inVain = inVain;
        this.violations = violations;
    }

    private record Late(Fact.StageRunFact ran, long deadline) {}

    void add(Fact.StageRunFact ran, long deadline) {
        if (ran.run().phase() == StageRun.Phase.FINISHED && ran.run().usage().calls() > 0) {
            waiting.add(new Late(ran, deadline));
        }
    }

    /** Judges those that are due. */
    void close(long now) {
        while (!waiting.isEmpty() && waiting.getFirst().deadline() < now) {
            Fact.StageRunFact ran = waiting.removeFirst().ran();
            if (!inVain.test(ran.run().chapter())) {
                violations.accept(CostCheck.afterTheEnd(ran));
            }
        }
    }
}
