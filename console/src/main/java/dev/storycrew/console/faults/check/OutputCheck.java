package dev.storycrew.console.faults.check;

import dev.storycrew.console.faults.ledger.Event;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whatever is repeated, one result counts. */
final class OutputCheck implements Check {
    private final Set<String> ownCopies;
    private final List<String> violations = new ArrayList<>();
    private long runs;
    private long envelopes;

    OutputCheck(Evidence evidence) {
        this.ownCopies = evidence.places(Event.Kind.DUPLICATED);
    }

    private record Run(ChapterId chapter, int run, int attempt, Stage stage) {
        @Override
        public String toString() {
            return chapter + " run " + run + " attempt " + attempt + " " + stage.label();
        }
    }

    @Override
    public void look(Slice slice) {
        Map<Run, List<String>> finished = new HashMap<>();
        for (StageRun run : slice.values("stage-runs", StageRun.class)) {
            if (run.ended()) {
                finished.computeIfAbsent(
                                new Run(run.chapter(), run.run(), run.attempt(), run.stage()), key -> new ArrayList<>())
                        .add(run.phase() + " by " + run.instance() + " of " + run.at());
            }
        }
        runs += finished.size();
        finished.forEach((run, ends) -> {
            if (ends.size() > 1) {
                violations.add(run + " has " + ends.size() + " results: " + ends);
            }
        });
        slice.ways(ownCopies)
                .forEach((chapter, way) -> way.forEach((step, copies) -> {
                    envelopes += copies.size();
                    if (copies.size() > 1) {
                        violations.add(chapter + " attempt " + step.attempt() + " is " + copies.size() + " times on "
                                + step.topicName());
                    }
                }));
    }

    @Override
    public Verdict.Finding finding() {
        return new Verdict.Finding(
                "one effective output for each stage run",
                runs + " stage runs, " + envelopes + " envelopes",
                violations);
    }
}
