package dev.storycrew.schemas.access;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A request to a broker failed; names the operation it needed, which Kafka's own exceptions do not. */
public final class DeniedException extends KafkaException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final @Nullable String resource;

    /** @param operation by its name in ACLs, such as {@code WRITE} */
    public DeniedException(String operation, String message, @Nullable Throwable cause) {
        this(operation, null, message, cause);
    }

    /** @param resource what it was about, such as {@code topic storycrew.plan}; null if Kafka's exception says so */
    public DeniedException(String operation, @Nullable String resource, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.operation = operation;
        this.resource = resource;
    }

    /** What it was about; null if unknown. */
    public @Nullable String resource() {
        return resource;
    }

    /** The operation, by its name in ACLs. */
    public String operation() {
        return operation;
    }
}
