package dev.storycrew.topology;

import com.sun.net.httpserver.HttpServer;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;

/** A topology under test, with a real registry. */
final class Driver implements AutoCloseable {
    final TopicCatalogue topics = new TopicCatalogue("storycrew.", 4);
    final WireFormat wire;
    private final Path folder;
    private EmbeddedRegistry registry;
    private final TopologyTestDriver driver;

    Driver(Path folder, BiFunction<TopicCatalogue, WireFormat, Topology> topology) {
        this.folder = folder;
        registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
        wire = new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
        Properties settings = new Properties();
        settings.setProperty("application.id", "test");
        settings.setProperty("bootstrap.servers", "nowhere:1");
        settings.setProperty("state.dir", folder.resolve("state").toString());
        driver = new TopologyTestDriver(topology.apply(topics, wire), settings);
    }

    <T> void send(Topic<T> topic, String key, T value) {
        sendBytes(topic, key, wire.encode(topic, value));
    }

    /** The same with the record's time, in milliseconds since the epoch. */
    <T> void send(Topic<T> topic, String key, T value, long at) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, wire.encode(topic, value), at);
    }

    void sendBytes(Topic<?> topic, String key, byte[] value) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value);
    }

    <T> List<T> read(Topic<T> topic) {
        return driver
                .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(value -> wire.decode(topic, value))
                .toList();
    }

    /** The keys of a topic's next records, as far as these delete something. */
    List<String> keysWithoutValue(Topic<?> topic) {
        return driver
                .createOutputTopic(topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList()
                .stream()
                .filter(each -> each.value == null)
                .map(each -> each.key)
                .toList();
    }

    /** What a state store holds. */
    Map<String, Object> state(String store) {
        Map<String, Object> held = new HashMap<>();
        try (KeyValueIterator<String, Object> all =
                driver.<String, Object>getKeyValueStore(store).all()) {
            all.forEachRemaining(entry -> held.put(entry.key, entry.value));
        }
        return held;
    }

    /** Gives a state store what another driver's held, as its changelog would. */
    void restore(String store, Map<String, Object> held) {
        held.forEach(driver.<String, Object>getKeyValueStore(store)::put);
    }

    /** Lets time go by, for punctuators. */
    void advance(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** A number among the metrics, the sum of all tasks'. */
    double metric(String group, String name) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().group().equals(group)
                        && metric.getKey().name().equals(name))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
    }

    /** The sizes in bytes of what was written to a state store's changelog. */
    List<Integer> changelogSizes(String store) {
        return driver
                .createOutputTopic(
                        "test-" + store + "-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readValuesToList()
                .stream()
                .map(value -> value.length)
                .toList();
    }

    /** Puts a registry that only answers 503 in the place of the real one until it has been asked. */
    void failRegistryOnceDuring(Runnable work) throws Exception {
        int port = URI.create(registry.url()).getPort();
        registry.close();
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer failing = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        failing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            asked.countDown();
        });
        failing.start();
        CompletableFuture<Void> done = CompletableFuture.runAsync(work);
        boolean wasAsked = asked.await(20, TimeUnit.SECONDS);
        failing.stop(0);
        registry = EmbeddedRegistry.start(folder.resolve("registry"), port);
        done.get(20, TimeUnit.SECONDS);
        if (!wasAsked) {
            throw new AssertionError("nobody asked the registry, so nothing was shown");
        }
    }

    @Override
    public void close() throws IOException {
        driver.close();
        registry.close();
    }
}
