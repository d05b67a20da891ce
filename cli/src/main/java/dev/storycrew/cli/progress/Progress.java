package dev.storycrew.cli.progress;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Scenes;
import dev.storycrew.core.text.Counted;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Shows what happens to the chapters of some books, according to the topics. Safe for use by many threads. */
public final class Progress {
    /** Of as many chapters each step is told; of more, each book's end, and what went wrong. */
    private static final int STEP_BY_STEP = 20;

    private final Display display;
    private final Set<ChapterId> chapters;
    /** What is being done for each chapter, the latest last. */
    private final Map<ChapterId, String> underWay = new LinkedHashMap<>();

    private final Map<ChapterId, ChapterOutcome> ended = new HashMap<>();
    private final boolean stepByStep;
    private boolean open;

    /** Where it is shown. */
    public interface Display extends AutoCloseable {
        /** Something worth a line. */
        void line(String text);

        /** What is being started; a line of its own only where there is no other place for it. */
        void step(String what);

        /**
         * Overall progress.
         *
         * @param ended chapters that have ended
         * @param of how many there are
         * @param now what is under way; empty if nothing is
         */
        void at(int ended, int of, String now);

        /** A writer whose lines are shown as {@link #line} shows them. */
        default PrintWriter writer() {
            return DisplayWriter.of(this);
        }

        @Override
        void close();
    }

    /** @param chapters whose progress is shown */
    public Progress(Display display, Set<ChapterId> chapters) {
        this.display = display;
        this.chapters = Set.copyOf(chapters);
        this.stepByStep = chapters.size() <= STEP_BY_STEP;
    }

    /** From here on events are shown; earlier ones are only counted. */
    public synchronized void open() {
        open = true;
        show();
    }

    /** Takes a value of a topic. */
    public synchronized void take(Object value) {
        if (value instanceof StageRun run && chapters.contains(run.chapter())) {
            stageRun(run);
        } else if (value instanceof RetryDecision decision && chapters.contains(decision.chapter())) {
            step(decision.chapter() + "  judge  " + Attempts.label(decision.attempt()) + "  not passed: "
                    + decision.explanation());
        } else if (value instanceof ChapterOutcome outcome && chapters.contains(outcome.chapter())) {
            underWay.remove(outcome.chapter());
            ended.put(outcome.chapter(), outcome);
            if (stepByStep || outcome.kind() != ChapterOutcome.Kind.ACCEPTED) {
                line(outcome.chapter() + "  " + outcome.explanation());
            }
            if (!stepByStep) {
                bookEnded(outcome.chapter().bookId());
            }
            show();
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
            underWay.remove(run.chapter());
            underWay.put(run.chapter(), what);
            show();
        } else if (run.phase() == StageRun.Phase.FINISHED) {
            underWay.remove(run.chapter());
            String scenes = run.scenes().isEmpty() ? "" : "  " + Scenes.named(run.scenes());
            step(what + scenes + "  " + amounts(run));
            show();
        }
    }

    /** One line for a book whose chapters have all ended. */
    private void bookEnded(String bookId) {
        List<ChapterId> ofBook = chapters.stream()
                .filter(chapter -> chapter.bookId().equals(bookId))
                .toList();
        if (!ended.keySet().containsAll(ofBook)) {
            return;
        }
        long accepted = ofBook.stream()
                .filter(chapter -> Objects.requireNonNull(ended.get(chapter)).kind() == ChapterOutcome.Kind.ACCEPTED)
                .count();
        line(String.format(
                Locale.ROOT,
                "%s  %s  %d of %d accepted",
                bookId,
                accepted == ofBook.size() ? "finished" : "ended",
                accepted,
                ofBook.size()));
    }

    private static String amounts(StageRun run) {
        String cost = run.usage().priced()
                ? run.usage().cost() + (run.notionalPrice() ? " (notional)" : "")
                : "no known price";
        return String.format(
                Locale.ROOT,
                "%s  %s  %.1f s",
                Counted.of(run.usage().totalTokens(), "token"),
                cost,
                run.durationMillis() / 1000.0);
    }

    private void step(String text) {
        if (stepByStep) {
            line(text);
        }
    }

    private void line(String text) {
        if (open) {
            display.line(text);
        }
    }

    private void show() {
        if (open) {
            display.at(ended.size(), chapters.size(), now());
        }
    }

    private String now() {
        String latest = "";
        for (String one : underWay.values()) {
            latest = one;
        }
        return underWay.size() < 2 ? latest : latest + ", and " + (underWay.size() - 1) + " more";
    }
}
