package dev.storycrew.app;

import dev.storycrew.app.config.Config;
import dev.storycrew.embedded.EmbeddedSystemException;
import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.schemas.access.BrokerRefusal;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A needed system is out of reach. Its message says which, and what to do. */
public final class OutOfReachException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutOfReachException(String message) {
        super(message);
    }

    /**
     * What is out of reach, in one line: a refusal as such, everything else in the exception's own words.
     *
     * @param config of the command; null if it has none
     */
    public static String sentence(Throwable exception, @Nullable Config config) {
        String said = String.valueOf(exception.getMessage());
        return config == null
                ? said
                : BrokerRefusal.sentence(exception, config.cluster().kafka()).orElse(said);
    }

    /**
     * What Kafka's clients refuse in their settings, though each value by itself is right; empty if an exception is about
     * something else.
     */
    public static Optional<String> unusableSettings(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigException) {
                return Optional.of("configuration: kafka: " + cause.getMessage());
            }
        }
        return Optional.empty();
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
