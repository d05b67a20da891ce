package dev.storycrew.app.operate;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/** Nothing was published: somebody else published a policy at the same moment. What is active now may be another. */
public final class PublishedMeanwhileException extends KafkaException {
    private static final long serialVersionUID = 1L;

    PublishedMeanwhileException(Throwable cause) {
        super("someone else published a policy at the same moment; ./storycrew policy show prints it", cause);
    }

    /** True if a producer failed because another with its id has begun. Kafka's clients tell it in several ways. */
    static boolean isMeantBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }
}
