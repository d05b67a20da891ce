package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.calls.SpecialBooks;
import dev.storycrew.core.text.Counted;
import dev.storycrew.fakeprovider.Fault;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Makes the model misbehave, for some calls or, with special books, permanently. */
final class ModelFaults implements FaultFamily {
    private static final Map<FaultKind, Fault> FAULTS = Map.of(
            FaultKind.MODEL_RATE_LIMITED, Fault.RATE_LIMITED,
            FaultKind.MODEL_OVERLOADED, Fault.OVERLOADED,
            FaultKind.MODEL_TIMES_OUT, Fault.DRIP,
            FaultKind.MODEL_GARBAGE, Fault.GARBAGE,
            FaultKind.MODEL_BROKEN, Fault.BROKEN,
            FaultKind.MODEL_TRUNCATED, Fault.TRUNCATED,
            FaultKind.MODEL_CUT, Fault.CUT);
    private static final int MAX_CALLS = 6;
    private static final int BIG_BOOKS = 6;

    private final ModelFaultInjector mood;
    private final Publisher publisher;

    ModelFaults(ModelFaultInjector mood, Publisher publisher) {
        this.mood = mood;
        this.publisher = publisher;
    }

    @Override
    public Set<FaultKind> kinds() {
        Set<FaultKind> kinds = new HashSet<>(FAULTS.keySet());
        kinds.addAll(Set.of(
                FaultKind.MODEL_SLOW,
                FaultKind.KILLER_ENVELOPE,
                FaultKind.BUDGET_REACHED,
                FaultKind.HOPELESS_ENVELOPE,
                FaultKind.RECORD_TOO_LARGE,
                FaultKind.BATCH_TOO_LARGE));
        return kinds;
    }

    @Override
    public String inject(FaultKind kind, Random dice) throws InterruptedException {
        int calls = 1 + dice.nextInt(MAX_CALLS);
        Fault fault = FAULTS.get(kind);
        if (fault != null) {
            mood.fail(fault, calls);
            return Counted.of(calls, "call");
        }
        return switch (kind) {
            case MODEL_SLOW -> {
                mood.slow(calls);
                yield Counted.of(calls, "answer") + " late";
            }
            case KILLER_ENVELOPE -> publisher.special(SpecialBooks.KILLER).id();
            case HOPELESS_ENVELOPE -> publisher.special(SpecialBooks.HOPELESS).id();
            case BUDGET_REACHED -> publisher.special(SpecialBooks.DEAR).id();
            case RECORD_TOO_LARGE -> publisher.special(SpecialBooks.HUGE).id();
            case BATCH_TOO_LARGE -> {
                StringBuilder books = new StringBuilder();
                for (int book = 0; book < BIG_BOOKS; book++) {
                    books.append(publisher.special(SpecialBooks.BIG).id()).append(' ');
                }
                yield books.toString().strip();
            }
            default -> throw new IllegalArgumentException("not mine: " + kind);
        };
    }
}
