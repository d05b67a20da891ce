package dev.storycrew.app;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.metrics.LagWatch;
import dev.storycrew.app.metrics.LedgerTotals;
import dev.storycrew.app.metrics.ServiceTopics;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.stages.StageLogics;
import dev.storycrew.stages.runtime.StageService;
import dev.storycrew.stages.runtime.StageServiceSettings;
import dev.storycrew.topology.ledger.CardTopology;
import dev.storycrew.topology.ledger.LedgerSettings;
import dev.storycrew.topology.ledger.LedgerTopology;
import dev.storycrew.topology.ledger.TaskGauge;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.runtime.RoutingErrors;
import dev.storycrew.topology.runtime.StreamsService;
import dev.storycrew.topology.runtime.StreamsSettings;
import dev.storycrew.topology.runtime.StreamsState;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Services running in this process; closed in the reverse order of their start. */
public final class Services implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    /** No chapter waits for the ledger, so it need not be quick. */
    private static final Duration LEDGER_COMMITS = Duration.ofSeconds(1);

    private static final String READY = "1 while the service takes work";

    /** Kafka Streams' own metric of the age of records when a processor takes them. */
    private static final String AGE = "record-e2e-latency-max";

    private static final String NODES = "stream-processor-node-metrics";

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
    private final MeterRegistry meters;
    private final ChapterTracing tracing;
    private final LagWatch lags;
    private volatile LedgerTotals totals = LedgerTotals.NONE;
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
        this(
                connection,
                config,
                models,
                instance,
                stateDir,
                hooks,
                supervision,
                new CompositeMeterRegistry(),
                ChapterTracing.off());
    }

    /**
     * Makes them.
     *
     * @param meters has the services' metrics until they are closed
     * @param tracing writes their steps of chapters
     */
    public Services(
            Connection connection,
            Config config,
            Models models,
            String instance,
            Path stateDir,
            ServiceHooks hooks,
            Supervision supervision,
            MeterRegistry meters,
            ChapterTracing tracing) {
        this.meters = meters;
        this.tracing = tracing;
        this.lags = new LagWatch(connection, meters);
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
        startChapters();
        startLedger();
    }

    /** Starts those that chapters pass through, side by side: much of a start is waiting for the broker. */
    public void startChapters() {
        List<Runnable> starts = new ArrayList<>(List.of(this::startSequencer, this::startRouter));
        for (Stage stage : Stage.values()) {
            starts.add(() -> startStage(stage));
        }
        SideBySide.run("starting", starts);
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
                StageLogics.of(
                        stage,
                        models.gateway(stage),
                        config.llm().prompts(),
                        config.llm().judge()),
                connection.topics(),
                connection.wire(),
                hooks.probe(),
                hooks.protections(),
                supervision,
                meters,
                tracing);
        // Models that are down will not answer in time either: what is waiting for them is given back at once.
        started(new RunningService.OfStage(
                service, () -> models.gateway(stage).ready() ? hooks.drain() : Duration.ZERO));
        export(stage.label(), reads(stage.label()), service::alive);
    }

    public void startRouter() {
        requireOpen();
        TopicCatalogue topics = connection.topics();
        RoutingErrors errors = new RoutingErrors(meters, ServiceTopics.ROUTER);
        started(
                ServiceTopics.ROUTER,
                StreamsService.start(
                        streams(ServiceTopics.ROUTER),
                        RouterTopology.build(
                                topics,
                                connection.wire(),
                                new RouterSettings(
                                        config.routing().policy(),
                                        config.routing().selectiveRetryEnabled(),
                                        config.routing().budget(),
                                        hooks.deduplication()),
                                errors,
                                tracing),
                        supervision,
                        meters,
                        errors),
                reads(ServiceTopics.ROUTER));
    }

    public void startSequencer() {
        requireOpen();
        TopicCatalogue topics = connection.topics();
        RoutingErrors errors = new RoutingErrors(meters, ServiceTopics.SEQUENCER);
        started(
                ServiceTopics.SEQUENCER,
                StreamsService.start(
                        streams(ServiceTopics.SEQUENCER),
                        SequencerTopology.build(
                                topics, connection.wire(), config.routing().onFailure(), errors, tracing),
                        supervision,
                        meters,
                        errors),
                reads(ServiceTopics.SEQUENCER));
    }

    /** What this process's ledger has counted so far; nothing where it has none, or another keeps the figures. */
    public LedgerTotals totals() {
        return totals;
    }

    /** The ledger; no chapter waits for it. */
    public void startLedger() {
        requireOpen();
        TopicCatalogue topics = connection.topics();
        ClusterServiceStatus surroundings =
                new ClusterServiceStatus(connection, models, config.routing().onFailure() == OnFailure.CONTINUE);
        StreamsService ledger = StreamsService.start(
                streams(ServiceTopics.LEDGER).committingEvery(LEDGER_COMMITS),
                LedgerTopology.build(
                        topics,
                        connection.wire(),
                        new LedgerSettings(config.stuckAfter(), surroundings),
                        counters -> totals = LedgerTotals.of(counters)),
                supervision,
                meters,
                RoutingErrors.unexported());
        started(ServiceTopics.LEDGER, ledger, reads(ServiceTopics.LEDGER));
        startCards(topics);
        Gauge.builder("storycrew.chapters.stuck", () -> ledger.sum(TaskGauge.GROUP, TaskGauge.STUCK))
                .description("Chapters that have made no progress for too long")
                .register(meters);
        Gauge.builder("storycrew.dead.letters.open", () -> ledger.sum(TaskGauge.GROUP, TaskGauge.IN_DEAD_LETTERS))
                .description("Chapters waiting in dead letters")
                .register(meters);
        TimeGauge.builder("storycrew.ledger.lag", () -> ledger.largest(NODES, AGE), TimeUnit.MILLISECONDS)
                .description("The age of the oldest record that the ledger processed in the last half minute")
                .register(meters);
    }

    /**
     * Takes care of a service that takes no chapters: of its health, its metric and its end.
     *
     * @param up true while it works
     * @param stop ends it
     */
    public void started(String name, BooleanSupplier up, Runnable stop) {
        requireOpen();
        started(new RunningService.OfReader(up, stop));
        Gauge.builder("storycrew.service.ready", () -> up.getAsBoolean() ? 1 : 0)
                .description(READY)
                .tag("service", name)
                .register(meters);
    }

    private List<Topic<?>> reads(String service) {
        return Objects.requireNonNull(ServiceTopics.of(connection.topics()).get(service));
    }

    /** The ledger's other half, with a group of its own. */
    private void startCards(TopicCatalogue topics) {
        started(
                CardSources.SERVICE,
                StreamsService.start(
                        streams(CardSources.SERVICE).committingEvery(LEDGER_COMMITS),
                        CardTopology.build(topics, connection.wire(), this::isWithoutCards),
                        supervision,
                        meters,
                        RoutingErrors.unexported()),
                reads(CardSources.SERVICE));
    }

    /** True if a partition of the cards' topic has never had a record. */
    private boolean isWithoutCards(int partition) {
        TopicPartition asked =
                new TopicPartition(connection.topics().chapterCards().name(), partition);
        try (Admin admin = connection.admin()) {
            return Answers.await(
                                    admin.listOffsets(Map.of(asked, OffsetSpec.latest()))
                                            .partitionResult(asked),
                                    "DESCRIBE",
                                    "topic " + asked.topic())
                            .offset()
                    == 0;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }

    private void started(String name, StreamsService service, Collection<? extends Topic<?>> reads) {
        started(new RunningService.OfTopology(name, service));
        export(name, reads, service::running);
    }

    private void export(String service, Collection<? extends Topic<?>> reads, BooleanSupplier ready) {
        Gauge.builder("storycrew.service.ready", () -> ready.getAsBoolean() ? 1 : 0)
                .description(READY)
                .tag("service", service)
                .register(meters);
        lags.follow(
                service,
                connection.topics().prefix() + service,
                reads.stream().map(Topic::name).toList());
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
        Path state = stateDir.resolve(name);
        StateFolder.prepare(state);
        return new StreamsSettings(
                connection.kafka(), connection.topics().prefix() + name, state, connection.replicationFactor());
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
        lags.close();
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
