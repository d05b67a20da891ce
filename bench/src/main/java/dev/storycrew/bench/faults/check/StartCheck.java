package dev.storycrew.bench.faults.check;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** An envelope that keeps being started goes to dead letters. */
final class StartCheck implements Check {
    private static final int MAX_STARTS = 10;

    private final List<String> violations = new ArrayList<>();
    private int most;
    private long starts;

    /** @param life 0, plus one each time it was put back from dead letters */
    private record Run(ChapterId chapter, int attempt, Stage stage, int life) {
        @Override
        public String toString() {
            return chapter + " attempt " + attempt + " " + stage.label() + (life == 0 ? "" : " after redrive " + life);
        }
    }

    @Override
    public void look(Slice slice) {
        Map<Run, Integer> open = new HashMap<>();
        Map<ChapterId, TreeSet<Long>> lives = lives(slice);
        for (EvidenceRecord found : slice.byTopic().getOrDefault("stage-runs", List.of())) {
            if (!(found.value() instanceof StageRun run)) {
                continue;
            }
            int life = lives.getOrDefault(run.chapter(), new TreeSet<>())
                    .headSet(found.offset(), true)
                    .size();
            Run key = new Run(run.chapter(), run.attempt(), run.stage(), life);
            if (run.phase() == StageRun.Phase.STARTED) {
                starts++;
                open.merge(key, 1, Integer::sum);
            } else if (run.phase() == StageRun.Phase.RELEASED) {
                open.merge(key, -1, Integer::sum);
            }
        }
        open.forEach((run, count) -> {
            most = Math.max(most, count);
            if (count > MAX_STARTS) {
                violations.add(run + " was started " + count + " times");
            }
        });
    }

    /** From which offsets in stage-runs the starts of a chapter count from zero. */
    private static Map<ChapterId, TreeSet<Long>> lives(Slice slice) {
        Map<ChapterId, TreeSet<Long>> lives = new HashMap<>();
        for (String topic : Slice.WAY) {
            for (EvidenceRecord found : slice.byTopic().getOrDefault(topic, List.of())) {
                if (found.redriven() != null && found.value() instanceof ChapterEnvelope envelope) {
                    lives.computeIfAbsent(envelope.id(), id -> new TreeSet<>())
                            .add(found.redriven().startsFrom());
                }
            }
        }
        return lives;
    }

    @Override
    public CampaignVerdict.Finding finding() {
        return new CampaignVerdict.Finding(
                "nothing is started more than " + MAX_STARTS + " times",
                Counted.of(starts, "start") + ", at most " + most + " of one run",
                violations);
    }
}
