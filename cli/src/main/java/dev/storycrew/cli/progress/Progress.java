package dev.storycrew.cli.progress;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
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
    private final Map<ChapterId, Standing.UnderWay> underWay = new LinkedHashMap<>();

    private final Map<ChapterId, ChapterOutcome> ended = new HashMap<>();
    private final Map<ChapterId, Money> costs = new HashMap<>();
    private boolean priced = true;
    private boolean notional;
    private final boolean stepByStep;
    private boolean open;

    /** Where it is shown. */
    public interface Display extends AutoCloseable {
        /** Something worth a line. */
        void line(String text);

        /** What is being started, empty for nothing; a line of its own only where there is no other place for it. */
        void step(String what);

        /** How far all is. */
        void at(Standing standing);

        /** True if nobody reads what is shown any more. */
        default boolean isGone() {
            return false;
        }

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
            step(Narration.of(decision));
        } else if (value instanceof ChapterOutcome outcome && chapters.contains(outcome.chapter())) {
            underWay.remove(outcome.chapter());
            ended.put(outcome.chapter(), outcome);
            if (stepByStep || outcome.kind() != ChapterOutcome.Kind.ACCEPTED) {
                line(Narration.of(outcome));
            }
            if (!stepByStep) {
                bookEnded(outcome.chapter().bookId());
            }
            show();
        } else if (value instanceof DeadLetter letter && letter.key() != null) {
            String key = new String(letter.key(), StandardCharsets.UTF_8);
            if (chapters.stream().anyMatch(chapter -> chapter.toString().equals(key))) {
                line(Narration.of(letter, key));
            }
        } else if (value instanceof CommandResult result) {
            command(result);
        }
    }

    /** A chapter that an operator reopens is counted as open again, which a line says first. */
    private void command(CommandResult result) {
        boolean here = chapters.stream()
                .anyMatch(chapter -> result.command().target().equals(chapter.toString())
                        || result.command().target().equals(chapter.bookId()));
        String line = here ? Narration.of(result) : null;
        if (line == null) {
            return;
        }
        line(line);
        ProgressEvent event = ProgressEvent.of(result);
        if (event != null && event.kind() == ProgressEvent.Kind.REOPENED) {
            ended.values()
                    .removeIf(outcome -> outcome.endedAt() < result.at()
                            && outcome.chapter()
                                    .toString()
                                    .equals(result.command().target()));
        }
        show();
    }

    private void stageRun(StageRun run) {
        if (run.phase() == StageRun.Phase.STARTED) {
            underWay.remove(run.chapter());
            underWay.put(run.chapter(), new Standing.UnderWay(Narration.work(run), run.at()));
            show();
            return;
        }
        costs.merge(run.chapter(), run.usage().cost(), Money::plus);
        priced &= run.usage().priced();
        notional |= run.notionalPrice();
        underWay.remove(run.chapter());
        String line = Narration.of(run);
        if (line != null) {
            step(line);
        }
        show();
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
            display.at(new Standing(
                    ended.size(),
                    chapters.size(),
                    List.copyOf(underWay.values()),
                    underWay.size(),
                    costs.isEmpty() ? null : spending(),
                    0));
        }
    }

    private Standing.Spending spending() {
        Money accepted = Money.ZERO;
        Money ofOpen = Money.ZERO;
        Money all = Money.ZERO;
        int count = 0;
        for (Map.Entry<ChapterId, Money> cost : costs.entrySet()) {
            all = all.plus(cost.getValue());
            ChapterOutcome outcome = ended.get(cost.getKey());
            if (outcome == null) {
                ofOpen = ofOpen.plus(cost.getValue());
            } else if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED) {
                accepted = accepted.plus(cost.getValue());
                count++;
            }
        }
        Money toCome =
                priced ? Standing.Spending.toCome(count, accepted, chapters.size() - ended.size(), ofOpen) : null;
        return new Standing.Spending(all, toCome, priced, notional);
    }
}
