package dev.storycrew.core.capacity;

import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What ended chapters really took.
 *
 * @param chapters how many ended
 * @param stages what all of them took of each stage; a stage that none of them passed may be missing
 * @param from when the first of them began, in milliseconds since the epoch
 * @param until when the last of them ended, in milliseconds since the epoch
 * @param models the names of the models that were asked
 */
public record MeasuredWork(
        long chapters, Map<Stage, StageWork> stages, long from, long until, SortedSet<String> models) {
    /** With fewer chapters than this a mean says nothing. */
    public static final int ENOUGH_CHAPTERS = 3;

    private static final double MILLIS = 1000;
    private static final double MILLIS_PER_HOUR = 3_600_000;

    public MeasuredWork {
        stages = Map.copyOf(stages);
        models = new TreeSet<>(models);
        if (chapters < 0 || until < from) {
            throw new IllegalArgumentException(
                    "measured " + Counted.of(chapters, "chapter") + " from " + from + " until " + until);
        }
    }

    /** True if there are enough chapters to plan by. */
    public boolean isEnough() {
        return chapters >= ENOUGH_CHAPTERS && secondsPerChapter() > 0;
    }

    /** How often a chapter passes a stage, retries included. */
    public double runsPerChapter(Stage stage) {
        return perChapter(of(stage).runs());
    }

    /** How long a lane works on one run of a stage, in seconds; 0 if there was none. */
    public double secondsPerRun(Stage stage) {
        StageWork work = of(stage);
        return work.runs() == 0 ? 0 : work.busyMillis() / MILLIS / work.runs();
    }

    /** How long a chapter keeps a lane of a stage in all, in seconds. */
    public double secondsPerChapter(Stage stage) {
        return perChapter(of(stage).busyMillis()) / MILLIS;
    }

    /** How long a chapter is worked on in all, in seconds; a book's chapters cannot follow each other faster. */
    public double secondsPerChapter() {
        return Arrays.stream(Stage.values())
                .mapToDouble(this::secondsPerChapter)
                .sum();
    }

    public double callsPerChapter(Stage stage) {
        return perChapter(of(stage).calls());
    }

    public double tokensPerChapter(Stage stage) {
        return perChapter(of(stage).tokens());
    }

    /** How many chapters an hour ended in the measured time. */
    public double chaptersPerHour() {
        return chapters * MILLIS_PER_HOUR / Math.max(1, until - from);
    }

    private double perChapter(long all) {
        return chapters == 0 ? 0 : (double) all / chapters;
    }

    private StageWork of(Stage stage) {
        return stages.getOrDefault(stage, StageWork.NONE);
    }
}
