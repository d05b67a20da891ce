package dev.storycrew.console.faults.check;

import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An envelope that is started again and again is given up. */
final class StartCheck implements Check {
    private static final int MOST = 10;

    private final List<String> violations = new ArrayList<>();
    private int most;
    private long starts;

    private record Run(ChapterId chapter, int attempt, Stage stage) {
        @Override
        public String toString() {
            return chapter + " attempt " + attempt + " " + stage.label();
        }
    }

    @Override
    public void look(Slice slice) {
        Map<Run, Integer> open = new HashMap<>();
        for (StageRun run : slice.values("stage-runs", StageRun.class)) {
            Run key = new Run(run.chapter(), run.attempt(), run.stage());
            if (run.phase() == StageRun.Phase.STARTED) {
                starts++;
                open.merge(key, 1, Integer::sum);
            } else if (run.phase() == StageRun.Phase.RELEASED) {
                open.merge(key, -1, Integer::sum);
            }
        }
        open.forEach((run, count) -> {
            most = Math.max(most, count);
            if (count > MOST) {
                violations.add(run + " was started " + count + " times");
            }
        });
    }

    @Override
    public Verdict.Finding finding() {
        return new Verdict.Finding(
                "nothing is started more than " + MOST + " times",
                starts + " starts, at most " + most + " of one run",
                violations);
    }
}
