package dev.storycrew.testcluster;

import java.util.concurrent.atomic.AtomicInteger;

/** Broker and registry in containers. They take half a minute to start, so that all tests of a JVM share them. */
final class ContainerSystems implements TestSystems {
    private final ContainerCluster cluster;
    private final String prefix;

    private ContainerSystems(ContainerCluster cluster, String prefix) {
        this.cluster = cluster;
        this.prefix = prefix;
    }

    /** Lives as long as the JVM; Testcontainers removes it then. */
    private static final class Shared {
        private static final ContainerCluster CLUSTER = ContainerCluster.start(1);
        private static final AtomicInteger TESTS = new AtomicInteger();
    }

    static ContainerSystems shared() {
        return new ContainerSystems(Shared.CLUSTER, "test-" + Shared.TESTS.incrementAndGet() + ".");
    }

    @Override
    public String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    @Override
    public String registryUrl() {
        return cluster.registryUrl();
    }

    @Override
    public String prefix() {
        return prefix;
    }

    @Override
    public void stopRegistry() {
        cluster.stopRegistry();
    }

    @Override
    public void startRegistry() {
        cluster.startRegistry();
    }

    @Override
    public void close() {
        // Others use it too.
    }
}
