package dev.storycrew.bench.speed;

import java.nio.file.Path;
import java.util.List;

/** Some things that are measured together. */
interface SpeedSection {
    /** What is measured, in a few words. */
    String name();

    /**
     * Measures once. The rows are the same ones, in the same order, each time.
     *
     * @param folder an empty one
     */
    List<SpeedRow> measure(Path folder) throws Exception;
}
