package dev.storycrew.embedded;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster on 127.0.0.1, broker and controller in one.
 *
 * @param id of this node
 * @param clientPort where clients reach it
 * @param controllerPorts of all nodes, this one included, by id
 * @param clusterId the same for all of them
 * @param outside another {@code host:port} where clients reach it, or null
 */
public record BrokerNode(
        int id,
        int clientPort,
        SortedMap<Integer, Integer> controllerPorts,
        String clusterId,
        @Nullable String outside) {
    private static final int MAX_REPLICAS = 3;

    public BrokerNode {
        controllerPorts = Collections.unmodifiableSortedMap(new TreeMap<>(controllerPorts));
        if (!controllerPorts.containsKey(id)) {
            throw new IllegalArgumentException("node " + id + " is not one of " + controllerPorts.keySet());
        }
    }

    /** A node that is the whole cluster. */
    static BrokerNode alone(int clientPort, int controllerPort) {
        return new BrokerNode(
                1,
                clientPort,
                new TreeMap<>(Map.of(1, controllerPort)),
                Uuid.randomUuid().toString(),
                null);
    }

    /** How many copies of a record there are. */
    short replicas() {
        return (short) Math.min(MAX_REPLICAS, controllerPorts.size());
    }

    /** How many copies must be written before a record counts as safe. */
    int leastInSync() {
        return Math.max(1, replicas() - 1);
    }

    int controllerPort() {
        return controllerPorts.getOrDefault(id, 0);
    }

    String voters(String host) {
        return controllerPorts.entrySet().stream()
                .map(node -> node.getKey() + "@" + host + ":" + node.getValue())
                .collect(Collectors.joining(","));
    }
}
