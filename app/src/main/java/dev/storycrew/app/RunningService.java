package dev.storycrew.app;

import dev.storycrew.stages.runtime.StageService;
import dev.storycrew.topology.runtime.StreamsService;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A service that runs in this process, of whatever kind. */
sealed interface RunningService {
    /** True while it runs or is about to; a liveness check. */
    boolean alive();

    /** True once it is taking work. */
    boolean ready();

    /** How often other processes with the same instance id have taken its place; only a stage's can. */
    default int fencings() {
        return 0;
    }

    /** How many calls and results it has in hand; only a stage has any. */
    default int inHand() {
        return 0;
    }

    /** Stops it; returns when it has stopped. */
    void close();

    /**
     * A stage service.
     *
     * @param drain how long calls in hand may take to finish, asked when it closes
     */
    record OfStage(StageService service, Supplier<Duration> drain) implements RunningService {
        @Override
        public boolean alive() {
            return service.alive();
        }

        @Override
        public boolean ready() {
            return service.alive();
        }

        @Override
        public int fencings() {
            return service.fencings();
        }

        @Override
        public int inHand() {
            return service.inHand();
        }

        @Override
        public void close() {
            service.close(drain.get());
        }

        /** The partitions it works on; empty before the first assignment. */
        OptionalInt partitions() {
            return service.partitions();
        }
    }

    /**
     * The router, the sequencer or the ledger.
     *
     * @param name of its command
     */
    record OfTopology(String name, StreamsService service) implements RunningService {
        @Override
        public boolean alive() {
            return service.alive();
        }

        @Override
        public boolean ready() {
            return service.running();
        }

        @Override
        public void close() {
            service.close();
        }
    }

    /**
     * A service that takes no chapters, such as the console.
     *
     * @param up true while it works
     * @param stop ends it
     */
    record OfReader(BooleanSupplier up, Runnable stop) implements RunningService {
        @Override
        public boolean alive() {
            return true;
        }

        @Override
        public boolean ready() {
            return up.getAsBoolean();
        }

        @Override
        public void close() {
            stop.run();
        }
    }
}
