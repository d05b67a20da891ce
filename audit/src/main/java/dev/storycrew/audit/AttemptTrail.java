package dev.storycrew.audit;

import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics hold about one attempt. */
final class AttemptTrail {
    private final SortedMap<PipelineStep, Fact.EnvelopeFact> envelopes = new TreeMap<>();
    private final List<Fact.StageRunFact> finished = new ArrayList<>();
    private Fact.@Nullable RetryFact decision;
    private boolean handedInTwice;

    void add(Fact.EnvelopeFact envelope) {
        // The router takes the first and drops the others.
        if (envelopes.putIfAbsent(envelope.place(), envelope) != null) {
            handedInTwice = true;
        }
    }

    void add(Fact.StageRunFact ran) {
        if (ran.run().phase() == StageRun.Phase.FINISHED) {
            finished.add(ran);
        }
    }

    /** Returns false if there already is one. */
    boolean add(Fact.RetryFact sentBack) {
        if (decision != null) {
            return false;
        }
        decision = sentBack;
        return true;
    }

    /** Its envelopes, in the order an attempt passes. */
    List<Fact.EnvelopeFact> inOrder() {
        return List.copyOf(envelopes.values());
    }

    Fact.@Nullable EnvelopeFact at(PipelineStep place) {
        return envelopes.get(place);
    }

    Fact.@Nullable RetryFact decision() {
        return decision;
    }

    List<Fact.StageRunFact> finished() {
        return finished;
    }

    boolean ran(Stage stage) {
        return finished.stream().anyMatch(ran -> ran.run().stage() == stage);
    }

    /** True if one of its envelopes was processed twice: an operator redrove it, or a producer repeated it. */
    boolean handedInTwice() {
        return handedInTwice;
    }
}
