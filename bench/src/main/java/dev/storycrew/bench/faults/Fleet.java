package dev.storycrew.bench.faults;

import dev.storycrew.app.RealCluster;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.bench.faults.process.ChildJvm;
import dev.storycrew.bench.faults.process.Member;
import dev.storycrew.bench.faults.process.Namespace;
import dev.storycrew.bench.faults.process.SmallDisk;
import dev.storycrew.bench.faults.process.Spawner;
import dev.storycrew.bench.faults.process.TestSwitches;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.TopicDifference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** All processes of a campaign: brokers, registry, two processes of each busy stage and one of everything else. */
final class Fleet implements AutoCloseable {
    /** The service with a network of its own, if the machine allows it. */
    static final String APART = "write-2";

    private static final int BROKER_HEAP = 256;
    private static final int SERVICE_HEAP = 160;
    private static final int REGISTRY_HEAP = 48;
    private static final int OPERATOR_HEAP = 96;
    private static final long START_MILLIS = 180_000;

    private final CampaignSettings settings;
    private final FakeModel model;
    private final CampaignEvents events;
    private final Spawner spawner = new Spawner();
    private final ScheduledExecutorService supervisor = Executors.newScheduledThreadPool(2, runnable -> {
        Thread thread = new Thread(runnable, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Member> brokers = new LinkedHashMap<>();
    private final Map<String, Member> services = new LinkedHashMap<>();
    private final Member registry;
    private final Path config;
    private final Map<String, SmallDisk> disks = new LinkedHashMap<>();
    private final @Nullable Namespace namespace;
    private final Map<String, String> apart;
    private final boolean productTimings;

    /**
     * @param productTimings true for the product's own session timeout and drain, instead of a campaign's short ones
     */
    Fleet(CampaignSettings settings, FakeModel model, CampaignEvents events, boolean productTimings)
            throws IOException {
        this.settings = settings;
        this.model = model;
        this.events = events;
        this.productTimings = productTimings;
        Path data = settings.data();
        for (String folder : List.of("out", "orders", "services")) {
            Files.createDirectories(data.resolve(folder));
        }
        boolean hostFaults = settings.kinds().isEmpty() || settings.kinds().contains(FaultKind.NETWORK_CUT);
        namespace = hostFaults ? Namespace.create() : null;
        if (namespace != null) {
            spawner.afterwards(namespace::close);
        }
        List<Integer> ports = freePorts(3 * settings.brokers() + 1);
        String controllers = IntStream.range(0, settings.brokers())
                .mapToObj(node -> (node + 1) + "=" + ports.get(3 * node + 1))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        for (int node = 1; node <= settings.brokers(); node++) {
            String name = "broker-" + node;
            List<String> arguments = new ArrayList<>(List.of(
                    "broker",
                    "--node",
                    Integer.toString(node),
                    "--port",
                    ports.get(3 * node - 3).toString(),
                    "--controllers",
                    controllers,
                    "--cluster-id",
                    clusterId,
                    "--data",
                    data.resolve(name).toString()));
            if (namespace != null) {
                arguments.addAll(List.of("--outside", namespace.host() + ":" + ports.get(3 * node - 1)));
            }
            brokers.put(
                    name, member(new ChildJvm(name, arguments, BROKER_HEAP, Map.of(), Map.of(), List.of(), List.of())));
        }
        int registryPort = ports.get(ports.size() - 1);
        registry = member(new ChildJvm(
                "registry",
                List.of(
                        "registry",
                        "--host",
                        namespace == null ? "127.0.0.1" : "0.0.0.0",
                        "--port",
                        Integer.toString(registryPort),
                        "--data",
                        data.resolve("registry").toString()),
                REGISTRY_HEAP,
                Map.of(),
                Map.of(),
                List.of(),
                List.of()));
        String bootstrap = IntStream.range(0, settings.brokers())
                .mapToObj(node -> "127.0.0.1:" + ports.get(3 * node))
                .collect(Collectors.joining(","));
        apart = namespace == null ? Map.of() : seenFrom(namespace.host(), ports, registryPort);
        config = Files.writeString(data.resolve("campaign.yaml"), yaml(bootstrap, registryPort));
        if (settings.kinds().isEmpty() || settings.kinds().contains(FaultKind.DISK_FULL)) {
            ownDisk("broker-1", data.resolve("broker-1"));
            ownDisk("router-1", data.resolve("services").resolve("router-1"));
        }
        for (Stage stage : Stage.values()) {
            service(stage.label() + "-1", List.of("stage", stage.label()));
        }
        Arrays.stream(Stage.values())
                .filter(Stage::fillsTexts)
                .map(Stage::label)
                .forEach(label -> service(label + "-2", List.of("stage", label)));
        service("router-1", List.of("router"));
        service("sequencer-1", List.of("sequencer"));
        service("ledger-1", List.of("ledger"));
    }

    private void ownDisk(String member, Path folder) throws IOException {
        SmallDisk disk = SmallDisk.mount(folder);
        if (disk != null) {
            disks.put(member, disk);
            spawner.afterwards(disk::close);
        }
    }

    /** Where brokers, registry and model are for the service that has a network of its own. */
    private Map<String, String> seenFrom(String host, List<Integer> ports, int registryPort) {
        String bootstrap = IntStream.range(0, settings.brokers())
                .mapToObj(node -> host + ":" + ports.get(3 * node + 2))
                .collect(Collectors.joining(","));
        return Map.of(
                "STORYCREW_KAFKA_BOOTSTRAP_SERVERS", bootstrap,
                "STORYCREW_SCHEMA_REGISTRY_SCHEMA_REGISTRY_URL", "http://" + host + ":" + registryPort,
                "STORYCREW_LLM_DEFAULT_BASE_URL", "http://" + host + ":" + model.port() + "/v1");
    }

    private String yaml(String bootstrap, int registryPort) {
        String lanes = Arrays.stream(Stage.values())
                .map(stage -> stage.label() + ": {lanes: " + CampaignSettings.LANES + "}")
                .collect(Collectors.joining(", "));
        String models = Arrays.stream(Stage.values())
                .map(stage -> stage.label() + ": {model: " + stage.label() + "}")
                .collect(Collectors.joining(", "));
        String prices = Arrays.stream(Stage.values())
                .map(stage -> stage.label() + ": {input: 1, output: 4}")
                .collect(Collectors.joining(", "));
        return """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "http://127.0.0.1:%d"}
                topics: {partitions: %d, replication-factor: %d}
                llm:
                  default: {provider: openai, base-url: "%s", timeout: 20s, model: none}
                  stages: {%s}
                  prices: {%s}
                stages: {%s}
                budget: {per-chapter-usd: %s}
                sequencer: {on-failure: continue}
                """.formatted(
                        bootstrap,
                        registryPort,
                        CampaignSettings.PARTITIONS,
                        settings.brokers(),
                        model.url(),
                        models,
                        prices,
                        lanes,
                        CampaignSettings.BUDGET_USD);
    }

    private Member member(ChildJvm jvm) {
        return new Member(jvm, settings.data(), spawner, events, supervisor);
    }

    /** Adds a service; it is not started yet. */
    Member service(String name, List<String> command) {
        return services.computeIfAbsent(
                name,
                added -> member(new ChildJvm(
                        added,
                        arguments(added, command),
                        SERVICE_HEAP,
                        properties(added),
                        environment(added),
                        List.of(),
                        wrapper(added))));
    }

    /**
     * Starts an operator's command, as a process that is not restarted.
     *
     * @param name of the file under {@code out} that receives its output
     */
    Process operator(String name, List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--config", config.toString()));
        ChildJvm jvm = new ChildJvm(name, arguments, OPERATOR_HEAP, Map.of(), Map.of(), List.of(), List.of());
        return spawner.start(jvm.command(), jvm.environment(), printedBy(name));
    }

    /** The file that receives an operator's output. */
    Path printedBy(String operator) {
        return settings.data().resolve("out").resolve(operator + ".out");
    }

    private List<String> arguments(String name, List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(
                "--config", config.toString(),
                "--instance", name,
                "--data", settings.data().resolve("services").resolve(name).toString()));
        return arguments;
    }

    private Map<String, String> properties(String name) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(
                TestSwitches.HALTS,
                settings.data().resolve("orders").resolve(name).toString());
        if (!productTimings) {
            properties.put(TestSwitches.SESSION_MILLIS, Long.toString(CampaignSettings.SESSION_MILLIS));
            properties.put(TestSwitches.DRAIN_MILLIS, Long.toString(CampaignSettings.DRAIN_MILLIS));
        }
        if (!settings.without().isEmpty()) {
            properties.put(TestSwitches.WITHOUT, settings.without());
        }
        return properties;
    }

    private Map<String, String> environment(String name) {
        Map<String, String> environment = new LinkedHashMap<>(name.equals(APART) ? apart : Map.of());
        environment.put("OPENAI_API_KEY", model.key(name));
        return environment;
    }

    private List<String> wrapper(String name) {
        return namespace == null || !name.equals(APART) ? List.of() : namespace.wrapper();
    }

    /** Starts brokers and registry, creates the topics, starts the services, and waits until all of them serve. */
    Connection start() throws InterruptedException {
        brokers.values().forEach(Member::start);
        registry.start();
        awaitServing(brokers.values());
        awaitServing(List.of(registry));
        Config read = ConfigFile.load(config, Map.of());
        Connection connection = RealCluster.connect(read);
        List<TopicDifference> differences = RealCluster.prepareTopics(connection);
        if (!differences.isEmpty()) {
            throw new IllegalStateException("the topics are not as the catalogue has them: " + differences);
        }
        // As an operator does before a deployment; a foreign schema must find the right one there.
        RealCluster.registerSchemas(read);
        services.values().forEach(Member::start);
        awaitServing(services.values());
        return connection;
    }

    private static void awaitServing(Collection<Member> members) throws InterruptedException {
        for (Member member : members) {
            if (!member.awaitServing(START_MILLIS)) {
                throw new IllegalStateException(member.name() + " does not serve: " + member.printed());
            }
        }
    }

    /** The network of {@link #APART}; null where it has none of its own. */
    @Nullable
    Namespace namespace() {
        return namespace;
    }

    /** The members with a disk of their own. */
    Map<String, SmallDisk> disks() {
        return disks;
    }

    /** A broker or a service. */
    Member member(String name) {
        Member broker = brokers.get(name);
        return broker == null ? service(name) : broker;
    }

    List<Member> brokers() {
        return List.copyOf(brokers.values());
    }

    Member registry() {
        return registry;
    }

    /** Stages, router, sequencer and ledger. */
    List<Member> services() {
        return List.copyOf(services.values());
    }

    /** The processes of all stages, or of one. */
    List<Member> stages(String label) {
        return services.values().stream()
                .filter(member -> Arrays.stream(Stage.values())
                        .map(Stage::label)
                        .filter(stage -> label.isEmpty() || label.equals(stage))
                        .anyMatch(stage -> member.name().startsWith(stage + "-")))
                .toList();
    }

    Member service(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int index = 0; index < count; index++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    /** Ends all processes. */
    @Override
    public void close() {
        supervisor.shutdownNow();
        services.values().forEach(Member::unwanted);
        brokers.values().forEach(Member::unwanted);
        registry.unwanted();
        spawner.close();
    }
}
