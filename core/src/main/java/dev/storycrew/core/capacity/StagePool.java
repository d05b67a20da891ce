package dev.storycrew.core.capacity;

import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import java.util.OptionalInt;

/**
 * What works on a stage now.
 *
 * @param processes those that have partitions; empty if that cannot be found out
 * @param lanes of each process, at least 1
 * @param partitions of the stage's topic, at least 1: no more processes than these can work
 */
public record StagePool(Stage stage, OptionalInt processes, int lanes, int partitions) {
    public StagePool {
        if (lanes < 1 || partitions < 1) {
            throw new IllegalArgumentException("stage " + stage.label() + " has " + Counted.of(lanes, "lane") + " and "
                    + Counted.of(partitions, "partition"));
        }
    }
}
