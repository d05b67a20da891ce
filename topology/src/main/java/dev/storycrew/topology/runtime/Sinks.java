package dev.storycrew.topology.runtime;

import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/** Routes what a processor sends to the right topics. */
public final class Sinks {
    private final TopicCatalogue topics;

    public Sinks(TopicCatalogue topics) {
        this.topics = topics;
    }

    /** Connects a stream to a topic. */
    public void send(KStream<String, Outgoing> stream, Topic<?> topic) {
        String name = topic.name();
        String shortName = name.substring(topics.prefix().length());
        stream.filter((key, outgoing) -> outgoing.topic().equals(name), Named.as("for-" + shortName))
                .mapValues(Outgoing::value, Named.as("value-for-" + shortName))
                .to(name, Produced.with(Serdes.String(), Serdes.ByteArray()).withName("to-" + shortName));
    }
}
