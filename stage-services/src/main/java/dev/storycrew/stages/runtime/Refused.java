package dev.storycrew.stages.runtime;

import dev.storycrew.schemas.access.BrokerRefusal;
import dev.storycrew.schemas.access.DeniedException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first time that the broker refused a client of this service; it will not change its mind. */
final class Refused {
    private final String operation;
    private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

    /** @param operation what the client does to topics, by its name in ACLs */
    Refused(String operation) {
        this.operation = operation;
    }

    /** Keeps a failure if it is a refusal. */
    void note(Throwable failure) {
        if (BrokerRefusal.isMeantBy(failure)) {
            first.compareAndSet(null, new DeniedException(operation, String.valueOf(failure.getMessage()), failure));
        }
    }

    Optional<Throwable> first() {
        return Optional.ofNullable(first.get());
    }
}
