package dev.storycrew.stages.runtime;

import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.schemas.access.BrokerRefusal;
import dev.storycrew.schemas.access.DeniedException;
import java.util.Map;

/** Ends the process when the broker refuses a client of this service: it will not change its mind. */
final class Refused {
    private final String operation;
    private final Map<String, String> kafka;
    private final Supervision supervision;

    /**
     * @param operation what the client does to topics, by its name in ACLs
     * @param kafka the client's settings
     */
    Refused(String operation, Map<String, String> kafka, Supervision supervision) {
        this.operation = operation;
        this.kafka = Map.copyOf(kafka);
        this.supervision = supervision;
    }

    /** Looks at a failure, which may be something else. */
    void note(Throwable failure) {
        BrokerRefusal.sentence(new DeniedException(operation, String.valueOf(failure.getMessage()), failure), kafka)
                .ifPresent(supervision::failed);
    }
}
