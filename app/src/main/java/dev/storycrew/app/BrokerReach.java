package dev.storycrew.app;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Answers;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Asks now and then whether the broker is in reach, which a consumer that waits for records does not tell. */
public final class BrokerReach {
    private static final long EVERY_NANOS = Duration.ofSeconds(15).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Connection connection;
    private final Consumer<String> lines;
    private long asked = System.nanoTime();
    private long answered = asked;
    private boolean away;

    /** @param lines takes what is worth a line */
    public BrokerReach(Connection connection, Consumer<String> lines) {
        this.connection = connection;
        this.lines = lines;
    }

    /**
     * Asks if it is time.
     *
     * @throws OutOfReachException when the broker has been out of reach for a minute
     */
    public void require() {
        if (System.nanoTime() - asked < EVERY_NANOS) {
            return;
        }
        try (Admin admin = connection.admin()) {
            Answers.await(admin.listTopics().names());
            answered = System.nanoTime();
            if (away) {
                lines.accept("the broker is back");
            }
            away = false;
        } catch (KafkaException e) {
            if (System.nanoTime() - answered > PATIENCE.toNanos()) {
                throw new OutOfReachException("the broker has been out of reach for "
                        + Duration.ofNanos(System.nanoTime() - answered).toSeconds()
                        + " s, so what is shown is out of date");
            }
            if (!away) {
                lines.accept("the broker is out of reach; what is shown may be out of date");
            }
            away = true;
        }
        asked = System.nanoTime();
    }
}
