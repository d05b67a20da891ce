package dev.storycrew.embedded;

import dev.storycrew.core.text.NeutralDefaults;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A whole Kafka broker (KRaft, broker and controller in one) in this process, on 127.0.0.1. Its data survives restarts,
 * even kill -9; its ports may change.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String LOOPBACK = Listening.LOOPBACK;
    private static final String METADATA_FILE = "meta.properties";

    private final KafkaNode server;
    private final int port;

    private EmbeddedBroker(KafkaNode server, int port) {
        this.server = server;
        this.port = port;
    }

    /** Starts on a free port. */
    public static EmbeddedBroker start(Path folder) {
        return start(folder, 0);
    }

    /**
     * Starts, formatting the folder the first time.
     *
     * @param port for clients; 0 for a free one
     * @throws EmbeddedSystemException when the port is taken or the folder cannot be used
     */
    public static EmbeddedBroker start(Path folder, int port) {
        return start(folder, LOOPBACK, port, begun -> {});
    }

    /**
     * The same for whoever may have to close it while it starts.
     *
     * @param host where it listens for clients, who are told 127.0.0.1 all the same
     * @param begun is given the broker to close, as soon as it begins to start
     */
    static EmbeddedBroker start(Path folder, String host, int port, Consumer<AutoCloseable> begun) {
        BrokerNode node = BrokerNode.alone(port == 0 ? freePort() : requireFree(host, port), freePort());
        return start(folder, node, Map.of("listeners", listeners(host, node)), begun);
    }

    /** The same where {@link Listening} says. */
    public static EmbeddedBroker start(Path folder, Listening listening, Consumer<AutoCloseable> begun) {
        return start(folder, listening.host(), listening.kafkaPort(), begun);
    }

    /**
     * Starts one node of a cluster, formatting the folder the first time. Returns when this node is ready, which may
     * require the others to be started. Sets this JVM's default locale and time zone to English and UTC, because Kafka
     * starts only under some.
     *
     * @throws EmbeddedSystemException when the folder or a port cannot be used
     */
    public static EmbeddedBroker start(Path folder, BrokerNode node) {
        return start(folder, node, Map.of(), begun -> {});
    }

    /**
     * The same with more of Kafka's own settings, such as listeners with logins.
     *
     * @param settings take precedence over ours
     */
    public static EmbeddedBroker start(Path folder, BrokerNode node, Map<String, String> settings) {
        return start(folder, node, settings, begun -> {});
    }

    private static EmbeddedBroker start(
            Path folder, BrokerNode node, Map<String, String> settings, Consumer<AutoCloseable> begun) {
        NeutralDefaults.set();
        try {
            Files.createDirectories(folder);
            if (Files.notExists(folder.resolve(METADATA_FILE))) {
                format(folder, node);
            }
            Properties properties = properties(folder, node);
            properties.putAll(settings);
            KafkaConfig config = new KafkaConfig(properties, false);
            KafkaNode server = new KafkaNode(config);
            EmbeddedBroker broker = new EmbeddedBroker(server, node.clientPort());
            begun.accept(broker);
            server.startup();
            return broker;
        } catch (Exception e) {
            throw new EmbeddedSystemException(
                    "the embedded broker did not start on " + folder + ": "
                            + (SystemReason.isMeantBy(e) ? SystemReason.withFile(e) : e.getMessage()),
                    e);
        }
    }

    public String bootstrapServers() {
        return LOOPBACK + ":" + port;
    }

    /** Stops it; while it is starting, as soon as that is possible. */
    @Override
    public void close() {
        server.shutdown();
    }

    private static void format(Path folder, BrokerNode node) throws Exception {
        new Formatter()
                .setNodeId(node.id())
                .setClusterId(node.clusterId())
                .addDirectory(folder.toString())
                .setMetadataLogDirectory(folder.toString())
                .setControllerListenerName("CONTROLLER")
                .setHasDynamicQuorum(false)
                .setIgnoreFormatted(true)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static Properties properties(Path folder, BrokerNode node) {
        String replicas = Short.toString(node.replicas());
        String leastInSync = Integer.toString(node.leastInSync());
        String outsideListener = node.outside() == null ? "" : ",OUTSIDE://" + node.outside();
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", Integer.toString(node.id()));
        properties.setProperty("log.dirs", folder.toString());
        properties.setProperty("listeners", listeners(LOOPBACK, node) + outsideListener);
        properties.setProperty(
                "advertised.listeners", "PLAINTEXT://" + LOOPBACK + ":" + node.clientPort() + outsideListener);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,OUTSIDE:PLAINTEXT");
        properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
        properties.setProperty("controller.quorum.voters", node.voters(LOOPBACK));
        properties.setProperty("auto.create.topics.enable", "false");
        properties.setProperty("offsets.topic.replication.factor", replicas);
        properties.setProperty("offsets.topic.num.partitions", "4");
        properties.setProperty("transaction.state.log.replication.factor", replicas);
        properties.setProperty("transaction.state.log.min.isr", leastInSync);
        properties.setProperty("transaction.state.log.num.partitions", "4");
        properties.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        // How long a producer's first record of a transaction may wait here for the end of its last transaction. By
        // default
        // it is sent back after 100 ms, which a busy machine often takes.
        properties.setProperty("add.partitions.to.txn.retry.backoff.max.ms", "2000");
        properties.setProperty("add.partitions.to.txn.retry.backoff.ms", "5");
        properties.setProperty("share.coordinator.state.topic.replication.factor", replicas);
        properties.setProperty("share.coordinator.state.topic.min.isr", leastInSync);
        properties.setProperty("default.replication.factor", replicas);
        properties.setProperty("min.insync.replicas", leastInSync);
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        properties.setProperty("group.min.session.timeout.ms", "3000");
        properties.setProperty("message.max.bytes", "2097152");
        properties.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        // For the clients of one machine. An idle thread wakes up three times a second to see whether there is work.
        properties.setProperty("num.io.threads", "4");
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("background.threads", "2");
        // A restart after kill -9 waits for the dead broker's session: 6 s instead of the default 9. With 3 s a busy
        // machine lets the controller fence its only broker, and every group with it.
        properties.setProperty("broker.session.timeout.ms", "6000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
        return properties;
    }

    private static String listeners(String host, BrokerNode node) {
        return "PLAINTEXT://" + host + ":" + node.clientPort() + ",CONTROLLER://" + LOOPBACK + ":"
                + node.controllerPort();
    }

    private static int requireFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return port;
        } catch (IOException e) {
            String reason = SystemReason.of(e);
            throw new EmbeddedSystemException(
                    "port " + port + " on " + host + " "
                            + (reason.startsWith("address already in use")
                                    ? "is taken; stop what uses it or choose another port"
                                    : "cannot be used: " + reason),
                    e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedSystemException("no port on 127.0.0.1 can be used: " + SystemReason.of(e), e);
        }
    }
}
