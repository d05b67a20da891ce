package dev.storycrew.app.operate;

import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.files.policy.PolicyText;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.router.ActivePolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The published policies. */
public final class PolicyTopic {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Connection connection;
    private final Topic<PolicyDocument> topic;

    public PolicyTopic(Connection connection) {
        this.connection = connection;
        this.topic = connection.topics().policies();
    }

    /**
     * What has been published.
     *
     * @param versions by {@code name@version}
     * @param active a copy of the active one, with who activated it and when; null before any was published
     */
    public record Published(
            Map<String, PolicyDocument> versions, @Nullable PolicyDocument active) {
        public Published {
            versions = Map.copyOf(versions);
        }

        /** All versions, oldest first. */
        public List<PolicyDocument> history() {
            return versions.values().stream()
                    .sorted(Comparator.comparingLong(PolicyDocument::publishedAt))
                    .toList();
        }

        /**
         * The version published before the active one, whatever its name: the target of a rollback.
         *
         * @param first what was active before anything was published
         * @return null if the active one is the first itself, or there is none
         */
        public @Nullable PolicyDocument former(PolicyDocument first) {
            if (active == null || reference(active).equals(reference(first))) {
                return null;
            }
            PolicyDocument counts = versions.get(reference(active));
            if (counts == null) {
                return first;
            }
            return history().stream()
                    .filter(document -> document.publishedAt() < counts.publishedAt())
                    .reduce((older, newer) -> newer)
                    .orElse(first);
        }

        /** The number of a policy's next version. The built-in policy is {@code default@1} for ever. */
        public String nextVersion(RetryPolicy policy) {
            RetryPolicy builtIn = RetryPolicy.defaults();
            boolean anotherDefault = policy.name().equals(builtIn.name())
                    && !policy.withVersion(builtIn.version()).equals(builtIn);
            int least = anotherDefault ? 2 : 1;
            int next = versions.values().stream()
                            .filter(document -> document.name().equals(policy.name()))
                            .mapToInt(PolicyTopic::number)
                            .max()
                            .orElse(0)
                    + 1;
            return Integer.toString(Math.max(least, next));
        }
    }

    /**
     * What to write.
     *
     * @param version a new version, or null if an earlier one becomes active again
     * @param active what is active from then on
     */
    public record Publication(@Nullable PolicyDocument version, PolicyDocument active) {}

    /** A version's number; 0 if it is not a number. */
    public static int number(PolicyDocument document) {
        return document.version().matches("[0-9]{1,9}") ? Integer.parseInt(document.version()) : 0;
    }

    /** How decisions name it. */
    public static String reference(PolicyDocument document) {
        return document.name() + "@" + document.version();
    }

    /** The built-in policy as a document, published by nobody. */
    public static PolicyDocument builtIn() {
        RetryPolicy policy = RetryPolicy.defaults();
        return new PolicyDocument(policy.name(), policy.version(), PolicyFile.defaultText(), "built in", 0);
    }

    /** The policy of a configuration as a document, active until one is published. */
    public static PolicyDocument configured(RetryPolicy policy) {
        return policy.equals(RetryPolicy.defaults())
                ? builtIn()
                : new PolicyDocument(policy.name(), policy.version(), PolicyText.of(policy), "configured", 0);
    }

    /** Reads all that has been published. */
    public Published read() {
        Map<String, PolicyDocument> all = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> uncommitted = consumer("read_uncommitted");
                KafkaConsumer<byte[], byte[]> committed = consumer("read_committed")) {
            List<TopicPartition> partitions = committed.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            // A commit may be done but not visible yet: read up to the end that uncommitted readers see.
            Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
            committed.assign(partitions);
            committed.seekToBeginning(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream()
                    .anyMatch(partition -> committed.position(partition) < ends.getOrDefault(partition, 0L))) {
                committed.poll(POLL).forEach(found -> note(found, all));
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("the policies could not be read within " + PATIENCE.toSeconds() + " s");
                }
            }
        }
        PolicyDocument active = all.remove(ActivePolicy.ACTIVE);
        return new Published(all, active);
    }

    /**
     * Publishes exclusively: anyone publishing at the same time is fenced.
     *
     * @param decide what to write, given what has been published so far; null for nothing
     * @return what was written, or null
     * @throws PublishedMeanwhileException if someone else published meanwhile
     * @throws KafkaException if the broker is out of reach
     */
    public @Nullable Publication publish(Function<Published, @Nullable Publication> decide) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("transactional.id", topic.name() + ".publisher");
        settings.setProperty("transaction.timeout.ms", "10000");
        settings.setProperty("max.block.ms", "30000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            Publication publication = decide.apply(read());
            if (publication == null) {
                return null;
            }
            producer.beginTransaction();
            PolicyDocument version = publication.version();
            if (version != null) {
                producer.send(entry(reference(version), version));
            }
            producer.send(entry(ActivePolicy.ACTIVE, publication.active()));
            producer.commitTransaction();
            return publication;
        } catch (KafkaException e) {
            throw PublishedMeanwhileException.isMeantBy(e) ? new PublishedMeanwhileException(e) : e;
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> found, Map<String, PolicyDocument> all) {
        if (found.key() != null && found.value() != null) {
            all.put(
                    new String(found.key(), StandardCharsets.UTF_8),
                    connection.wire().decode(topic, found.value()));
        }
    }

    private ProducerRecord<byte[], byte[]> entry(String key, PolicyDocument document) {
        return new ProducerRecord<>(
                topic.name(),
                key.getBytes(StandardCharsets.UTF_8),
                connection.wire().encode(topic, document));
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", isolation);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
