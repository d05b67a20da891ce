package dev.storycrew.topology.runtime;

import dev.storycrew.schemas.registry.RegistryUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.MissingInternalTopicsException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/** Counts the records that the router or the sequencer could not process, and failures of their threads that nobody foresaw. */
public final class RoutingErrors {
    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

    /** Why a record could not be processed. */
    public enum Reason {
        /** It is no record of its topic, or one with values that cannot be. */
        UNREADABLE,
        /** It is refused for a reason that its dead letter names. */
        REJECTED,
        /** An exception that nobody foresaw. */
        UNKNOWN
    }

    /** @param service {@code router} or {@code sequencer} */
    public RoutingErrors(MeterRegistry meters, String service) {
        for (Reason reason : Reason.values()) {
            counters.put(
                    reason,
                    Counter.builder("storycrew.routing.errors")
                            .description("Records that could not be routed, and failed threads")
                            .tag("service", service)
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /** Counted, and not exported. */
    public static RoutingErrors unexported() {
        return new RoutingErrors(new CompositeMeterRegistry(), "none");
    }

    /**
     * Counts a thread that failed, unless the broker or the registry made it fail: an outage, a refusal, or a topic that
     * is gone.
     */
    void threadFailed(Throwable exception) {
        Set<Throwable> seen = new HashSet<>();
        for (Throwable cause = exception; cause != null && seen.add(cause); cause = cause.getCause()) {
            if ((cause instanceof ApiException && !isOfOurMaking(cause))
                    || cause instanceof RegistryUnavailableException
                    || cause instanceof MissingSourceTopicException
                    || cause instanceof MissingInternalTopicsException) {
                return;
            }
        }
        count(Reason.UNKNOWN);
    }

    /** A record that no broker would take. */
    private static boolean isOfOurMaking(Throwable cause) {
        return cause instanceof RecordTooLargeException
                || cause instanceof RecordBatchTooLargeException
                || cause instanceof InvalidRecordException
                || cause instanceof InvalidTopicException;
    }

    /** One more. */
    public void count(Reason reason) {
        Objects.requireNonNull(counters.get(reason)).increment();
    }
}
