package dev.storycrew.bench.faults.check;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.bench.faults.calls.Call;
import dev.storycrew.bench.faults.calls.CallLedger;
import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything a campaign left: the topics, the model's ledger, the events, and files. */
public final class Evidence {
    private final Connection connection;
    private final Path data;
    private final String canary;
    private final List<Call> calls;
    private final List<CampaignEvent> events;
    private final Config config;

    /**
     * @param data the campaign's folder
     * @param canary the prefix of every API key
     */
    public Evidence(Connection connection, Path data, String canary) throws IOException {
        this.connection = connection;
        this.data = data;
        this.canary = canary;
        this.calls = CallLedger.read(data.resolve("ledger.jsonl"));
        this.events = CampaignEvents.read(data.resolve("events.jsonl"));
        this.config = ConfigFile.load(data.resolve("campaign.yaml"), Map.of());
    }

    Connection connection() {
        return connection;
    }

    /** The configuration of the processes. */
    Config config() {
        return config;
    }

    List<Call> calls() {
        return calls;
    }

    List<CampaignEvent> events() {
        return events;
    }

    Path data() {
        return data;
    }

    String canary() {
        return canary;
    }

    int partitions() {
        return connection.topics().partitions();
    }

    TopicCatalogue topics() {
        return connection.topics();
    }

    /** How often a kind of fault was carried out, by its name in the schedule. */
    long carriedOut(String kind) {
        return events.stream()
                .filter(event -> event.kind() == CampaignEvent.Kind.INJECTED
                        && event.subject().equals(kind))
                .count();
    }

    /** The places, without prefix, of records that the campaign published itself. */
    Set<String> places(CampaignEvent.Kind kind) {
        return events.stream()
                .filter(event -> event.kind() == kind)
                .map(event -> shortName(event.subject()))
                .collect(Collectors.toSet());
    }

    /** A name without the prefix. */
    String shortName(String name) {
        String prefix = connection.topics().prefix();
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /** One partition of all topics: everything about its chapters. */
    Slice slice(int partition) {
        Map<String, List<EvidenceRecord>> byTopic = new HashMap<>();
        boolean[] leaks = new boolean[1];
        TopicCatalogue topics = connection.topics();
        topics.all().forEach(topic -> byTopic.put(shortName(topic.name()), new ArrayList<>()));
        TopicReader.open(connection, new ReadPlan(topics.all(), StartPosition.beginning(), null, partition))
                .forEach(read -> {
                    EvidenceRecord found = found(read);
                    byTopic.computeIfAbsent(found.topic(), topic -> new ArrayList<>())
                            .add(found);
                    leaks[0] |= (read.key() != null && read.key().contains(canary)) || holdsCanary(read.value());
                });
        return new Slice(byTopic, leaks[0]);
    }

    private EvidenceRecord found(TopicRecord read) {
        return new EvidenceRecord(
                shortName(read.topic().name()),
                read.partition(),
                read.offset(),
                read.key(),
                digest(read.value()),
                decoded(read.topic(), read.value() == null ? new byte[0] : read.value()),
                Redriven.of(read.headers()));
    }

    /** Stands for bytes. */
    static String digest(byte @Nullable [] value) {
        return value == null ? "none" : UUID.nameUUIDFromBytes(value).toString();
    }

    private @Nullable Object decoded(Topic<?> topic, byte[] value) {
        try {
            return connection.wire().decode(topic, value);
        } catch (UndecodableException e) {
            return null;
        }
    }

    private boolean holdsCanary(byte @Nullable [] value) {
        return value != null && new String(value, StandardCharsets.ISO_8859_1).contains(canary);
    }
}
