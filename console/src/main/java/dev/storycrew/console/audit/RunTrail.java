package dev.storycrew.console.audit;

import dev.storycrew.console.facts.Fact;
import dev.storycrew.console.facts.Place;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics hold of one run of a chapter, as far as they have been read. */
final class RunTrail {
    private final int number;
    private final SortedMap<Integer, AttemptTrail> attempts = new TreeMap<>();
    private final List<Fact.Ended> outcomes = new ArrayList<>();
    private final List<Violation> secondDecisions = new ArrayList<>();

    RunTrail(int number) {
        this.number = number;
    }

    void add(Fact.Carried envelope) {
        attempt(envelope.attempt()).add(envelope);
    }

    void add(Fact.Ran ran) {
        attempt(ran.run().attempt()).add(ran);
    }

    void add(Fact.SentBack sentBack) {
        if (!attempt(sentBack.decision().attempt()).add(sentBack)) {
            secondDecisions.add(new Violation(
                    Violation.Kind.DECISION,
                    sentBack.decision().chapter().toString(),
                    sentBack.position(),
                    "one decision on attempt " + sentBack.decision().attempt(),
                    "a second one: " + sentBack.decision().level()));
        }
    }

    void add(Fact.Ended outcome) {
        outcomes.add(outcome);
    }

    int number() {
        return number;
    }

    SortedMap<Integer, AttemptTrail> attempts() {
        return attempts;
    }

    List<Fact.Ended> outcomes() {
        return outcomes;
    }

    List<Violation> secondDecisions() {
        return secondDecisions;
    }

    /** The envelope that the run began with; null as long as it was not met. */
    Fact.@Nullable Carried start() {
        AttemptTrail first = attempts.get(0);
        return first == null || first.inOrder().isEmpty()
                ? null
                : first.inOrder().get(0);
    }

    /** True when the outcome and everything that it tells of has been read, so that the run can be judged at once. */
    boolean isComplete() {
        if (outcomes.isEmpty()) {
            return false;
        }
        Fact.Ended outcome = outcomes.get(0);
        for (StageCost cost : outcome.costs()) {
            AttemptTrail attempt = attempts.get(cost.attempt());
            if (attempt == null || !attempt.ran(cost.stage()) || attempt.at(place(cost.stage())) == null) {
                return false;
            }
        }
        for (AttemptRecord judged : outcome.history()) {
            AttemptTrail attempt = attempts.get(judged.attempt());
            if (attempt == null
                    || attempt.at(Place.JUDGED) == null
                    || (judged.retryLevel() != null && attempt.decision() == null)) {
                return false;
            }
        }
        if (attempts.isEmpty()) {
            return false;
        }
        AttemptTrail last = Objects.requireNonNull(attempts.get(attempts.lastKey()));
        return switch (outcome.kind()) {
            case ACCEPTED -> last.at(Place.BIBLE_MADE) != null;
            // An attempt that a budget stopped is in no history; its envelope went to the router all the same.
            case EXHAUSTED -> last.at(Place.JUDGED) != null;
            case CANCELLED -> true;
        };
    }

    private AttemptTrail attempt(int attempt) {
        return attempts.computeIfAbsent(attempt, key -> new AttemptTrail());
    }

    private static Place place(Stage stage) {
        return switch (stage) {
            case PLAN -> Place.PLAN;
            case WRITE -> Place.WRITE;
            case EDIT -> Place.EDIT;
            case JUDGE -> Place.JUDGE;
            case BIBLE -> Place.BIBLE;
        };
    }
}
