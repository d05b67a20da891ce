package dev.storycrew.app;

import dev.storycrew.app.config.Config;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.history.Connection;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.runtime.StageService;
import dev.storycrew.stages.runtime.StageServiceSettings;
import dev.storycrew.topology.ledger.LedgerSettings;
import dev.storycrew.topology.ledger.LedgerTopology;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.runtime.StreamsService;
import dev.storycrew.topology.runtime.StreamsSettings;
import dev.storycrew.topology.runtime.StreamsState;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Services running in this process; closed in the reverse order of their start. */
public final class Services implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    /** No chapter waits for the ledger, so it need not be quick. */
    private static final Duration LEDGER_COMMITS = Duration.ofSeconds(1);

    private final Connection connection;
    private final Config config;
    private final Models models;
    private final String instance;
    private final Path stateDir;
    private final ServiceHooks hooks;
    private final Supervision supervision;
    private final NativeLibraries libraries;
    private final Deque<RunningService> running = new ConcurrentLinkedDeque<>();
    private final Deque<RunningService> closing = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /**
     * @param instance identifies this process among its kind and stays the same across restarts
     * @param stateDir where state stores are kept
     */
    public Services(Connection connection, Config config, Models models, String instance, Path stateDir) {
        this(connection, config, models, instance, stateDir, ServiceHooks.NONE);
    }

    /**
     * @param instance names this process among those of its kind and stays the same over restarts
     * @param stateDir where state stores are kept
     */
    public Services(
            Connection connection, Config config, Models models, String instance, Path stateDir, ServiceHooks hooks) {
        this(connection, config, models, instance, stateDir, hooks, new Supervision());
    }

    /** @param supervision is told when a service stops for good, and what its threads wait for */
    public Services(
            Connection connection,
            Config config,
            Models models,
            String instance,
            Path stateDir,
            ServiceHooks hooks,
            Supervision supervision) {
        this.supervision = supervision;
        this.hooks = hooks;
        this.connection = connection;
        this.config = config;
        this.models = models;
        this.instance = instance;
        this.stateDir = stateDir;
        this.libraries = NativeLibraries.in(stateDir.resolve("native"));
    }

    /** Starts all of them. */
    public void startAll() {
        startRouter();
        startSequencer();
        for (Stage stage : Stage.values()) {
            startStage(stage);
        }
        startLedger();
    }

    public void startStage(Stage stage) {
        requireOpen();
        StageServiceSettings settings = new StageServiceSettings(
                connection.kafka(),
                instance,
                Objects.requireNonNull(config.lanes().get(stage)),
                hooks.sessionTimeout(),
                hooks.drain());
        StageService service = StageService.start(
                settings,
                StageLogics.of(stage, models.gateway(stage), config.llm().prompts()),
                connection.topics(),
                connection.wire(),
                hooks.probe(),
                hooks.protections(),
                supervision);
        // Models that are down will not answer in time either: what is waiting for them is given back at once.
        started(new RunningService.OfStage(
                service, () -> models.gateway(stage).ready() ? hooks.drain() : Duration.ZERO));
    }

    public void startRouter() {
        requireOpen();
        started(new RunningService.OfTopology(
                "router",
                StreamsService.start(
                        streams("router"),
                        RouterTopology.build(
                                connection.topics(),
                                connection.wire(),
                                new RouterSettings(
                                        config.routing().policy(),
                                        config.routing().selectiveRetryEnabled(),
                                        config.routing().budget(),
                                        hooks.deduplication())),
                        supervision)));
    }

    public void startSequencer() {
        requireOpen();
        started(new RunningService.OfTopology(
                "sequencer",
                StreamsService.start(
                        streams("sequencer"),
                        SequencerTopology.build(
                                connection.topics(),
                                connection.wire(),
                                config.routing().onFailure()),
                        supervision)));
    }

    /** The ledger; no chapter waits for it. */
    public void startLedger() {
        requireOpen();
        ClusterServiceStatus surroundings =
                new ClusterServiceStatus(connection, models, config.routing().onFailure() == OnFailure.CONTINUE);
        started(new RunningService.OfTopology(
                "ledger",
                StreamsService.start(
                        streams("ledger").committingEvery(LEDGER_COMMITS),
                        LedgerTopology.build(
                                connection.topics(),
                                connection.wire(),
                                new LedgerSettings(config.stuckAfter(), surroundings)),
                        supervision)));
    }

    /** One that comes too late is closed at once. */
    private void started(RunningService service) {
        boolean late;
        synchronized (running) {
            late = closed;
            if (!late) {
                running.push(service);
            }
        }
        if (late) {
            close(service);
            throw new IllegalStateException("the services are being stopped");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the services are being stopped");
        }
    }

    private StreamsSettings streams(String name) {
        libraries.loadRocksDb();
        return new StreamsSettings(
                connection.kafka(),
                connection.topics().prefix() + name,
                stateDir.resolve(name),
                connection.replicationFactor());
    }

    /** The partitions of all its stage services; empty if there are none, or one has no assignment yet. */
    public OptionalInt partitions() {
        int sum = 0;
        int stages = 0;
        for (RunningService service : running) {
            if (service instanceof RunningService.OfStage stage) {
                OptionalInt ofStage = stage.partitions();
                if (ofStage.isEmpty()) {
                    return OptionalInt.empty();
                }
                sum += ofStage.getAsInt();
                stages++;
            }
        }
        return stages == 0 ? OptionalInt.empty() : OptionalInt.of(sum);
    }

    /** How often other processes with the same instance id have taken the places of its stage services. */
    public int fencings() {
        return running.stream().mapToInt(RunningService::fencings).sum();
    }

    /** How many calls and results its stage services have in hand. */
    public int inHand() {
        return Stream.concat(running.stream(), closing.stream())
                .mapToInt(RunningService::inHand)
                .sum();
    }

    /** The state that each router, sequencer and ledger keeps, by the names of their commands. */
    public SortedMap<String, StreamsState> states() {
        SortedMap<String, StreamsState> states = new TreeMap<>();
        for (RunningService service : running) {
            if (service instanceof RunningService.OfTopology topology) {
                states.put(topology.name(), topology.service().state());
            }
        }
        return states;
    }

    /** How many bytes are free on the disk that has its state. */
    public long freeBytes() throws IOException {
        Path there = stateDir.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return Files.getFileStore(there).getUsableSpace();
    }

    /** True while all of them run; a liveness check. */
    public boolean alive() {
        return running.stream().allMatch(RunningService::alive);
    }

    /** True once all of them are taking work. */
    public boolean ready() {
        return alive() && running.stream().allMatch(RunningService::ready);
    }

    @Override
    public void close() {
        synchronized (running) {
            closed = true;
            closing.addAll(running);
            running.clear();
        }
        List<Thread> threads = closing.stream()
                .map(service -> new Thread(() -> close(service), "closing"))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void close(RunningService service) {
        try {
            service.close();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("event", "close_failed").setCause(e).log("A service did not close cleanly");
        }
    }
}
