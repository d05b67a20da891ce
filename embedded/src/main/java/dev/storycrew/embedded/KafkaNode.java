package dev.storycrew.embedded;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A broker and a controller in this process, assembled as Kafka's own {@code KafkaRaftServer} does, with one
 * difference:
 * the broker's view of the cluster is a {@link Kafka20734MetadataCache}.
 */
final class KafkaNode {
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final FutureTask<@Nullable Void> starting = new FutureTask<>(this::startBoth, null);
    private volatile boolean calledOff;
    private boolean begun;

    KafkaNode(KafkaConfig config) {
        var logDirs = KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "");
        MetaPropertiesEnsemble properties = logDirs._1();
        BootstrapMetadata bootstrap = logDirs._2();
        Metrics metrics = Server$.MODULE$.initializeMetrics(
                config, Time.SYSTEM, properties.clusterId().orElseThrow());
        QuorumConfig quorum = config.quorumConfig();
        SharedServer shared = new SharedServer(
                config,
                properties,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
                QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        broker = new Broker(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
    }

    /**
     * Starts both. That happens on a thread of its own: Kafka does not bear being interrupted there.
     *
     * @throws InterruptedException if the caller need not wait for it any longer
     */
    void startup() throws Exception {
        synchronized (starting) {
            if (calledOff) {
                throw new InterruptedException("called off before it began");
            }
            begun = true;
        }
        new Thread(starting, "broker-start").start();
        try {
            starting.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void startBoth() {
        controller.startup();
        if (calledOff) {
            return;
        }
        broker.startup();
        if (!(broker.metadataCache() instanceof Kafka20734MetadataCache)) {
            throw new IllegalStateException("this version of Kafka reads its view of the cluster differently from 4.3");
        }
    }

    /** Stops both and waits; what is starting is not interrupted, but goes no further than it must. */
    void shutdown() {
        synchronized (starting) {
            calledOff = true;
            if (!begun) {
                return;
            }
        }
        awaitStarting();
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }

    private void awaitStarting() {
        try {
            starting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // Whoever starts it is told.
        }
    }

    /** Kafka's broker with another view of the cluster. */
    private static final class Broker extends BrokerServer {
        private final SharedServer shared;

        Broker(SharedServer shared) {
            super(shared);
            this.shared = shared;
        }

        /** Kafka sets this once, before anybody uses it. */
        @Override
        public void metadataCache_$eq(KRaftMetadataCache cache) {
            super.metadataCache_$eq(new Kafka20734MetadataCache(
                    config().nodeId(), () -> shared.raftManager().client().kraftVersion()));
        }
    }
}
