package dev.storycrew.bench.speed;

import dev.storycrew.history.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The floor: as many hops as there are stages, each a bare loop that passes what it polls on in one transaction, and
 * nothing else. Nobody can hand a record through five services exactly once for less.
 */
public final class ForwarderChain implements AutoCloseable {
    private static final int HOPS = 5;
    private static final int PAYLOAD_BYTES = 10_000;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long PATIENCE_SECONDS = 120;

    private final Connection connection;
    private final List<String> topics;
    private final List<Thread> threads = new ArrayList<>();
    private final BlockingQueue<Integer> arrived = new LinkedBlockingQueue<>();
    private final KafkaProducer<byte[], byte[]> entrance;
    private volatile boolean closing;

    public ForwarderChain(Connection connection) {
        this.connection = connection;
        this.topics = IntStream.rangeClosed(0, HOPS)
                .mapToObj(hop -> "bench-speed-" + hop)
                .toList();
        try (Admin admin = connection.admin()) {
            admin.createTopics(topics.stream()
                            .map(name -> new NewTopic(name, connection.topics().partitions(), (short) 1))
                            .toList())
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        for (int hop = 0; hop < HOPS; hop++) {
            int from = hop;
            start("bench-hop-" + hop, () -> forward(from));
        }
        start("bench-end", this::receive);
        this.entrance = new KafkaProducer<>(settings(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private Properties settings(Map<String, String> more) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.putAll(more);
        return settings;
    }

    private KafkaConsumer<byte[], byte[]> consumer(int topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                settings(Map.of(
                        "group.id",
                        "bench-speed-" + topic,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topics.get(topic)));
        return consumer;
    }

    private void forward(int from) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(from);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        settings(Map.of("transactional.id", "bench-speed-" + from, "retry.backoff.ms", "5")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            while (!closing) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                if (records.isEmpty()) {
                    continue;
                }
                producer.beginTransaction();
                Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    producer.send(new ProducerRecord<>(topics.get(from + 1), record.key(), record.value()));
                    done.put(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
                producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
                producer.commitTransaction();
            }
        }
    }

    private void receive() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(HOPS)) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    arrived.add(Arrays.hashCode(record.key()));
                }
            }
        }
    }

    private void enter(int number) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        Arrays.fill(payload, (byte) ('a' + number % 26));
        entrance.send(new ProducerRecord<>(
                topics.get(0), ("record-" + number).getBytes(java.nio.charset.StandardCharsets.UTF_8), payload));
    }

    private void await() throws InterruptedException {
        if (arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) == null) {
            throw new IllegalStateException("a record did not come through the bare chain");
        }
    }

    /** How long each of some records takes, in milliseconds, one at a time. */
    public Percentiles oneAtATime(int warmUp, int count) throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        for (int number = 0; number < warmUp + count; number++) {
            long began = System.nanoTime();
            enter(number);
            await();
            if (number >= warmUp) {
                millis.add((System.nanoTime() - began) / 1e6);
            }
        }
        return new Percentiles(millis);
    }

    /** How many records it carries in a second when all come at once. */
    public double perSecond(int count) throws InterruptedException {
        long began = System.nanoTime();
        for (int number = 0; number < count; number++) {
            enter(number);
        }
        for (int number = 0; number < count; number++) {
            await();
        }
        return count * 1e9 / (System.nanoTime() - began);
    }

    @Override
    public void close() {
        closing = true;
        entrance.close();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
