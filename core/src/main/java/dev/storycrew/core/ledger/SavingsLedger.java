package dev.storycrew.core.ledger;

import dev.storycrew.core.cost.AnswerUsage;
import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a chapter's retries cost, and what as many full ones would have cost, run by run of the chapter.
 *
 * <p>A retry is an attempt after a run's first; an operator's retry begins a new run, and its first attempt is a
 * person's decision and on neither side, as is the bible stage, which runs once either way. Everything spent on a retry
 * counts, but it is compared with a full retry only once it was judged. That full retry is measured: the run's first
 * full pass, or the chapter's where the run has none; each answer once, without re-asks and failures, and its input at
 * the rate at which the provider's cache would have held it by then.
 */
public final class SavingsLedger {
    private static final Comparator<Call> OLDEST_FIRST = Comparator.comparingInt(
                    (Call call) -> call.run().run())
            .thenComparingInt(call -> call.run().attempt())
            .thenComparingLong(call -> call.run().at());

    private final List<StageRun> runs;
    private final List<Call> calls;

    /** A stage run whose answer was taken. */
    private record Call(StageRun run, AnswerUsage answer) {
        boolean isOf(int number, int attempt) {
            return run.run() == number && run.attempt() == attempt;
        }

        boolean judged() {
            return run.stage().reportsToRouter();
        }

        boolean sameModel(Call other) {
            return Objects.equals(run.model(), other.run.model())
                    && Objects.equals(run.provider(), other.run.provider());
        }

        /** How much of a system message of known length was read from the cache, 0 to 1. */
        double cachedShare() {
            return Math.min(1, (double) answer.usage().cachedTokens() / answer.systemTokens());
        }
    }

    private SavingsLedger(List<StageRun> chapter) {
        this.runs =
                chapter.stream().filter(run -> !run.stage().followsAcceptance()).toList();
        List<Call> taken = new ArrayList<>();
        for (StageRun run : runs) {
            AnswerUsage answer = run.answered();
            if (answer != null) {
                taken.add(new Call(run, answer));
            }
        }
        taken.sort(OLDEST_FIRST);
        this.calls = List.copyOf(taken);
    }

    /**
     * The savings of a chapter's runs, by their number. Those of the whole chapter are the sum.
     *
     * @param chapter all ended stage runs of one chapter, in any order
     */
    public static SortedMap<Integer, Savings> byRun(List<StageRun> chapter) {
        SavingsLedger ledger = new SavingsLedger(chapter);
        SortedMap<Integer, Savings> savings = new TreeMap<>();
        for (StageRun run : ledger.runs) {
            savings.computeIfAbsent(run.run(), ledger::of);
        }
        return savings;
    }

    private Savings of(int number) {
        Usage spent = Usage.sum(runs.stream()
                .filter(run -> run.run() == number && run.attempt() > 0)
                .map(StageRun::usage)
                .toList());
        int judged = (int) calls.stream()
                .filter(call -> call.judged() && call.run().run() == number)
                .map(call -> call.run().attempt())
                .filter(attempt -> attempt > 0)
                .distinct()
                .count();
        return Savings.of(spent, judged, fullRetry(firstFullPass(number)));
    }

    /** Empty where no full pass was read. */
    private List<Call> firstFullPass(int number) {
        List<Call> own = firstFullPass(call -> call.run().run() == number);
        return own.isEmpty() ? firstFullPass(call -> true) : own;
    }

    private List<Call> firstFullPass(Predicate<Call> among) {
        Set<Stage> all = Arrays.stream(Stage.values())
                .filter(stage -> !stage.followsAcceptance())
                .collect(Collectors.toSet());
        for (Call start : calls) {
            if (among.test(start)) {
                Map<Stage, Call> pass = pass(start.run().run(), start.run().attempt());
                if (pass.keySet().equals(all)) {
                    return List.copyOf(pass.values());
                }
            }
        }
        return List.of();
    }

    /** A second answer of the same stage, as after a redrive of what was done already, led to nothing. */
    private Map<Stage, Call> pass(int number, int attempt) {
        Map<Stage, Call> pass = new TreeMap<>();
        calls.stream()
                .filter(call -> call.isOf(number, attempt))
                .forEach(call -> pass.putIfAbsent(call.run().stage(), call));
        return pass;
    }

    private Usage fullRetry(List<Call> pass) {
        Set<Call> own = new HashSet<>(pass);
        List<Call> others = calls.stream().filter(call -> !own.contains(call)).toList();
        return Usage.sum(pass.stream()
                .map(call -> call.answer().withCached(cachedOnRetry(call, others)))
                .toList());
    }

    /**
     * How many input tokens the cache would have held when the call was made again: as many as it held for the same stage
     * on another attempt; for a stage that no other attempt ran, the share of the system message that it held for the
     * other stages; all of it where that model was asked nothing else. Where there is a choice, the most: a full retry is
     * never made to look dearer than it is.
     */
    private static long cachedOnRetry(Call call, List<Call> others) {
        List<Call> comparable =
                others.stream().filter(other -> other.sameModel(call)).toList();
        Long measured = most(comparable.stream()
                .filter(other -> other.run().stage() == call.run().stage())
                .map(other -> perRequest(other) * call.answer().usage().calls())
                .toList());
        if (measured != null) {
            return measured;
        }
        double share = comparable.stream()
                .filter(other -> other.answer().systemTokens() > 0)
                .mapToDouble(Call::cachedShare)
                .max()
                .orElse(1);
        return Math.round(share * call.answer().systemTokens());
    }

    /** A run may have needed two answers, and another one of the same stage only one. */
    private static long perRequest(Call call) {
        return call.answer().usage().cachedTokens() / call.answer().usage().calls();
    }

    private static @Nullable Long most(List<Long> amounts) {
        return amounts.stream().max(Comparator.naturalOrder()).orElse(null);
    }
}
