package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A call with a good answer is repeated only if, in between, the caller died, lost its place in the group, or gave the
 * work up because its partition was revoked (the one open window), or if an operator put it back from dead letters.
 */
final class CallCheck implements Check {
    private final Evidence evidence;
    /** When a chapter was put back on a stage's topic, in milliseconds since the epoch. */
    private final Map<Place, List<Long>> redriven = new HashMap<>();

    private final Map<ChapterId, Integer> reopened = new HashMap<>();

    CallCheck(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void look(Slice slice) {
        reopened.putAll(slice.reopened());
        slice.redrives()
                .forEach(done -> redriven.computeIfAbsent(place(done.command()), place -> new ArrayList<>())
                        .add(done.at()));
    }

    /** What an operator puts back is processed again: its result was too large, or its caller was killed too often. */
    private boolean putBackBetween(Call before, Call again) {
        Place place = new Place(before.key().chapter(), before.key().stage());
        return redriven.getOrDefault(place, List.of()).stream().anyMatch(at -> at >= before.at() && at <= again.at());
    }

    private record Place(ChapterId chapter, String stage) {}

    /** By the id of the command, which is the dead letter's. */
    private Place place(OperatorCommand redrive) {
        String letter = redrive.id().substring(DeadLetter.redriveId("").length());
        return new Place(
                ChapterId.parse(redrive.target()), evidence.shortName(letter.substring(0, letter.lastIndexOf('-'))));
    }

    @Override
    public CampaignVerdict.Finding finding() {
        OpenWindows windows = OpenWindows.of(evidence.events(), evidence.data());
        Map<Call.Key, List<Call>> byKey = evidence.calls().stream().collect(Collectors.groupingBy(Call::key));
        List<String> violations = new ArrayList<>();
        long failed = evidence.calls().stream().filter(call -> !call.good()).count();
        long repeated = 0;
        for (List<Call> calls : byKey.values()) {
            List<Call> inOrder = calls.stream()
                    .sorted(Comparator.comparingLong(Call::number))
                    .toList();
            // A later run of the chapter asks the same again; how often that may be follows from the commands.
            int runs = reopened.getOrDefault(inOrder.get(0).key().chapter(), 0);
            for (int index = 1; index < inOrder.size(); index++) {
                Call before = inOrder.get(index - 1);
                Call again = inOrder.get(index);
                if (!before.good() || putBackBetween(before, again)) {
                    continue;
                }
                if (runs > 0) {
                    runs--;
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
        return new CampaignVerdict.Finding(
                "calls are repeated only in the open window",
                Counted.of(evidence.calls().size(), "call") + " for "
                        + Counted.of(byKey.size(), "piece of work", "pieces of work") + ", " + failed
                        + " failed by the model, " + repeated + " repeated (" + windows.counts() + ")",
                violations);
    }
}
