package dev.storycrew.testcluster;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka brokers and Apicurio's registry in containers, as in docker/compose.yaml. Containers in {@link #network} reach
 * them by name; this JVM reaches them by ports that stay the same when a container is started again.
 */
public final class ContainerCluster implements AutoCloseable {
    private static final String KAFKA = "apache/kafka:4.3.1";
    private static final String REGISTRY = "apicurio/apicurio-registry:3.0.9";
    private static final String REGISTRY_PATH = "/apis/ccompat/v7";
    private static final String HOST = "127.0.0.1";
    private static final int OUTSIDE = 9092;
    private static final int INSIDE = 19092;
    private static final int CONTROLLER = 29093;
    private static final int HTTP = 8080;
    /** What serves for a few minutes is not worth compiling well: it starts in half the time. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> brokers = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final GenericContainer<?> registry;
    private final int registryPort = freePort();

    private ContainerCluster(int size) {
        for (int node = 1; node <= size; node++) {
            int port = freePort();
            ports.add(port);
            brokers.add(broker(node, size, port));
        }
        registry = container(REGISTRY, registryPort, HTTP)
                .withNetworkAliases("registry")
                .withEnv("APICURIO_STORAGE_KIND", "kafkasql")
                .withEnv("APICURIO_KAFKASQL_BOOTSTRAP_SERVERS", bootstrapServersInside())
                .withEnv("JAVA_OPTS", "-Xmx256m " + SHORT_LIVED)
                .waitingFor(
                        Wait.forHttp(REGISTRY_PATH + "/subjects").forPort(HTTP).withStartupTimeout(PATIENCE));
    }

    /**
     * Starts it.
     *
     * @param brokers how many there are; each topic has as many replicas, at most 3
     * @throws IllegalStateException if there is no Docker engine
     */
    public static ContainerCluster start(int brokers) {
        ContainerCluster cluster = new ContainerCluster(brokers);
        Startables.deepStart(cluster.brokers).join();
        cluster.registry.start();
        return cluster;
    }

    private GenericContainer<?> broker(int node, int size, int port) {
        String replicas = Integer.toString(Math.min(3, size));
        String leastInSync = Integer.toString(Math.max(1, Math.min(3, size) - 1));
        String voters = IntStream.rangeClosed(1, size)
                .mapToObj(voter -> voter + "@" + name(voter) + ":" + CONTROLLER)
                .collect(Collectors.joining(","));
        return container(KAFKA, port, OUTSIDE)
                .withNetworkAliases(name(node))
                .withEnv("CLUSTER_ID", "c3RvcnljcmV3LWJyb2tlcg")
                .withEnv("KAFKA_NODE_ID", Integer.toString(node))
                .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", voters)
                .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                .withEnv(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE")
                .withEnv(
                        "KAFKA_LISTENERS",
                        "INSIDE://:" + INSIDE + ",OUTSIDE://:" + OUTSIDE + ",CONTROLLER://:" + CONTROLLER)
                .withEnv(
                        "KAFKA_ADVERTISED_LISTENERS",
                        "INSIDE://" + name(node) + ":" + INSIDE + ",OUTSIDE://" + HOST + ":" + port)
                .withEnv("KAFKA_HEAP_OPTS", "-Xms128m -Xmx384m " + SHORT_LIVED)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_DEFAULT_REPLICATION_FACTOR", replicas)
                .withEnv("KAFKA_MIN_INSYNC_REPLICAS", leastInSync)
                .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", replicas)
                .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", replicas)
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", leastInSync)
                .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "500")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "3000")
                .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "6000")
                .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "2097152")
                .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1).withStartupTimeout(PATIENCE));
    }

    private GenericContainer<?> container(String image, int portHere, int port) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image)).withNetwork(network);
        container.withExposedPorts(port);
        container.setPortBindings(List.of(HOST + ":" + portHere + ":" + port));
        return container;
    }

    /** For this JVM. */
    public String bootstrapServers() {
        return ports.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
    }

    /** For containers in the network. */
    public String bootstrapServersInside() {
        return IntStream.rangeClosed(1, brokers.size())
                .mapToObj(node -> name(node) + ":" + INSIDE)
                .collect(Collectors.joining(","));
    }

    /** For this JVM. */
    public String registryUrl() {
        return "http://" + HOST + ":" + registryPort + REGISTRY_PATH;
    }

    /** For containers in the network. */
    public String registryUrlInside() {
        return "http://registry:" + HTTP + REGISTRY_PATH;
    }

    public Network network() {
        return network;
    }

    /** Stops a broker where it stands, as SIGSTOP does. */
    public void pauseBroker(int node) {
        docker().pauseContainerCmd(id(node)).exec();
    }

    public void resumeBroker(int node) {
        docker().unpauseContainerCmd(id(node)).exec();
    }

    /** kill -9. */
    public void killBroker(int node) {
        docker().killContainerCmd(id(node)).exec();
    }

    /** Starts a broker again that has been killed. */
    public void startBroker(int node) {
        docker().startContainerCmd(id(node)).exec();
    }

    /** Stops a broker in an orderly way and starts it again. */
    public void restartBroker(int node) {
        docker().restartContainerCmd(id(node)).exec();
    }

    void stopRegistry() {
        docker().stopContainerCmd(registry.getContainerId()).exec();
    }

    void startRegistry() {
        docker().startContainerCmd(registry.getContainerId()).exec();
    }

    @Override
    public void close() {
        registry.stop();
        brokers.forEach(GenericContainer::stop);
        network.close();
    }

    private String id(int node) {
        return brokers.get(node - 1).getContainerId();
    }

    private static String name(int node) {
        return "broker-" + node;
    }

    private static DockerClient docker() {
        return DockerClientFactory.lazyClient();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
