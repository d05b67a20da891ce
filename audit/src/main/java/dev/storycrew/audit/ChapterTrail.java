package dev.storycrew.audit;

import dev.storycrew.audit.canon.Canons;
import dev.storycrew.audit.canon.RecheckId;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics hold about one chapter, as far as read: its requests, operators' commands and runs. */
final class ChapterTrail {
    private final ChapterId id;
    private final Map<String, List<Fact.RequestFact>> requests = new HashMap<>();
    private final Map<String, Fact.CommandFact> commands = new HashMap<>();
    private final TreeMap<Integer, RunTrail> runs = new TreeMap<>();
    private final Canons canons;

    ChapterTrail(ChapterId id, Canons canons) {
        this.id = id;
        this.canons = canons;
    }

    /** @param envelope with the accepted work; null if it is not known */
    record Accepted(Fact.OutcomeFact outcome, Fact.@Nullable EnvelopeFact envelope) {}

    /** The attempt to keep, and where it was judged. */
    record Best(Fact.EnvelopeFact judged, BestAttempt worth) {}

    ChapterId id() {
        return id;
    }

    /** True if an accepted chapter of its book was made again: then runs need not begin with the bible of the one before. */
    boolean isOfRedoneBook() {
        return canons.isRedone(id.bookId());
    }

    /**
     * The operator's command that has the chapter looked at again.
     *
     * @return null if it is not known
     */
    @Nullable
    OperatorCommand cause(RecheckId recheck) {
        return canons.cause(id, recheck);
    }

    /** What stood accepted when a run began; null if nothing did, or if that is not known. */
    @Nullable
    Accepted acceptedBefore(RunTrail run) {
        for (RunTrail earlier :
                runs.headMap(run.number(), false).descendingMap().values()) {
            for (Fact.OutcomeFact outcome : earlier.outcomes()) {
                if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED) {
                    return new Accepted(outcome, earlier.acceptedBy(outcome));
                }
            }
        }
        return null;
    }

    /** True if all earlier runs have been read, with their outcomes. */
    boolean knowsAllBefore(RunTrail run) {
        return runs.headMap(run.number(), false).values().stream()
                        .filter(earlier -> !earlier.outcomes().isEmpty())
                        .count()
                == run.number() - 1;
    }

    void add(Fact.RequestFact requested) {
        List<Fact.RequestFact> same = requests.computeIfAbsent(requested.requestId(), id -> new ArrayList<>());
        boolean again = same.stream()
                .anyMatch(each -> each.brief().equals(requested.brief())
                        && each.bible().equals(requested.bible())
                        && each.grows() == requested.grows());
        if (!again) {
            same.add(requested);
        }
    }

    void add(Fact.CommandFact commanded) {
        commands.putIfAbsent(commanded.command().id(), commanded);
    }

    /**
     * The request that a run answers. Of several with its id the sequencer took one; the others became dead letters.
     *
     * @return the one that is most like what the run began with; null if there is none with its id
     */
    Fact.@Nullable RequestFact request(Fact.EnvelopeFact start) {
        return requests.getOrDefault(start.requestId(), List.of()).stream()
                .max(Comparator.comparing(
                                (Fact.RequestFact each) -> each.brief().equals(start.brief()))
                        .thenComparing(each -> each.bible().equals(start.bible()))
                        .thenComparing(Fact.RequestFact::update))
                .orElse(null);
    }

    Fact.@Nullable CommandFact command(@Nullable String commandId) {
        return commandId == null ? null : commands.get(commandId);
    }

    /** A run, created if unknown. */
    RunTrail run(int number) {
        return runs.computeIfAbsent(number, RunTrail::new);
    }

    @Nullable
    RunTrail knownRun(int number) {
        return runs.get(number);
    }

    Collection<RunTrail> runs() {
        return runs.values();
    }

    /** False as long as an outcome is unchecked, or a run has none. */
    boolean isAtRest() {
        return runs.values().stream().allMatch(RunTrail::isAtRest);
    }

    /** How many outcomes before this one name the same command. */
    long earlierOutcomes(Fact.OutcomeFact outcome) {
        return runs.values().stream()
                .flatMap(run -> run.outcomes().stream())
                .takeWhile(each -> each != outcome)
                .filter(each -> Objects.equals(each.commandId(), outcome.commandId()))
                .count();
    }

    /**
     * The best attempt so far at the end of a run: of its own and, if an operator's retry started it, earlier ones.
     *
     * @return null if there is none, or the runs before it are unknown
     */
    @Nullable
    Best best(RunTrail run) {
        Fact.EnvelopeFact start = run.start();
        RunTrail before = runs.get(run.number() - 1);
        boolean fromNothing = start == null || start.byHand() || start.again() != null;
        Best best = before == null || fromNothing ? null : best(before);
        for (Fact.EnvelopeFact judged : run.judged()) {
            JudgeReport report = Objects.requireNonNull(judged.report());
            BestAttempt worth = new BestAttempt(
                    judged.attempt(), report.scores().mean(), report.hardFail().safetyPassed(), null, new TreeMap<>());
            if (best == null || BestAttempt.better(best.worth(), worth, judged.compared()) == worth) {
                best = new Best(judged, worth);
            }
        }
        return best;
    }

    /** True if everything that led to a run has been read. */
    boolean knowsWhatLedTo(RunTrail run) {
        Fact.EnvelopeFact start = run.start();
        return run.number() == 1
                || (start != null && (start.byHand() || start.again() != null))
                || (runs.containsKey(run.number() - 1) && knowsWhatLedTo(run(run.number() - 1)));
    }

    /** The judged attempt that has the best text; the earliest, as the router looks it up. */
    Fact.@Nullable EnvelopeFact workOf(RunTrail run) {
        Best best = best(run);
        if (best == null) {
            return null;
        }
        // Of what was judged before an accepted text only that text is kept.
        int from = runs.headMap(run.number(), false).values().stream()
                .filter(RunTrail::isAccepted)
                .mapToInt(RunTrail::number)
                .max()
                .orElse(0);
        List<Fact.EnvelopeFact> judged = runs.subMap(from, false, run.number(), true).values().stream()
                .flatMap(each -> each.judged().stream())
                .toList();
        return judged.stream()
                .filter(each -> each.work().text().equals(best.judged().work().text()))
                .findFirst()
                .orElse(null);
    }
}
