package dev.storycrew.core.capacity;

/**
 * What a stage needs for a wanted rate.
 *
 * @param pool what it has now
 * @param runsPerChapter measured, retries included
 * @param secondsPerRun measured; 0 if the stage never ran
 * @param busyLanes how many lanes are busy on average at that rate, by Little's law
 * @param lanes how many lanes it takes, so that they are not busy all the time
 * @param processes how many processes, at most the number of partitions
 * @param lanesEach how many lanes each of them needs: the configured ones, or more where processes would be more than
 *     partitions
 */
public record StageNeed(
        StagePool pool,
        double runsPerChapter,
        double secondsPerRun,
        double busyLanes,
        int lanes,
        int processes,
        int lanesEach) {}
