package dev.storycrew.topology.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.schemas.registry.RegistryUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which failed threads call somebody at night. */
class FailedThreadsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RoutingErrors errors = new RoutingErrors(registry, "router");

    static Stream<Throwable> ofTheBrokerOrTheRegistry() {
        return Stream.of(
                new TopicAuthorizationException("storycrew.judge-results"),
                new SaslAuthenticationException("wrong password"),
                new SslAuthenticationException("unknown certificate"),
                new TimeoutException("no answer"),
                new DisconnectException("gone"),
                new KafkaException("in an error state", new InvalidProducerEpochException("fenced")),
                new MissingSourceTopicException("gone"),
                new RegistryUnavailableException("no answer", null));
    }

    static Stream<Throwable> thatNobodyForesaw() {
        return Stream.of(
                new NullPointerException("a bug"),
                new SerializationException("state that cannot be read"),
                new ProcessorStateException("no space left"),
                new RecordTooLargeException("an envelope that no broker takes"),
                new OutOfMemoryError("heap"));
    }

    @ParameterizedTest
    @MethodSource("ofTheBrokerOrTheRegistry")
    void whatTheBrokerOrTheRegistryDidIsNoBug(Throwable cause) {
        List.of(cause, new StreamsException("in task 0_1", cause)).forEach(errors::threadFailed);

        assertThat(unknown()).isZero();
    }

    @ParameterizedTest
    @MethodSource("thatNobodyForesaw")
    void whatNobodyForesawIsCountedHoweverItIsWrapped(Throwable cause) {
        List.of(cause, new StreamsException("in task 0_1", cause)).forEach(errors::threadFailed);

        assertThat(unknown()).isEqualTo(2);
    }

    private double unknown() {
        return registry.get("storycrew.routing.errors")
                .tag("reason", "unknown")
                .counter()
                .count();
    }
}
