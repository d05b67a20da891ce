package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** How often envelopes were started before their partition was assigned here. Used only by the consumer's thread. */
final class StartHistory {
    private final StageClients clients;
    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final Stage stage;
    private final BooleanSupplier calledOff;
    private final Map<TopicPartition, StartCounts> counts = new HashMap<>();
    /** By the offset they count from: all envelopes put back by one command share it. */
    private final Map<TopicPartition, Map<Long, StartCounts>> sinceRedrives = new HashMap<>();

    StartHistory(StageClients clients, TopicCatalogue topics, WireFormat wire, Stage stage, BooleanSupplier calledOff) {
        this.clients = clients;
        this.topics = topics;
        this.wire = wire;
        this.stage = stage;
        this.calledOff = calledOff;
    }

    /** Starts are read back once per assignment, when its first record shows how far back to look. */
    int startsBefore(ConsumerRecord<byte[], byte[]> source, ChapterEnvelope envelope) {
        TopicPartition partition = new TopicPartition(source.topic(), source.partition());
        Redriven redriven = Redriven.of(source.headers());
        StartCounts before = redriven == null
                ? counts.computeIfAbsent(partition, any -> readBack(source))
                : sinceRedrives
                        .computeIfAbsent(partition, any -> new HashMap<>())
                        .computeIfAbsent(redriven.startsFrom(), any -> readSince(redriven, partition));
        return before.of(envelope, stage);
    }

    /** A partition was assigned again: others may have started its envelopes meanwhile. */
    void forget(TopicPartition partition) {
        counts.remove(partition);
        sinceRedrives.remove(partition);
    }

    private StartCounts readBack(ConsumerRecord<byte[], byte[]> source) {
        StartCounts read = new StartCounts(calledOff);
        read.read(clients.consumerSettings(), topics, wire, source.partition(), source.timestamp());
        return read;
    }

    private StartCounts readSince(Redriven redriven, TopicPartition partition) {
        StartCounts read = new StartCounts(calledOff);
        read.readSinceRedrive(clients.consumerSettings(), topics, wire, partition.partition(), redriven);
        return read;
    }
}
