package dev.storycrew.app;

import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaException;
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
    private final Map<String, Known> known = new HashMap<>();

    private record Known(OptionalInt processes, long at) {}

    /**
     * @param models of the stages in this process; null if there are none
     * @param goesOnAfterFailure whether a book goes on after a chapter that was not accepted
     */
    public ClusterServiceStatus(Connection connection, @Nullable Models models, boolean goesOnAfterFailure) {
        this.connection = connection;
        this.models = models;
        this.goesOnAfterFailure = goesOnAfterFailure;
    }

    @Override
    public synchronized OptionalInt processes(String service) {
        long now = System.nanoTime();
        Known last = known.get(service);
        if (last == null || now - last.at > FRESH_NANOS) {
            OptionalInt told = ask(service);
            last = new Known(told, System.nanoTime());
            known.put(service, last);
        }
        return last.processes;
    }

    private OptionalInt ask(String service) {
        String group = connection.topics().prefix() + service;
        try (Admin admin = connection.admin()) {
            ConsumerGroupDescription described = Objects.requireNonNull(admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group))
                    .get();
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        } catch (ExecutionException | KafkaException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return OptionalInt.of(0);
            }
            LOG.atInfo()
                    .addKeyValue("event", "group_unknown")
                    .addKeyValue("group", group)
                    .setCause(e)
                    .log("Cannot find out who is in a group");
            return OptionalInt.empty();
        }
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
