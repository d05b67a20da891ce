package dev.storycrew.core.ledger;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is known about the services. Asked only when a chapter is stuck; may take seconds. */
public interface ServiceStatus {
    /** Nothing is known. */
    ServiceStatus UNKNOWN = new ServiceStatus() {
        @Override
        public OptionalInt processes(String service) {
            return OptionalInt.empty();
        }

        @Override
        public @Nullable String trouble(String service) {
            return null;
        }
    };

    /**
     * How many processes of a service have partitions to work on.
     *
     * @param service {@code write}, {@code router}, {@code sequencer}
     * @return empty when that cannot be found out
     */
    OptionalInt processes(String service);

    /** What is wrong with the language model of a stage, for people; null when nothing is known to be. */
    @Nullable
    String trouble(String service);

    /** True when a book goes on after a chapter that was not accepted. */
    default boolean goesOnAfterFailure() {
        return false;
    }
}
