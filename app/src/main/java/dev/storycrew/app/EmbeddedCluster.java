package dev.storycrew.app;

import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.embedded.EmbeddedSystemException;
import dev.storycrew.embedded.Listening;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.SchemaAdmin;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.topic.TopicDifference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A broker and a registry in this process, on a data folder that is locked while they run. */
public final class EmbeddedCluster implements AutoCloseable {
    /**
     * For the clients in this process. Whoever reads their metrics is in it too, and needs neither JMX nor the broker for that; a few dozen
     * clients take half a second of processor time to offer them there.
     */
    private static final Map<String, String> CLIENTS = Map.of("metric.reporters", "", "enable.metrics.push", "false");

    /** The name of a group and a transaction that do not exist. */
    private static final String NOBODY = "storycrew-nobody";

    private final DataFolder folder;
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final Connection connection;

    private EmbeddedCluster(
            DataFolder folder, EmbeddedBroker broker, EmbeddedRegistry registry, Connection connection) {
        this.folder = folder;
        this.broker = broker;
        this.registry = registry;
        this.connection = connection;
    }

    /** Starts without telling anybody of its steps and parts. */
    public static EmbeddedCluster start(DataFolder folder, String prefix, int kafkaPort, int registryPort) {
        Listening listening = new Listening(Listening.LOOPBACK, kafkaPort, registryPort);
        TopicCatalogue topics = new TopicCatalogue(prefix, TopicCatalogue.EMBEDDED_PARTITIONS);
        return start(folder, topics, listening, step -> {}, begun -> {}, () -> {});
    }

    /**
     * Starts both and creates the topics.
     *
     * @param folder locked already; closed with the cluster
     * @param wanted the topics to create; those that are there keep the number of partitions that they have, and the
     *     others get the same
     * @param steps is told what is being started, before each step
     * @param begun is given each part to close, as soon as it begins to start; closing twice does no harm
     * @param meanwhile what can be done while the broker starts, which is mostly waiting
     * @throws EmbeddedSystemException if something is in the way; the message says what to do
     */
    public static EmbeddedCluster start(
            DataFolder folder,
            TopicCatalogue wanted,
            Listening listening,
            Consumer<String> steps,
            Consumer<AutoCloseable> begun,
            Runnable meanwhile) {
        Path data = folder.path();
        AtomicReference<@Nullable EmbeddedBroker> started = new AtomicReference<>();
        // First, because the broker picks free ports some time before it binds them.
        steps.accept("starting the schema registry");
        EmbeddedRegistry registry =
                EmbeddedRegistry.start(data.resolve("registry"), listening.host(), listening.registryPort());
        begun.accept(registry);
        steps.accept("starting the Kafka broker");
        SideBySide.run(
                "starting",
                List.of(() -> started.set(EmbeddedBroker.start(data.resolve("kafka"), listening, begun)), meanwhile));
        EmbeddedBroker broker = Objects.requireNonNull(started.get());
        steps.accept("creating the topics");
        Map<String, String> kafka = new HashMap<>(CLIENTS);
        kafka.put("bootstrap.servers", broker.bootstrapServers());
        Map<String, String> registrySettings = Map.of("schema.registry.url", registry.url());
        RegistryClient client = new RegistryClient(RegistrySettings.of(registrySettings));
        AtomicReference<@Nullable TopicCatalogue> topics = new AtomicReference<>();
        SideBySide.run(
                "creating",
                List.of(
                        () -> topics.set(create(kafka, wanted, data)),
                        () -> new SchemaAdmin(client, wanted).protectInput()));
        return new EmbeddedCluster(
                folder,
                broker,
                registry,
                new Connection(
                        kafka,
                        registrySettings,
                        Objects.requireNonNull(topics.get()),
                        (short) 1,
                        true,
                        new WireFormat(client)));
    }

    /** The topics as they are then. */
    private static TopicCatalogue create(Map<String, String> kafka, TopicCatalogue wanted, Path data) {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            KafkaFuture<Void> coordinators = coordinators(admin);
            TopicCatalogue topics = asThere(admin, wanted);
            create(new TopicAdmin(admin, topics), topics, data);
            await(coordinators);
            return topics;
        }
    }

    /** The catalogue with as many partitions as the topics that are there have. */
    private static TopicCatalogue asThere(Admin admin, TopicCatalogue wanted) {
        String first = wanted.chapterRequests().name();
        try {
            int partitions = Objects.requireNonNull(Answers.await(
                                    admin.describeTopics(List.of(first)).allTopicNames(), "DESCRIBE", "topic " + first)
                            .get(first))
                    .partitions()
                    .size();
            return new TopicCatalogue(wanted.prefix(), partitions, wanted.keptAtMost());
        } catch (UnknownTopicOrPartitionException e) {
            return wanted;
        }
    }

    private static void create(TopicAdmin admin, TopicCatalogue topics, Path data) {
        if (admin.createMissing((short) 1).size() == topics.all().size()) {
            return;
        }
        List<TopicDifference> differences = admin.differences();
        if (!differences.isEmpty()) {
            // An older version may have created them.
            admin.applySettings();
        }
        if (differences.stream().anyMatch(TopicDifference::hinders)) {
            throw new EmbeddedSystemException(
                    "the topics in " + data + " are not what this version would create: "
                            + differences.stream()
                                    .filter(TopicDifference::hinders)
                                    .map(TopicDifference::sentence)
                                    .collect(Collectors.joining("; "))
                            + "; choose another folder with --data",
                    null);
        }
    }

    /**
     * Asks for the coordinators of groups and of transactions, whose topics the broker creates when somebody first asks. If a
     * dozen clients of starting services were the first, each would ask again and again until the topics are there.
     */
    private static KafkaFuture<Void> coordinators(Admin admin) {
        return KafkaFuture.allOf(
                admin.listConsumerGroupOffsets(NOBODY).partitionsToOffsetAndMetadata(),
                admin.describeTransactions(List.of(NOBODY)).all());
    }

    /** Waits for an answer of whatever kind. */
    private static void await(KafkaFuture<Void> answer) {
        try {
            answer.get();
        } catch (ExecutionException e) {
            // Nobody has such a transaction. If something else is wrong, the services will find out.
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    public Connection connection() {
        return connection;
    }

    @Override
    public void close() throws IOException {
        registry.close();
        broker.close();
        folder.close();
    }
}
