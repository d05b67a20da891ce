package dev.storycrew.audit;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import dev.storycrew.history.skim.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the topics hold about one run of a chapter, as far as read. */
final class RunTrail {
    /** An empty list on the wire. */
    private static final Digest NO_COSTS = Digest.of(new byte[1], 0, 1);

    private final int number;
    private final SortedMap<Integer, AttemptTrail> attempts = new TreeMap<>();
    /** What followed from an operator accepting one of the attempts, by command. */
    private final Map<String, AttemptTrail> acceptances = new HashMap<>();

    private final List<Fact.OutcomeFact> outcomes = new ArrayList<>();
    private final List<Violation> secondDecisions = new ArrayList<>();
    private int outcomesChecked;

    RunTrail(int number) {
        this.number = number;
    }

    void add(Fact.EnvelopeFact envelope) {
        if (isAcceptance(envelope)) {
            acceptances
                    .computeIfAbsent(String.valueOf(envelope.command()), key -> new AttemptTrail())
                    .add(envelope);
        } else {
            attempt(envelope.attempt()).add(envelope);
        }
    }

    /** True if it goes to the bible by a command other than the one that began the run. */
    private boolean isAcceptance(Fact.EnvelopeFact envelope) {
        Fact.EnvelopeFact start = start();
        boolean ofBible = envelope.place().at().followsAcceptance();
        return ofBible
                && envelope.command() != null
                && (start == null ? number == 1 : !envelope.command().equals(start.command()));
    }

    void add(Fact.StageRunFact ran) {
        attempt(ran.run().attempt()).add(ran);
    }

    void add(Fact.RetryFact sentBack) {
        if (!attempt(sentBack.decision().attempt()).add(sentBack)) {
            secondDecisions.add(new Violation(
                    Violation.Kind.DECISION,
                    sentBack.decision().chapter().toString(),
                    sentBack.position(),
                    "one decision on " + Attempts.named(sentBack.decision().attempt()),
                    "a second one: " + sentBack.decision().level()));
        }
    }

    void add(Fact.OutcomeFact outcome) {
        outcomes.add(outcome);
    }

    /** Notes that the next of its outcomes has been checked. */
    void outcomeChecked() {
        outcomesChecked++;
    }

    int number() {
        return number;
    }

    SortedMap<Integer, AttemptTrail> attempts() {
        return attempts;
    }

    /** What the topics hold about an attempt; empty if unknown. */
    AttemptTrail known(int attempt) {
        return attempts.getOrDefault(attempt, new AttemptTrail());
    }

    /** The bible's envelopes of an attempt that an operator accepted by a command. */
    AttemptTrail acceptance(String command) {
        return acceptances.getOrDefault(command, new AttemptTrail());
    }

    boolean isAcceptedByOperators() {
        return !acceptances.isEmpty();
    }

    /** Its outcomes in the order read: one, and those that operators' commands led to later. */
    List<Fact.OutcomeFact> outcomes() {
        return outcomes;
    }

    List<Violation> secondDecisions() {
        return secondDecisions;
    }

    /** The version of the router that ended it first, by its explanation; the present one if that has not happened. */
    int explanationVersion() {
        return outcomes.isEmpty() ? Explanations.VERSION : outcomes.get(0).explanationVersion();
    }

    /** True when it has ended and its outcomes have been checked. */
    boolean isAtRest() {
        return !outcomes.isEmpty() && outcomesChecked == outcomes.size();
    }

    /** True if one of its attempts was accepted. */
    boolean isAccepted() {
        return outcomes.stream().anyMatch(outcome -> outcome.kind() == ChapterOutcome.Kind.ACCEPTED);
    }

    /** The envelope with the work that an outcome accepted; null if it is not known. */
    Fact.@Nullable EnvelopeFact acceptedBy(Fact.OutcomeFact outcome) {
        Fact.EnvelopeFact start = start();
        boolean byOperator = start != null && !Objects.equals(start.command(), outcome.commandId());
        if (byOperator) {
            return acceptance(String.valueOf(outcome.commandId())).at(PipelineStep.BIBLE);
        }
        Integer attempt = outcome.bestAttempt();
        return attempt == null ? null : known(attempt).at(PipelineStep.JUDGED);
    }

    /**
     * The judge result of a text that still holds, with the bible changes that it had: it goes to no bible stage. Null if the
     * attempt is of another kind.
     */
    Fact.@Nullable EnvelopeFact stillHolds(int attempt) {
        Fact.EnvelopeFact start = start();
        Fact.EnvelopeFact judged = known(attempt).at(PipelineStep.JUDGED);
        if (start == null || start.order() == null || start.again() == null) {
            return null;
        }
        boolean recheck = start.order().level().equals(RetryLevel.RECHECK) && attempt == 0;
        return recheck && judged != null && judged.changes() != null ? judged : null;
    }

    /** True when stages may have worked in vain: an operator cancelled it, or an envelope was handed in twice. */
    boolean mayHaveRunInVain() {
        return outcomes.stream().anyMatch(outcome -> outcome.kind() == ChapterOutcome.Kind.CANCELLED)
                || attempts.values().stream().anyMatch(AttemptTrail::handedInTwice)
                || acceptances.values().stream().anyMatch(AttemptTrail::handedInTwice);
    }

    /** The envelope that began the run; null if not found yet. */
    Fact.@Nullable EnvelopeFact start() {
        AttemptTrail first = attempts.get(0);
        return first == null || first.inOrder().isEmpty()
                ? null
                : first.inOrder().get(0);
    }

    /**
     * The attempts that were judged and decided on, oldest first. What came after an operator cancelled no longer
     * counts.
     */
    List<Fact.EnvelopeFact> judged() {
        boolean cancelled = !outcomes.isEmpty() && outcomes.get(0).kind() == ChapterOutcome.Kind.CANCELLED;
        Set<Integer> told = cancelled
                ? outcomes.get(0).history().stream().map(AttemptRecord::attempt).collect(Collectors.toSet())
                : attempts.keySet();
        List<Fact.EnvelopeFact> judged = new ArrayList<>();
        attempts.forEach((attempt, trail) -> {
            Fact.EnvelopeFact at = trail.at(PipelineStep.JUDGED);
            if (at != null && at.report() != null && told.contains(attempt)) {
                judged.add(at);
            }
        });
        return judged;
    }

    /** The bible results, of attempts that passed and of those that operators accepted. */
    Stream<Fact.EnvelopeFact> made() {
        return Stream.concat(
                        Stream.concat(attempts.values().stream(), acceptances.values().stream())
                                .map(attempt -> attempt.at(PipelineStep.BIBLE_MADE)),
                        Stream.ofNullable(stillHolds(0)))
                .filter(Objects::nonNull);
    }

    /** What an outcome counts that the one before it did not. */
    List<StageCost> newlyCounted(Fact.OutcomeFact outcome) {
        int index = outcomes.indexOf(outcome);
        int before = index == 0 ? 0 : outcomes.get(index - 1).costs().size();
        return outcome.costs()
                .subList(
                        Math.min(before, outcome.costs().size()),
                        outcome.costs().size());
    }

    /** False if it began before the records read. */
    boolean isReadFromItsStart() {
        Fact.EnvelopeFact start = start();
        return start != null
                && (number == 1
                        ? start.place().equals(PipelineStep.START)
                        : start.costs().equals(NO_COSTS));
    }

    private AttemptTrail attempt(int attempt) {
        return attempts.computeIfAbsent(attempt, key -> new AttemptTrail());
    }
}
