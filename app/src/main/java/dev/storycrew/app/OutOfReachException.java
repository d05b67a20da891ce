package dev.storycrew.app;

import dev.storycrew.embedded.EmbeddedSystemException;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import org.apache.kafka.common.KafkaException;

/** A needed system is out of reach. Its message says which, and what to do. */
public final class OutOfReachException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutOfReachException(String message) {
        super(message);
    }

    /**
     * True when an exception means that a broker, a registry or a model is out of reach, or that the result could not be
     * written, whoever threw it.
     */
    public static boolean isMeantBy(Throwable exception) {
        return exception instanceof OutOfReachException
                || exception instanceof EmbeddedSystemException
                || exception instanceof RegistryUnavailableException
                || exception instanceof NotWrittenException
                || exception instanceof KafkaException;
    }
}
