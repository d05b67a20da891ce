package dev.storycrew.app;

import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the broker knows about the services' groups, and this process about its own models. Caches answers for seconds.
 */
public final class ClusterServiceStatus implements ServiceStatus {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterServiceStatus.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Connection connection;
    private final @Nullable Models models;
    private final boolean goesOnAfterFailure;
    /** Those that chapters wait for, and whatever else was ever asked about. */
    private final Set<String> asked = new TreeSet<>(Set.of("router", "sequencer"));

    private final Map<String, OptionalInt> known = new HashMap<>();
    private long askedAt;

    /**
     * @param models of the stages in this process; null if there are none
     * @param goesOnAfterFailure whether a book goes on after a chapter that was not accepted
     */
    public ClusterServiceStatus(Connection connection, @Nullable Models models, boolean goesOnAfterFailure) {
        this.connection = connection;
        this.models = models;
        this.goesOnAfterFailure = goesOnAfterFailure;
        Arrays.stream(Stage.values()).map(Stage::label).forEach(asked::add);
    }

    /** All services are asked about at once, so that an outage is waited for once. */
    @Override
    public synchronized OptionalInt processes(String service) {
        asked.add(service);
        long now = System.nanoTime();
        if (!known.containsKey(service) || now - askedAt > FRESH_NANOS) {
            known.clear();
            ask();
            askedAt = System.nanoTime();
        }
        return known.getOrDefault(service, OptionalInt.empty());
    }

    private void ask() {
        String prefix = connection.topics().prefix();
        try (Admin admin = connection.admin()) {
            Map<String, KafkaFuture<ConsumerGroupDescription>> described = admin.describeConsumerGroups(
                            asked.stream().map(prefix::concat).toList())
                    .describedGroups();
            for (String service : asked) {
                known.put(service, members(service, Objects.requireNonNull(described.get(prefix + service))));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            unknown("all", e);
        }
    }

    private static OptionalInt members(String service, KafkaFuture<ConsumerGroupDescription> asked)
            throws InterruptedException {
        try {
            ConsumerGroupDescription described = asked.get();
            GroupState state = described.groupState();
            if (state == GroupState.EMPTY || state == GroupState.DEAD) {
                return OptionalInt.of(0);
            }
            // During a rebalance nobody has partitions, which says nothing.
            return state == GroupState.STABLE
                    ? OptionalInt.of((int) described.members().stream()
                            .filter(member ->
                                    !member.assignment().topicPartitions().isEmpty())
                            .count())
                    : OptionalInt.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return OptionalInt.of(0);
            }
            unknown(service, e);
            return OptionalInt.empty();
        }
    }

    private static void unknown(String service, Exception why) {
        LOG.atInfo()
                .addKeyValue("event", "group_unknown")
                .addKeyValue("service", service)
                .setCause(why)
                .log("Cannot list the members of a group");
    }

    @Override
    public @Nullable String trouble(String service) {
        Models own = models;
        if (own == null) {
            return null;
        }
        for (Stage stage : Stage.values()) {
            if (stage.label().equals(service)) {
                return own.trouble(stage);
            }
        }
        return null;
    }

    @Override
    public boolean goesOnAfterFailure() {
        return goesOnAfterFailure;
    }
}
