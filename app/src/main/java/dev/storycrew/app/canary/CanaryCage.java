package dev.storycrew.app.canary;

import dev.storycrew.app.ClusterServiceStatus;
import dev.storycrew.app.Models;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.ServiceHooks;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderLimits;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.stages.judge.JudgeSettings;
import dev.storycrew.topology.sequencer.OnFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The canary's own pipeline on a live cluster: topics with a prefix of their own that are kept for a day, and a router, a
 * sequencer and stages in this process that ask the rehearsal model. No real service sees them. Closing it deletes the
 * topics.
 */
public final class CanaryCage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CanaryCage.class);

    /** What the canary's topics have behind the prefix of the real ones. */
    static final String NAME = "canary.";

    private static final Duration KEPT = Duration.ofDays(1);
    private static final String INSTANCE = "canary";
    /** Longer than the members of a canary that was killed are taken for alive. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 250;

    private final Connection connection;
    private final Services services;
    private final Models models;
    private boolean closed;

    private CanaryCage(Connection connection, Services services, Models models) {
        this.connection = connection;
        this.services = services;
        this.models = models;
    }

    /**
     * Opens it: what an earlier canary left is deleted, and all is made anew. Its services are running when it returns.
     *
     * @param real the configuration of the real services
     * @param folder for state
     * @throws UsageException if another canary is at work on this cluster under the same prefix
     * @throws OutOfReachException if its services do not start
     */
    public static CanaryCage open(Config real, Path folder, Supervision supervision) throws InterruptedException {
        Config own = rehearsing(real);
        Connection told = RealCluster.connect(own);
        TopicCatalogue topics =
                new TopicCatalogue(told.topics().prefix(), told.topics().partitions(), KEPT);
        Connection connection =
                new Connection(told.kafka(), told.registry(), topics, told.replicationFactor(), true, told.wire());
        requireAlone(connection);
        deleteTopics(connection);
        // State of topics that are gone would be taken for that of the new ones.
        deleteFolder(folder);
        RealCluster.createTopics(connection);
        Models models = new Models(own);
        Services services = new Services(connection, own, models, INSTANCE, folder, ServiceHooks.NONE, supervision);
        CanaryCage cage = new CanaryCage(connection, services, models);
        try {
            services.startRouter();
            services.startSequencer();
            for (Stage stage : Stage.values()) {
                services.startStage(stage);
            }
            cage.awaitReady();
        } catch (RuntimeException | InterruptedException e) {
            cage.close();
            throw e;
        }
        return cage;
    }

    /** The configuration of the canary: the same cluster, other topics, the rehearsal model and nothing that costs. */
    static Config rehearsing(Config real) {
        Config.Topics topics = real.cluster().topics();
        String prefix = topics.prefix() + NAME;
        if (prefix.length() > TopicCatalogue.MAX_PREFIX_LENGTH) {
            throw new UsageException("topics.prefix is too long for a canary: with " + NAME + " behind it, it has "
                    + Counted.of(prefix.length(), "character") + ", and at most " + TopicCatalogue.MAX_PREFIX_LENGTH
                    + " are possible");
        }
        Map<String, String> registry = new HashMap<>(real.cluster().registry());
        // Nobody registers the canary's schemas at deployment.
        registry.put("auto.register.schemas", "true");
        registry.remove("use.latest.version");
        Map<Stage, List<ModelSettings>> models = Arrays.stream(Stage.values())
                .collect(Collectors.toMap(
                        Function.identity(), stage -> List.of(ModelSettings.rehearsal(ProviderLimits.NONE))));
        return new Config(
                new Config.Cluster(
                        real.cluster().kafka(),
                        registry,
                        new Config.Topics(prefix, 1, topics.replicationFactor(), true)),
                new Config.Llm(
                        models,
                        // A chapter that needs retries, or is exhausted, would say nothing of the cluster.
                        new Config.Rehearsal(1, RehearsalSettings.noMistakes(), Duration.ZERO),
                        Map.of(),
                        real.llm().prompts(),
                        new JudgeSettings(0, false)),
                new Config.Routing(RetryPolicy.defaults(), true, OnFailure.CONTINUE, Budget.UNLIMITED),
                Arrays.stream(Stage.values()).collect(Collectors.toMap(Function.identity(), stage -> 1)),
                false,
                real.stuckAfter());
    }

    /** Two canaries would delete each other's topics. A dead one's members stay in its groups for a few seconds. */
    private static void requireAlone(Connection connection) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (new ClusterServiceStatus(connection, null, true)
                        .processes("router")
                        .orElse(1)
                > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new UsageException("another canary is at work on the topics "
                        + connection.topics().prefix() + "*; stop it, or use it");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
        while (!services.ready() || services.partitions().orElse(0) < Stage.values().length) {
            if (System.nanoTime() - deadline > 0) {
                throw new OutOfReachException("the canary's services did not start within "
                        + PATIENCE.multipliedBy(2).toSeconds() + " s; the log says why");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** The connection to its topics. */
    public Connection connection() {
        return connection;
    }

    public Services services() {
        return services;
    }

    public Models models() {
        return models;
    }

    /** Stops its services and deletes its topics; what cannot be deleted now is deleted when the next canary starts. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        services.close();
        try {
            deleteTopics(connection);
        } catch (KafkaException | InterruptedException e) {
            LOG.atWarn()
                    .addKeyValue("event", "canary_topics_left")
                    .setCause(e)
                    .log(
                            "The canary's topics could not be deleted; the next canary does it, and their records are kept for"
                                    + " a day");
        }
    }

    private static void deleteTopics(Connection connection) throws InterruptedException {
        try (Admin admin = connection.admin()) {
            Collection<String> left = names(connection, admin).toList();
            if (left.isEmpty()) {
                return;
            }
            Answers.await(
                    admin.deleteTopics(left).all(),
                    "DELETE",
                    "topics " + connection.topics().prefix() + "*");
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (names(connection, admin).findAny().isPresent() && System.nanoTime() - deadline < 0) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static void deleteFolder(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new OutOfReachException("the state of an earlier canary cannot be deleted: " + SystemReason.of(e)
                    + ": " + folder + "; delete it, or choose another folder with --data");
        }
    }

    private static Stream<String> names(Connection connection, Admin admin) {
        return Answers.await(admin.listTopics().names()).stream()
                .filter(name -> name.startsWith(connection.topics().prefix()));
    }
}
