package dev.storycrew.audit.whatif;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.Ruling;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a candidate policy decide on recorded judge results and compares with what was decided then. For each chapter
 * under way it holds only what it has not compared yet.
 */
public final class WhatIf {
    private final RetryPolicy candidate;
    private final @Nullable String book;
    private final Map<Key, Run> open = new HashMap<>();
    private final Map<String, Differences> differences = new TreeMap<>();
    private final Costs costs = new Costs();
    private long records;
    private long decisions;
    private long differing;
    private long firstOfTheirChapter;
    private long underEmergencyStop;
    private long withoutReason;
    private long chapters;

    /** @param book the only book to look at; null for all */
    public WhatIf(RetryPolicy candidate, @Nullable String book) {
        this.candidate = candidate;
        this.book = book;
    }

    private record Key(ChapterId chapter, int run) {}

    private static final class Run {
        /** Judge results waiting for their decision, which says what was left of the budget. */
        private final Map<Integer, Fact.EnvelopeFact> judged = new HashMap<>();

        private final Map<Integer, RetryDecision> decided = new HashMap<>();
        private final Map<Integer, Move.Kind> kinds = new TreeMap<>();
        private @Nullable RetryDecision last;
        private Fact.@Nullable OutcomeFact ended;
        private boolean differed;
    }

    /** Takes a fact of a chapter's judge results, decisions or outcome; others change nothing. */
    public void take(Fact fact) {
        records++;
        if (fact instanceof Fact.EnvelopeFact judged && judged.report() != null) {
            judged(judged);
        } else if (fact instanceof Fact.RetryFact sentBack
                && wanted(sentBack.decision().chapter())) {
            RetryDecision decision = sentBack.decision();
            Key key = new Key(decision.chapter(), decision.run());
            Run run = open.computeIfAbsent(key, ignored -> new Run());
            run.kinds.put(decision.attempt(), Move.Kind.retry(decision.level(), decision.scope()));
            run.decided.putIfAbsent(decision.attempt(), decision);
            run.last = decision;
            underEmergencyStop += decision.reason() == LevelReason.SWITCHED_OFF ? 1 : 0;
            withoutReason += decision.reason() == LevelReason.UNKNOWN ? 1 : 0;
            settle(key, run);
        } else if (fact instanceof Fact.OutcomeFact ended && isTheRouters(ended) && wanted(ended.chapter())) {
            Key key = new Key(ended.chapter(), ended.run());
            Run run = open.computeIfAbsent(key, ignored -> new Run());
            run.ended = ended;
            settle(key, run);
        }
    }

    /** Judge results whose decision was not read are not counted. */
    public WhatIfReport report() {
        return new WhatIfReport(
                candidate.reference(),
                records,
                chapters,
                decisions,
                differing,
                firstOfTheirChapter,
                underEmergencyStop,
                withoutReason,
                differences.values().stream()
                        .sorted(Comparator.comparingLong(Differences::count).reversed())
                        .map(group -> WhatIfReport.Line.of(group, costs))
                        .toList(),
                costs.means());
    }

    /** False for an outcome by which an operator ended a chapter or accepted a failed one: no policy decided it. */
    private boolean isTheRouters(Fact.OutcomeFact ended) {
        boolean byOperator = ended.kind() == ChapterOutcome.Kind.CANCELLED
                || (ended.kind() == ChapterOutcome.Kind.ACCEPTED
                        && ended.history().stream().noneMatch(AttemptRecord::passed));
        if (byOperator) {
            open.remove(new Key(ended.chapter(), ended.run()));
        }
        return !byOperator;
    }

    private boolean wanted(ChapterId chapter) {
        return book == null || chapter.bookId().equals(book);
    }

    private void judged(Fact.EnvelopeFact judged) {
        // A text handed in by an editor can only end, whatever the policy.
        if (!wanted(judged.chapter()) || judged.stopReason() != null || judged.byHand()) {
            return;
        }
        Key key = new Key(judged.chapter(), judged.run());
        Run run = open.computeIfAbsent(key, ignored -> new Run());
        // A second result for the same attempt was dropped by the router.
        run.judged.putIfAbsent(judged.attempt(), judged);
        settle(key, run);
    }

    private void settle(Key key, Run run) {
        for (Iterator<Fact.EnvelopeFact> all = run.judged.values().iterator(); all.hasNext(); ) {
            Fact.EnvelopeFact judged = all.next();
            RetryDecision decision = run.decided.get(judged.attempt());
            if (decision != null) {
                compare(
                        run,
                        judged,
                        decision.leftNanoUsd(),
                        new Move(
                                Move.Kind.retry(decision.level(), decision.scope()),
                                decision.scenes(),
                                decision.explanation()));
                run.decided.remove(decision.attempt());
                all.remove();
            }
        }
        if (run.ended != null) {
            end(key, run, run.ended);
        }
    }

    private void end(Key key, Run run, Fact.OutcomeFact ended) {
        int last =
                ended.history().stream().mapToInt(AttemptRecord::attempt).max().orElse(-1);
        Fact.EnvelopeFact judged = run.judged.get(last);
        if (judged != null) {
            Move.Kind kind =
                    ended.history().get(ended.history().size() - 1).passed() ? Move.Kind.ACCEPTED : Move.Kind.EXHAUSTED;
            compare(
                    run,
                    judged,
                    ended.leftWhenDecided(run.last),
                    new Move(kind, new java.util.TreeSet<>(), ended.explanation()));
        }
        chapters++;
        measure(run, ended);
        open.remove(key);
    }

    /** An attempt that was never judged was cut short; an operator's run begins with work that it did not pay for. */
    private void measure(Run run, Fact.OutcomeFact ended) {
        Set<Integer> judged =
                ended.history().stream().map(AttemptRecord::attempt).collect(Collectors.toSet());
        Map<Integer, Usage> byAttempt = new TreeMap<>();
        for (StageCost cost : ended.costs()) {
            if (!cost.stage().followsAcceptance() && judged.contains(cost.attempt())) {
                byAttempt.merge(cost.attempt(), cost.usage(), Usage::plus);
            }
        }
        byAttempt.forEach((attempt, usage) -> {
            Move.Kind kind = run.kinds.get(attempt - 1);
            if (attempt == 0) {
                if (ended.run() == 1) {
                    costs.firstPass(usage);
                }
            } else if (kind != null) {
                costs.measured(kind, usage);
            }
        });
    }

    private void compare(Run run, Fact.EnvelopeFact envelope, @Nullable Long leftNanoUsd, Move was) {
        decisions++;
        Ruling ruling = Ruling.on(envelope.judged().withoutArm(), candidate, true, leftNanoUsd);
        Move move = Move.of(ruling.route());
        if (!move.differsFrom(was)) {
            return;
        }
        differing++;
        firstOfTheirChapter += run.differed ? 0 : 1;
        run.differed = true;
        differences
                .computeIfAbsent(was.kind() + " -> " + move.kind(), ignored -> new Differences(was.kind(), move.kind()))
                .add(
                        new Differences.Example(
                                envelope.chapter().toString(),
                                envelope.attempt(),
                                envelope.position(),
                                was.explanation(),
                                move.explanation()),
                        ruling.verdict() == null ? List.of() : ruling.verdict().issues());
    }
}
