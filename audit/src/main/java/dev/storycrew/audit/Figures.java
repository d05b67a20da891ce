package dev.storycrew.audit;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.ChapterId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What an audit counted. */
public final class Figures {
    /** No book has so many chapters; more are only counted, so that memory does not grow with the history. */
    private static final int MOST_NAMED = 10_000;

    private long records;
    private long bytes;
    private boolean met;
    private final Map<ChapterOutcome.Kind, Long> chapters = new EnumMap<>(ChapterOutcome.Kind.class);
    private long refuted;
    private long open;
    private long begunBefore;
    private final Set<ChapterId> begunBeforeNames = new TreeSet<>();
    private long attempts;
    private long decisions;
    private long stageRuns;
    private long laterOutcomes;
    private long lateRecords;
    private long smoke;
    private Usage counted = Usage.none();

    void read(int size) {
        records++;
        bytes += size;
    }

    void met() {
        met = true;
    }

    void ended(ChapterOutcome.Kind kind, int attemptsMade) {
        chapters.merge(kind, 1L, Long::sum);
        attempts += attemptsMade;
    }

    void refuted() {
        refuted++;
    }

    void open() {
        open++;
    }

    void begunBefore(ChapterId chapter) {
        begunBefore++;
        if (begunBeforeNames.size() < MOST_NAMED) {
            begunBeforeNames.add(chapter);
        }
    }

    void decisions(int checked) {
        decisions += checked;
    }

    void stageRun() {
        stageRuns++;
    }

    void laterOutcome() {
        laterOutcomes++;
    }

    void smoke() {
        smoke++;
    }

    void late() {
        lateRecords++;
    }

    void counted(Usage usage) {
        counted = counted.plus(usage);
    }

    public long records() {
        return records;
    }

    public long bytes() {
        return bytes;
    }

    /** False if no record read was about what is audited: there is no such book or chapter. */
    public boolean hasMet() {
        return met;
    }

    /** Chapters that ended, counted once per run. */
    public long ended() {
        return chapters.values().stream().mapToLong(Long::longValue).sum();
    }

    public long ended(ChapterOutcome.Kind kind) {
        return chapters.getOrDefault(kind, 0L);
    }

    /** Chapters with at least one violation. */
    public long refutedChapters() {
        return refuted;
    }

    /** Chapters under way: nothing is missing yet. */
    public long openChapters() {
        return open;
    }

    /** Chapters that began before the records read, and therefore cannot be proven. */
    public long begunBeforeChapters() {
        return begunBefore;
    }

    /** True for one of those, if there are no more than a book has. */
    public boolean isBegunBefore(ChapterId chapter) {
        return begunBeforeNames.contains(chapter);
    }

    public long attempts() {
        return attempts;
    }

    /** Decisions that were recomputed and compared. */
    public long decisions() {
        return decisions;
    }

    /** Stage runs that finished or failed. */
    public long stageRuns() {
        return stageRuns;
    }

    /** Outcomes after the first, each by an operator's command. */
    public long laterOutcomes() {
        return laterOutcomes;
    }

    /** Outcomes of the chapters that {@code validate} made: nobody requested them, and they are not audited. */
    public long smokeChapters() {
        return smoke;
    }

    /** Envelopes and runs of chapters that had ended before. */
    public long lateRecords() {
        return lateRecords;
    }

    /** What the outcomes count. */
    public Usage usage() {
        return counted;
    }
}
