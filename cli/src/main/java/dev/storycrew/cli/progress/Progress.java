package dev.storycrew.cli.progress;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Scenes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Shows what happens to the chapters of some books, according to the topics. Safe for use by many threads. */
public final class Progress {
    private static final int STEPS_PER_CHAPTER = 5;

    private final Display display;
    private final Set<ChapterId> chapters;
    private final Map<ChapterId, Integer> steps = new HashMap<>();
    private boolean open;

    /** Where it is shown. */
    public interface Display extends AutoCloseable {
        /** Something worth a line. */
        void line(String text);

        /** Overall progress. */
        void at(int step, int of, String now);

        @Override
        void close();
    }

    /** @param chapters whose progress is shown */
    public Progress(Display display, Set<ChapterId> chapters) {
        this.display = display;
        this.chapters = Set.copyOf(chapters);
    }

    /** From here on events are shown; earlier ones are only counted. */
    public synchronized void open() {
        open = true;
        show("");
    }

    /** Takes a value of a topic. */
    public synchronized void take(Object value) {
        if (value instanceof StageRun run && chapters.contains(run.chapter())) {
            stageRun(run);
        } else if (value instanceof RetryDecision decision && chapters.contains(decision.chapter())) {
            line(decision.chapter() + "  judge  " + Attempts.label(decision.attempt()) + "  not passed: "
                    + decision.explanation());
        } else if (value instanceof ChapterOutcome outcome && chapters.contains(outcome.chapter())) {
            steps.put(outcome.chapter(), STEPS_PER_CHAPTER);
            line(outcome.chapter() + "  " + outcome.explanation());
            show("");
        } else if (value instanceof DeadLetter letter && letter.key() != null) {
            String key = new String(letter.key(), StandardCharsets.UTF_8);
            if (chapters.stream().anyMatch(chapter -> chapter.toString().equals(key))) {
                line(key + "  " + letter.consumer() + "  gave up; the work is kept in dead letters: " + letter.reason()
                        + ", " + letter.message());
            }
        }
    }

    private void stageRun(StageRun run) {
        String what = run.chapter() + "  " + run.stage().label() + "  " + Attempts.label(run.attempt());
        if (run.phase() == StageRun.Phase.STARTED) {
            show(what);
        } else if (run.phase() == StageRun.Phase.FINISHED) {
            steps.put(run.chapter(), run.stage().ordinal() + 1);
            String scenes = run.scenes().isEmpty() ? "" : "  " + Scenes.named(run.scenes());
            line(what + scenes + "  " + amounts(run));
            show("");
        }
    }

    private static String amounts(StageRun run) {
        String cost = run.usage().priced()
                ? run.usage().cost() + (run.notionalPrice() ? " (notional)" : "")
                : "no known price";
        return String.format(
                Locale.ROOT, "%,d tokens  %s  %.1f s", run.usage().totalTokens(), cost, run.durationMillis() / 1000.0);
    }

    private void line(String text) {
        if (open) {
            display.line(text);
        }
    }

    private void show(String now) {
        if (open) {
            int done = steps.values().stream().mapToInt(Integer::intValue).sum();
            display.at(done, chapters.size() * STEPS_PER_CHAPTER, now);
        }
    }
}
