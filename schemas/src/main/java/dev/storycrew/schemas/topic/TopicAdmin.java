package dev.storycrew.schemas.topic;

import dev.storycrew.core.text.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue on a cluster, and says where the cluster differs. */
public final class TopicAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 50;

    /** What Kafka Streams names its own topics behind the prefix; another prefix that begins like ours has a dot. */
    private static final Pattern INTERNAL = Pattern.compile("[a-z]+-[^.]*-(changelog|repartition)");

    private final Admin admin;
    private final TopicCatalogue catalogue;

    public TopicAdmin(Admin admin, TopicCatalogue catalogue) {
        this.admin = admin;
        this.catalogue = catalogue;
    }

    /**
     * Creates what is missing and leaves existing topics alone.
     *
     * @param replicationFactor -1 for the broker's default
     * @return the names of the topics created
     */
    public List<String> createMissing(short replicationFactor) {
        Set<String> existing = existing();
        List<NewTopic> missing = catalogue.all().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .map(topic -> catalogue.newTopic(topic, replicationFactor))
                .toList();
        admin.createTopics(missing).values().forEach((name, future) -> {
            try {
                Answers.await(future, "CREATE", "topic " + name + " (missing, or hidden for want of DESCRIBE)");
            } catch (TopicExistsException e) {
                // Another process of ours was faster; differences() shows whether it created the same topic.
            }
        });
        List<String> created = missing.stream().map(NewTopic::name).toList();
        awaitVisible(created);
        return created;
    }

    /** A topic that was created may be unknown to the broker's own metadata for a moment. */
    private void awaitVisible(List<String> created) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!existing().containsAll(created) && System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new KafkaException(e);
            }
        }
    }

    /** Gives every existing topic the catalogue's settings, for clusters that nobody else looks after. */
    public void applySettings() {
        Map<ConfigResource, Collection<AlterConfigOp>> wanted = new HashMap<>();
        for (Topic<?> topic : catalogue.all()) {
            wanted.put(
                    resource(topic.name()),
                    catalogue.settings(topic).entrySet().stream()
                            .map(setting -> new AlterConfigOp(
                                    new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                            .toList());
        }
        Answers.await(admin.incrementalAlterConfigs(wanted).all(), "ALTER_CONFIGS", ourTopics());
    }

    /**
     * Where the cluster differs from the catalogue; empty if nowhere. A missing topic, another number of partitions
     * (of Kafka Streams' own topics too) or another cleanup policy is a hindrance; another retention time or maximum record size is not,
     * nor that a topic keeps more than the last value of each key.
     */
    public List<TopicDifference> differences() {
        Set<String> existing = existing();
        List<TopicDifference> differences = new ArrayList<>();
        List<Topic<?>> present = new ArrayList<>();
        for (Topic<?> topic : catalogue.all()) {
            if (existing.contains(topic.name())) {
                present.add(topic);
            } else {
                differences.add(new TopicDifference(
                        TopicDifference.Kind.MISSING, "topic " + topic.name() + " is missing", true));
            }
        }
        Collection<String> names = present.stream().map(Topic::name).toList();
        Map<String, TopicDescription> descriptions =
                Answers.await(admin.describeTopics(names).allTopicNames(), "DESCRIBE", ourTopics());
        Map<ConfigResource, Config> configs = Answers.await(
                admin.describeConfigs(names.stream().map(TopicAdmin::resource).toList())
                        .all(),
                "DESCRIBE_CONFIGS",
                ourTopics());
        for (Topic<?> topic : present) {
            int partitions = Objects.requireNonNull(descriptions.get(topic.name()), topic.name())
                    .partitions()
                    .size();
            if (partitions != catalogue.partitions()) {
                differences.add(otherPartitions(topic.name(), partitions));
            }
            Config config = Objects.requireNonNull(configs.get(resource(topic.name())), topic.name());
            catalogue.settings(topic).forEach((key, expected) -> {
                ConfigEntry entry = config.get(key);
                String actual = entry == null ? "nothing" : entry.value();
                if (!expected.equals(actual)) {
                    differences.add(new TopicDifference(
                            TopicDifference.Kind.SETTING,
                            "topic " + topic.name() + " has " + key + "=" + actual + ", expected " + expected,
                            key.equals(TopicConfig.CLEANUP_POLICY_CONFIG)
                                    && !(expected.equals(TopicCatalogue.COMPACTED_FOR_A_TIME)
                                            && actual.equals(TopicConfig.CLEANUP_POLICY_DELETE))));
                }
            });
        }
        if (differences.stream().noneMatch(difference -> difference.kind() == TopicDifference.Kind.PARTITIONS)) {
            differences.addAll(ofInternalTopics(existing));
        }
        return differences;
    }

    /**
     * State is kept partition by partition like the topics it comes from: internal topics with another number show that
     * partitions were added to topics in use, even when all topics of the catalogue agree.
     */
    private List<TopicDifference> ofInternalTopics(Set<String> existing) {
        List<String> internal = existing.stream()
                .filter(name -> name.startsWith(catalogue.prefix())
                        && INTERNAL.matcher(name.substring(catalogue.prefix().length()))
                                .matches())
                .sorted()
                .toList();
        if (internal.isEmpty()) {
            return List.of();
        }
        List<TopicDifference> differences = new ArrayList<>();
        Map<String, TopicDescription> descriptions =
                Answers.await(admin.describeTopics(internal).allTopicNames(), "DESCRIBE", ourTopics());
        for (String name : internal) {
            int partitions = Objects.requireNonNull(descriptions.get(name), name)
                    .partitions()
                    .size();
            if (partitions != catalogue.partitions()) {
                differences.add(otherPartitions(name, partitions));
            }
        }
        return differences;
    }

    private TopicDifference otherPartitions(String topic, int partitions) {
        return new TopicDifference(
                TopicDifference.Kind.PARTITIONS,
                "topic " + topic + " has " + Counted.of(partitions, "partition") + ", expected "
                        + catalogue.partitions(),
                true);
    }

    private String ourTopics() {
        return "topics " + catalogue.prefix() + "*";
    }

    private Set<String> existing() {
        return Answers.await(admin.listTopics().names()).stream().collect(Collectors.toUnmodifiableSet());
    }

    private static ConfigResource resource(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }
}
