package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whatever is repeated, only one result counts. */
final class OutputCheck implements Check {
    private final Set<String> ownCopies;
    private final List<String> violations = new ArrayList<>();
    private long runs;
    private long envelopes;

    OutputCheck(Evidence evidence) {
        this.ownCopies = evidence.places(CampaignEvent.Kind.DUPLICATED);
    }

    private record Run(ChapterId chapter, int run, int attempt, Stage stage) {
        @Override
        public String toString() {
            return chapter + " run " + run + " attempt " + attempt + " " + stage.label();
        }
    }

    @Override
    public void look(Slice slice) {
        Map<Run, List<StageRun>> ended = new HashMap<>();
        for (StageRun run : slice.values("stage-runs", StageRun.class)) {
            if (run.ended()) {
                ended.computeIfAbsent(
                                new Run(run.chapter(), run.run(), run.attempt(), run.stage()), key -> new ArrayList<>())
                        .add(run);
            }
        }
        runs += ended.size();
        Map<ChapterId, Long> redrives = slice.redrives().stream()
                .collect(Collectors.groupingBy(
                        done -> ChapterId.parse(done.command().target()), Collectors.counting()));
        ended.forEach((run, ends) -> check(run, ends, redrives.getOrDefault(run.chapter(), 0L)));
        slice.ways(ownCopies)
                .forEach((chapter, way) -> way.forEach((step, copies) -> {
                    envelopes += copies.size();
                    if (copies.size() > 1) {
                        violations.add(chapter + " attempt " + step.attempt() + " is " + copies.size() + " times on "
                                + step.topicName());
                    }
                }));
    }

    /** A run that failed has another result each time it was put back; it finishes only once. */
    private void check(Run run, List<StageRun> ends, long redrives) {
        long finished = ends.stream()
                .filter(end -> end.phase() != StageRun.Phase.FAILED)
                .count();
        if (finished > 1 || ends.size() > 1 + redrives) {
            violations.add(run + " has " + ends.size() + " results: "
                    + ends.stream()
                            .map(end -> end.phase() + " by " + end.instance() + " of " + end.at())
                            .toList());
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        return new CampaignVerdict.Finding(
                "one effective output for each stage run",
                Counted.of(runs, "stage run") + ", " + Counted.of(envelopes, "envelope"),
                violations);
    }
}
