package dev.storycrew.console.command;

import dev.storycrew.audit.trail.TrailSource;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a retry would redo, and what that cost when the chapter was made first.
 *
 * @param usd null if nothing was measured, or some of it has no known price
 * @param seconds null if nothing was measured
 */
public record RedoEstimate(@Nullable Double usd, @Nullable Double seconds, List<String> keeps, List<String> redoes) {
    private static final double MILLIS = 1000;

    /** @param scenes to redo; empty for all */
    public static RedoEstimate of(
            Connection connection, ChapterCard card, RetryLevel level, SortedSet<Integer> scenes) {
        List<StageRun> runs = new ArrayList<>();
        new TrailSource(connection).ofChapter(card, List.of(connection.topics().stageRuns()), event -> {
            if (event.value() instanceof StageRun run && run.phase() == StageRun.Phase.FINISHED) {
                runs.add(run);
            }
        });
        SortedSet<Integer> all = new TreeSet<>();
        runs.forEach(run -> all.addAll(run.scenes()));
        return of(runs, all, level, scenes);
    }

    /** @param all the chapter's scenes */
    public static RedoEstimate of(
            List<StageRun> runs, SortedSet<Integer> all, RetryLevel level, SortedSet<Integer> scenes) {
        Set<Stage> redone = EnumSet.noneOf(Stage.class);
        for (Stage stage : Stage.values()) {
            Part fills = stage.fills();
            boolean again = fills == null ? !stage.followsAcceptance() : fills.compareTo(level.erases()) >= 0;
            if (again && !level.skip().contains(stage)) {
                redone.add(stage);
            }
        }
        double share = scenes.isEmpty() || all.isEmpty() ? 1 : Math.min(1, (double) scenes.size() / all.size());
        double usd = 0;
        double millis = 0;
        boolean priced = true;
        int measured = 0;
        for (Stage stage : redone) {
            StageRun first = runs.stream()
                    .filter(run -> run.stage() == stage)
                    .findFirst()
                    .orElse(null);
            if (first != null) {
                double part = stage.fillsTexts() ? share : 1;
                usd += part * first.usage().cost().usd();
                millis += part * first.durationMillis();
                priced &= first.usage().priced();
                measured++;
            }
        }
        return new RedoEstimate(
                measured == 0 || !priced ? null : usd,
                measured == 0 ? null : millis / MILLIS,
                keeps(all, level, scenes),
                redoes(level, scenes));
    }

    private static List<String> keeps(SortedSet<Integer> all, RetryLevel level, SortedSet<Integer> scenes) {
        List<String> kept = new ArrayList<>(
                level.erases().before().stream().map(Part::phrase).toList());
        if (!scenes.isEmpty()) {
            SortedSet<Integer> others = new TreeSet<>(all);
            others.removeAll(scenes);
            if (!others.isEmpty()) {
                kept.add("all of " + Scenes.named(others));
            }
        }
        return kept;
    }

    private static List<String> redoes(RetryLevel level, SortedSet<Integer> scenes) {
        List<String> redone = new ArrayList<>();
        for (Part part : Part.values()) {
            if (part.compareTo(level.erases()) >= 0) {
                redone.add(part.phrase() + (scenes.isEmpty() || !part.isText() ? "" : " of " + Scenes.named(scenes)));
            }
        }
        return redone;
    }
}
