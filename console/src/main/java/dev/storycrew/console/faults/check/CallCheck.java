package dev.storycrew.console.faults.check;

import dev.storycrew.console.faults.ledger.Call;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A call that was answered well is made again only when the caller died, lost its place in the group, or gave the work up
 * because its partition went, between the two: the one open window.
 */
final class CallCheck implements Check {
    private final Evidence evidence;

    CallCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void look(Slice slice) {
        // The ledger alone says what was called.
    }

    @Override
    public Verdict.Finding finding() {
        OpenWindows windows = OpenWindows.of(evidence);
        Map<Call.Key, List<Call>> byKey = evidence.calls().stream().collect(Collectors.groupingBy(Call::key));
        List<String> violations = new ArrayList<>();
        long failed = evidence.calls().stream().filter(call -> !call.good()).count();
        long repeated = 0;
        for (List<Call> calls : byKey.values()) {
            List<Call> inOrder = calls.stream()
                    .sorted(Comparator.comparingLong(Call::number))
                    .toList();
            for (int index = 1; index < inOrder.size(); index++) {
                Call before = inOrder.get(index - 1);
                Call again = inOrder.get(index);
                if (!before.good()) {
                    continue;
                }
                repeated++;
                if (!windows.open(before, again)) {
                    violations.add(before.key() + ": call " + before.number() + " by " + before.caller()
                            + " was answered, and call " + again.number() + " by " + again.caller() + " came "
                            + (again.at() - before.at()) + " ms later, though nothing had happened to "
                            + before.caller());
                }
            }
        }
        return new Verdict.Finding(
                "calls are repeated in the open window only",
                evidence.calls().size() + " calls for " + byKey.size() + " pieces of work, " + failed
                        + " failed by the model, " + repeated + " repeated (" + windows.counts() + ")",
                violations);
    }
}
