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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** All processes of a campaign: brokers, registry, two processes of each busy stage and one of everything else. */
final class Fleet implements AutoCloseable {
    /** The service that has a network of its own, where the machine allows it. */
    static final String APART = "write-2";

    private static final long START_MILLIS = 180_000;

    private final FleetPlan plan;
    private final CampaignEvents events;
    private final Spawner spawner;
    private final ScheduledExecutorService supervisor = Executors.newScheduledThreadPool(2, runnable -> {
        Thread thread = new Thread(runnable, "supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Member> brokers = new LinkedHashMap<>();
    private final Map<String, Member> services = new LinkedHashMap<>();
    private final Member registry;
    private final Map<String, SmallDisk> disks;
    private final @Nullable Namespace namespace;

    private Fleet(
            FleetPlan plan,
            CampaignEvents events,
            Spawner spawner,
            @Nullable Namespace namespace,
            Map<String, SmallDisk> disks) {
        this.plan = plan;
        this.events = events;
        this.spawner = spawner;
        this.namespace = namespace;
        this.disks = Collections.unmodifiableMap(disks);
        plan.brokers().forEach(jvm -> brokers.put(jvm.name(), member(jvm)));
        registry = member(plan.registry());
        plan.services().forEach(jvm -> services.put(jvm.name(), member(jvm)));
    }

    /**
     * Makes what a fleet stands on: folders, its configuration file and, where the settings want them and the machine allows
     * it, a network and small disks. No process is started yet.
     *
     * @param productTimings true for the product's own session timeout and drain, instead of a campaign's short ones
     */
    static Fleet prepare(CampaignSettings settings, FakeModel model, CampaignEvents events, boolean productTimings)
            throws IOException {
        for (String folder : List.of("out", "orders", "services")) {
            Files.createDirectories(settings.data().resolve(folder));
        }
        Spawner spawner = new Spawner();
        Namespace namespace = settings.mayBe(FaultKind.NETWORK_CUT) ? Namespace.create() : null;
        if (namespace != null) {
            spawner.afterwards(namespace::close);
        }
        FleetPlan plan = new FleetPlan(
                settings,
                model.port(),
                model::key,
                freePorts(FleetPlan.portsFor(settings)),
                Uuid.randomUuid().toString(),
                namespace == null ? null : new FleetPlan.Apart(namespace.host(), namespace.wrapper()),
                productTimings);
        Files.writeString(plan.config(), plan.yaml());
        Map<String, SmallDisk> disks = new LinkedHashMap<>();
        if (settings.mayBe(FaultKind.DISK_FULL)) {
            ownDisk("broker-1", settings.data().resolve("broker-1"), disks, spawner);
            ownDisk("router-1", plan.serviceData("router-1"), disks, spawner);
        }
        return new Fleet(plan, events, spawner, namespace, disks);
    }

    private static void ownDisk(String member, Path folder, Map<String, SmallDisk> disks, Spawner spawner)
            throws IOException {
        SmallDisk disk = SmallDisk.mount(folder);
        if (disk != null) {
            disks.put(member, disk);
            spawner.afterwards(disk::close);
        }
    }

    private Member member(ChildJvm jvm) {
        return new Member(jvm, plan.settings().data(), spawner, events, supervisor);
    }

    /** Adds a service; it is not started yet. */
    Member service(String name, List<String> command) {
        return services.computeIfAbsent(name, added -> member(plan.service(added, command)));
    }

    /**
     * Starts a command of an operator, as a process that nobody starts again.
     *
     * @param name of the file under {@code out} that takes what it prints
     */
    Process operator(String name, List<String> command) {
        ChildJvm jvm = plan.operator(name, command);
        return spawner.start(jvm.command(), jvm.environment(), printedBy(name));
    }

    /** The file that takes what an operator's command prints. */
    Path printedBy(String operator) {
        return plan.settings().data().resolve("out").resolve(operator + ".out");
    }

    /** Starts brokers and registry, makes the topics, starts the services, and waits until all of them serve. */
    Connection start() throws InterruptedException {
        brokers.values().forEach(Member::start);
        registry.start();
        awaitServing(brokers.values());
        awaitServing(List.of(registry));
        Config read = ConfigFile.load(plan.config(), Map.of());
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
