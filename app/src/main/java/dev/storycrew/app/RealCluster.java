package dev.storycrew.app;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.permission.Permissions;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.access.BrokerRefusal;
import dev.storycrew.schemas.access.DeniedException;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.SchemaAdmin;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.topic.TopicDifference;
import dev.storycrew.topology.ledger.CardTopology;
import dev.storycrew.topology.ledger.LedgerSettings;
import dev.storycrew.topology.ledger.LedgerTopology;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SecurityDisabledException;

/** A cluster running elsewhere. */
public final class RealCluster {
    private RealCluster() {}

    /**
     * Connects, making sure that broker and registry can be reached.
     *
     * @throws KafkaException when the broker is out of reach
     * @throws dev.storycrew.schemas.registry.RegistryUnavailableException when the registry is out of reach
     */
    public static Connection connect(Config config) {
        Connection connection = unasked(config, config.cluster().registryKeys());
        ListenerProbe.tlsPort(config.cluster().kafka()).ifPresent(mismatch -> {
            throw new OutOfReachException(mismatch);
        });
        try (Admin admin = admin(connection)) {
            admin.listTopics().names().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause != null && BrokerRefusal.isMeantBy(cause)) {
                throw new DeniedException("DESCRIBE", String.valueOf(cause.getMessage()), cause);
            }
            Map<String, String> kafka = config.cluster().kafka();
            ListenerProbe.silence(kafka).ifPresent(reason -> {
                throw new OutOfReachException(reason);
            });
            throw new KafkaException(
                    "the broker at " + config.cluster().kafka().get("bootstrap.servers")
                            + " is out of reach; start it, or name another in kafka: {bootstrap.servers: ..}",
                    e.getCause());
        }
        new RegistryClient(RegistrySettings.of(connection.registry())).subjects();
        return connection;
    }

    /** A name that cannot be looked up now is an outage, though Kafka's client calls it a fault of the settings. */
    private static Admin admin(Connection connection) {
        try {
            return connection.admin();
        } catch (KafkaException e) {
            if (e.getCause() instanceof ConfigException refused
                    && String.valueOf(refused.getMessage()).contains("No resolvable bootstrap urls")) {
                throw new OutOfReachException("no broker can be found: there is no address for "
                        + connection.kafka().get("bootstrap.servers")
                        + "; check the name service, or kafka: {bootstrap.servers: ..}");
            }
            throw e;
        }
    }

    /** One that has not asked broker and registry for anything yet. */
    private static Connection unasked(Config config, Map<String, String> registryKeys) {
        WireFormat wire;
        try {
            wire = new WireFormat(new RegistryClient(RegistrySettings.of(registryKeys)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("configuration: " + e.getMessage());
        }
        return new Connection(
                config.cluster().kafka(),
                registryKeys,
                new TopicCatalogue(
                        config.cluster().topics().prefix(),
                        config.cluster().topics().partitions()),
                config.cluster().topics().replicationFactor(),
                config.cluster().topics().create(),
                wire);
    }

    /**
     * Registers the schemas of all topics and of all state, even if services may not
     * ({@code auto.register.schemas: false}), and protects the input from schemas that do not fit. Needs no broker.
     *
     * @return the subjects the registry then has
     * @throws dev.storycrew.schemas.registry.SchemaRefusedException if it rejects one
     * @throws dev.storycrew.schemas.registry.RegistryUnavailableException when the registry is out of reach
     */
    public static List<String> registerSchemas(Config config) {
        Connection connection = registering(config, true);
        RegistryClient registry = new RegistryClient(RegistrySettings.of(connection.registry()));
        new SchemaAdmin(registry, connection.topics()).protectInput();
        prepared(connection, config).forEach(Runnable::run);
        return registry.subjects().stream()
                .filter(subject -> subject.startsWith(connection.topics().prefix()))
                .sorted()
                .toList();
    }

    /**
     * What services that may not register schemas would find missing in the registry, and what others have registered
     * that does not fit. Needs no broker, and changes nothing.
     *
     * @return a sentence each; empty if all is well
     * @throws dev.storycrew.schemas.registry.RegistryUnavailableException when the registry is out of reach
     */
    public static List<String> schemaProblems(Config config) {
        Connection connection = registering(config, false);
        Set<String> problems = new LinkedHashSet<>();
        for (Runnable needed : prepared(connection, config)) {
            try {
                needed.run();
            } catch (SchemaRefusedException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        for (String subject : new TreeSet<>(connection.wire().untoldState())) {
            problems.add(
                    "subject " + subject + " has no schema of this version's state, so that after a rollback an older"
                            + " version could not read it; run `./storycrew schemas register`");
        }
        RegistryClient registry = new RegistryClient(RegistrySettings.of(connection.registry()));
        problems.addAll(new SchemaAdmin(registry, connection.topics()).problems());
        return List.copyOf(problems);
    }

    private static Connection registering(Config config, boolean may) {
        Map<String, String> registryKeys = config.cluster().registryKeys();
        registryKeys.put("auto.register.schemas", Boolean.toString(may));
        registryKeys.remove("use.latest.version");
        return unasked(config, registryKeys);
    }

    /** What looks up, or registers, the schemas of each topic and, when it is built, of each topology's state. */
    private static List<Runnable> prepared(Connection connection, Config config) {
        List<Runnable> all = new ArrayList<>();
        for (Topic<?> topic : connection.topics().all()) {
            all.add(() -> connection.wire().prepare(topic));
        }
        all.add(() -> RouterTopology.build(
                connection.topics(),
                connection.wire(),
                new RouterSettings(
                        config.routing().policy(),
                        config.routing().selectiveRetryEnabled(),
                        config.routing().budget())));
        all.add(() -> SequencerTopology.build(
                connection.topics(), connection.wire(), config.routing().onFailure()));
        all.add(() -> LedgerTopology.build(
                connection.topics(),
                connection.wire(),
                new LedgerSettings(config.stuckAfter(), ServiceStatus.UNKNOWN)));
        all.add(() -> CardTopology.build(connection.topics(), connection.wire()));
        return all;
    }

    /** Creates missing topics. */
    public static List<String> createTopics(Connection connection) {
        try (Admin admin = connection.admin()) {
            return new TopicAdmin(admin, connection.topics()).createMissing(connection.replicationFactor());
        }
    }

    /**
     * Grants permissions.
     *
     * @param principals by holder
     * @throws DeniedException if the user may not, or the cluster has no authorizer
     */
    public static void grant(Connection connection, Permissions permissions, Map<String, String> principals) {
        List<AclBinding> acls = principals.entrySet().stream()
                .flatMap(holder -> permissions.of(holder.getKey(), holder.getValue()).stream())
                .toList();
        try (Admin admin = connection.admin()) {
            admin.createAcls(acls).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof SecurityDisabledException) {
                throw new OutOfReachException("the broker has no authorizer, so it keeps no ACLs: set"
                        + " authorizer.class.name in its configuration");
            }
            if (BrokerRefusal.isMeantBy(cause)) {
                throw new DeniedException("ALTER", "cluster", String.valueOf(cause.getMessage()), cause);
            }
            throw new KafkaException("the ACLs were not created: " + cause.getMessage(), cause);
        }
    }

    /** Creates missing topics if configured to, and says which topics differ from the catalogue. */
    public static List<TopicDifference> prepareTopics(Connection connection) {
        try (Admin admin = connection.admin()) {
            TopicAdmin topics = new TopicAdmin(admin, connection.topics());
            if (connection.createsTopics()) {
                topics.createMissing(connection.replicationFactor());
            }
            return topics.differences();
        }
    }
}
