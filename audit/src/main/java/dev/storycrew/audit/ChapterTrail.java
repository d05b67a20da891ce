package dev.storycrew.audit;

import dev.storycrew.core.event.BestAttempt;
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

    ChapterTrail(ChapterId id) {
        this.id = id;
    }

    /** The attempt to keep, and where it was judged. */
    record Best(Fact.EnvelopeFact judged, BestAttempt worth) {}

    ChapterId id() {
        return id;
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
        Best best = before == null || start == null || start.byHand() ? null : best(before);
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
                || (start != null && start.byHand())
                || (runs.containsKey(run.number() - 1) && knowsWhatLedTo(run(run.number() - 1)));
    }

    /** The judged attempt that has the best text; the earliest, as the router looks it up. */
    Fact.@Nullable EnvelopeFact workOf(RunTrail run) {
        Best best = best(run);
        if (best == null) {
            return null;
        }
        List<Fact.EnvelopeFact> judged = runs.headMap(run.number(), true).values().stream()
                .flatMap(each -> each.judged().stream())
                .toList();
        return judged.stream()
                .filter(each -> each.work().text().equals(best.judged().work().text()))
                .findFirst()
                .orElse(null);
    }
}
