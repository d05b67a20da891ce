package dev.storycrew.console.web;

import java.util.concurrent.Semaphore;

/** Lets only a few requests read topics at once: each takes a client of its own and what it reads into memory. */
public final class LongReads {
    private static final int SECONDS = 5;

    private final Semaphore places;

    /** @param most at once */
    public LongReads(int most) {
        this.places = new Semaphore(most);
    }

    /**
     * The same answer, given only while there is a place.
     *
     * @return one that throws {@link ProblemException} with {@value ProblemException#TOO_MANY} while there is none
     */
    public Endpoints.Answer bounded(Endpoints.Answer answer) {
        return asked -> {
            if (!places.tryAcquire()) {
                asked.askAgain(SECONDS);
                throw ProblemException.of(
                        ProblemException.TOO_MANY,
                        "the console is busy reading for others",
                        "try again in " + SECONDS + " s");
            }
            try {
                return answer.to(asked);
            } finally {
                places.release();
            }
        };
    }
}
