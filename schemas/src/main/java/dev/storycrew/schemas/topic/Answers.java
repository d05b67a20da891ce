package dev.storycrew.schemas.topic;

import dev.storycrew.schemas.access.DeniedException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;

/** Waits for the answers to an admin client's requests. */
public final class Answers {
    private Answers() {}

    /**
     * The answer to a request that needs a permission.
     *
     * @param operation by its name in ACLs
     * @param resource what it is about, such as {@code topic storycrew.plan}
     * @throws DeniedException naming the operation, if the broker does not allow it
     * @throws KafkaException otherwise like {@link #await(KafkaFuture)}
     */
    public static <T> T await(KafkaFuture<T> future, String operation, String resource) {
        try {
            return await(future);
        } catch (AuthorizationException e) {
            throw new DeniedException(operation, resource, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The answer.
     *
     * @throws KafkaException as the broker or client reports; or if the thread is interrupted, which it then remains
     */
    public static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw kafka;
            }
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
