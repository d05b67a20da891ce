package dev.storycrew.bench.faults;

import java.util.Random;
import java.util.Set;

/** Carries out faults of some kinds. */
interface FaultFamily {
    /** What it can do. */
    Set<FaultKind> kinds();

    /**
     * Carries one out; returns when the next may follow, which may be before everything has recovered.
     *
     * @param dice draws the parameters
     * @return what was done, for people
     * @throws SkippedException if it cannot be done here
     */
    String inject(FaultKind kind, Random dice) throws InterruptedException, SkippedException;

    /** A fault that could not be carried out here, or whose moment did not come. */
    final class SkippedException extends Exception {
        private static final long serialVersionUID = 1L;

        SkippedException(String why) {
            super(why);
        }
    }
}
