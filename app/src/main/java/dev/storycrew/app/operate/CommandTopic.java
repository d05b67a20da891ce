package dev.storycrew.app.operate;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.access.DeniedException;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends operators' commands and waits for their results. */
public final class CommandTopic {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final Connection connection;

    public CommandTopic(Connection connection) {
        this.connection = connection;
    }

    /**
     * Sends a command and waits for its result. A command that was sent and answered before gets the same result again.
     *
     * @return DONE or REFUSED; null if there was no answer in time
     * @throws KafkaException when the broker is out of reach
     */
    public @Nullable CommandResult send(OperatorCommand command, Duration patience) throws InterruptedException {
        CompletableFuture<CommandResult> answer = new CompletableFuture<>();
        Topic<CommandResult> results = connection.topics().commandResults();
        try (TopicTail tail = TopicTail.start(connection, List.of(results), (topic, origin, value) -> {
            if (value instanceof CommandResult result
                    && result.command().id().equals(command.id())
                    && result.verdict() != CommandResult.Verdict.PASSED_ON) {
                answer.complete(result);
            }
        })) {
            tail.awaitCaughtUp(CATCH_UP);
            publish(command);
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new DeniedException("WRITE", "the command could not be sent: " + SystemReason.of(e), e.getCause());
        }
    }

    /**
     * Sends a command and does not wait for its result.
     *
     * @throws KafkaException when the broker is out of reach
     */
    public void post(OperatorCommand command) throws InterruptedException {
        try {
            publish(command);
        } catch (ExecutionException e) {
            throw new DeniedException("WRITE", "the command could not be sent: " + SystemReason.of(e), e.getCause());
        }
    }

    private void publish(OperatorCommand command) throws InterruptedException, ExecutionException {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("acks", "all");
        settings.setProperty("max.request.size", Integer.toString(TopicCatalogue.MAX_MESSAGE_BYTES));
        settings.setProperty("max.block.ms", "30000");
        Topic<OperatorCommand> topic = connection.topics().operatorCommands();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic.name(),
                            command.target().getBytes(StandardCharsets.UTF_8),
                            connection.wire().encode(topic, command)))
                    .get();
        }
    }
}
