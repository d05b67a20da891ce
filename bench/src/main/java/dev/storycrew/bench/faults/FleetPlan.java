package dev.storycrew.bench.faults;

import dev.storycrew.bench.faults.process.ChildJvm;
import dev.storycrew.bench.faults.process.TestSwitches;
import dev.storycrew.core.story.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as it is to be: who is in it, where each listens, and how each is started. Pure: it opens no port, writes no file
 * and starts no process.
 *
 * @param modelPort where the model listens
 * @param keys the key that each service shows the model, by the service's name
 * @param ports free ones, {@link #portsFor} many: three for each broker, then the registry's
 * @param clusterId of the Kafka cluster
 * @param apart the network of {@link Fleet#APART}; null where it has none of its own
 * @param productTimings true for the product's own session timeout and drain, instead of a campaign's short ones
 */
record FleetPlan(
        CampaignSettings settings,
        int modelPort,
        UnaryOperator<String> keys,
        List<Integer> ports,
        String clusterId,
        @Nullable Apart apart,
        boolean productTimings) {
    private static final int PORTS_PER_BROKER = 3;
    private static final String LOOPBACK = "127.0.0.1";
    private static final int BROKER_HEAP = 256;
    private static final int SERVICE_HEAP = 160;
    private static final int REGISTRY_HEAP = 48;
    private static final int OPERATOR_HEAP = 96;

    FleetPlan {
        ports = List.copyOf(ports);
    }

    /**
     * A network that a service has to itself.
     *
     * @param host the address at which this machine is seen from there
     * @param wrapper the command in front of another that is to run there
     */
    record Apart(String host, List<String> wrapper) {}

    /** How many ports a fleet needs. */
    static int portsFor(CampaignSettings settings) {
        return PORTS_PER_BROKER * settings.brokers() + 1;
    }

    private int clientPort(int node) {
        return ports.get(PORTS_PER_BROKER * (node - 1));
    }

    private int controllerPort(int node) {
        return ports.get(PORTS_PER_BROKER * (node - 1) + 1);
    }

    /** Where a broker listens for the service that has a network of its own. */
    private int outsidePort(int node) {
        return ports.get(PORTS_PER_BROKER * (node - 1) + 2);
    }

    private int registryPort() {
        return ports.get(ports.size() - 1);
    }

    private String modelUrl(String host) {
        return "http://" + host + ":" + modelPort + "/v1";
    }

    private String forEachNode(IntFunction<String> text) {
        return IntStream.rangeClosed(1, settings.brokers()).mapToObj(text).collect(Collectors.joining(","));
    }

    Path config() {
        return settings.data().resolve("campaign.yaml");
    }

    /** What is to stand in {@link #config}. */
    String yaml() {
        Path policy = settings.policy();
        return String.format(
                Locale.ROOT,
                """
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
                %s
                """,
                forEachNode(node -> LOOPBACK + ":" + clientPort(node)),
                registryPort(),
                CampaignSettings.PARTITIONS,
                settings.brokers(),
                modelUrl(LOOPBACK),
                forEachStage(stage -> "{model: " + stage + "}"),
                forEachStage(stage -> "{input: 1, output: 4}"),
                forEachStage(stage -> "{lanes: " + CampaignSettings.LANES + "}"),
                CampaignSettings.BUDGET_USD,
                policy == null ? "" : "policy: \"" + policy.toAbsolutePath() + "\"");
    }

    private static String forEachStage(UnaryOperator<String> value) {
        return Arrays.stream(Stage.values())
                .map(Stage::label)
                .map(stage -> stage + ": " + value.apply(stage))
                .collect(Collectors.joining(", "));
    }

    List<ChildJvm> brokers() {
        return IntStream.rangeClosed(1, settings.brokers())
                .mapToObj(this::broker)
                .toList();
    }

    private ChildJvm broker(int node) {
        String name = "broker-" + node;
        List<String> arguments = new ArrayList<>(List.of(
                "broker",
                "--node",
                Integer.toString(node),
                "--port",
                Integer.toString(clientPort(node)),
                "--controllers",
                forEachNode(each -> each + "=" + controllerPort(each)),
                "--cluster-id",
                clusterId,
                "--data",
                settings.data().resolve(name).toString()));
        if (apart != null) {
            arguments.addAll(List.of("--outside", apart.host() + ":" + outsidePort(node)));
        }
        return plain(name, arguments, BROKER_HEAP);
    }

    ChildJvm registry() {
        List<String> arguments = List.of(
                "registry",
                "--host",
                apart == null ? LOOPBACK : "0.0.0.0",
                "--port",
                Integer.toString(registryPort()),
                "--data",
                settings.data().resolve("registry").toString());
        return plain("registry", arguments, REGISTRY_HEAP);
    }

    /** Two processes of each stage that makes texts, and one of everything else, in the order in which they start. */
    List<ChildJvm> services() {
        List<ChildJvm> services = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            services.add(service(stage.label() + "-1", List.of("stage", stage.label())));
        }
        Arrays.stream(Stage.values())
                .filter(Stage::fillsTexts)
                .map(Stage::label)
                .forEach(label -> services.add(service(label + "-2", List.of("stage", label))));
        for (String one : List.of("router", "sequencer", "ledger")) {
            services.add(service(one + "-1", List.of(one)));
        }
        return services;
    }

    /** A service of this fleet. */
    ChildJvm service(String name, List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(
                "--config", config().toString(),
                "--instance", name,
                "--data", serviceData(name).toString()));
        Apart network = name.equals(Fleet.APART) ? apart : null;
        Map<String, String> environment = new LinkedHashMap<>(network == null ? Map.of() : seenFrom(network));
        environment.put("OPENAI_API_KEY", keys.apply(name));
        return new ChildJvm(
                name,
                arguments,
                SERVICE_HEAP,
                testSwitches(name),
                environment,
                List.of(),
                network == null ? List.of() : network.wrapper());
    }

    /** A command of an operator. */
    ChildJvm operator(String name, List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--config", config().toString()));
        return plain(name, arguments, OPERATOR_HEAP);
    }

    private static ChildJvm plain(String name, List<String> arguments, int heap) {
        return new ChildJvm(name, arguments, heap, Map.of(), Map.of(), List.of(), List.of());
    }

    Path serviceData(String name) {
        return settings.data().resolve("services").resolve(name);
    }

    /** Where brokers, registry and model are for the service that has a network of its own. */
    private Map<String, String> seenFrom(Apart from) {
        return Map.of(
                "STORYCREW_KAFKA_BOOTSTRAP_SERVERS", forEachNode(node -> from.host() + ":" + outsidePort(node)),
                "STORYCREW_SCHEMA_REGISTRY_SCHEMA_REGISTRY_URL", "http://" + from.host() + ":" + registryPort(),
                "STORYCREW_LLM_DEFAULT_BASE_URL", modelUrl(from.host()));
    }

    private Map<String, String> testSwitches(String name) {
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
}
