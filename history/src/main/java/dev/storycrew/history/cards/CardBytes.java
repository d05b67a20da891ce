package dev.storycrew.history.cards;

import dev.storycrew.core.card.Card;
import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Cards as they are kept: those of the topic as they came, in the wire format, whose first byte is 0; those folded here
 * behind a byte of their own, so that nothing has to be registered for them. Used under a lock.
 */
final class CardBytes {
    private static final byte OWN = 1;
    /** A zero, and the number of the schema. */
    private static final int WIRE_HEADER = 5;

    /** What {@link #title} relies on. */
    static final List<String> FIRST_FIELDS = List.of("book", "chapter", "state", "needs", "title");

    private final WireFormat wire;
    private final Topic<Card> topic;
    private final SpecificDatumReader<SpecificRecord> reader;
    private final SpecificDatumWriter<SpecificRecord> writer;
    private @Nullable BinaryDecoder titles;

    CardBytes(WireFormat wire, Topic<Card> topic) {
        this.wire = wire;
        this.topic = topic;
        Codec<Card> codec = topic.codec();
        SpecificData data = SpecificData.getForSchema(codec.schema());
        this.reader = new SpecificDatumReader<>(codec.schema(), codec.schema(), data);
        this.writer = new SpecificDatumWriter<>(codec.schema(), data);
    }

    byte[] of(Card card) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(OWN);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(topic.codec().encode(card), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * A record's.
     *
     * @throws UndecodableException if it is no card
     */
    Card ofTopic(byte[] bytes) {
        return wire.decode(topic, bytes);
    }

    /**
     * The title on one that is kept, without the rest: every schema of cards begins with the same fields.
     *
     * @param into is used again
     */
    Utf8 title(byte[] bytes, Utf8 into) {
        int from = bytes[0] == OWN ? 1 : WIRE_HEADER;
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, titles);
        titles = decoder;
        try {
            decoder.skipString();
            decoder.readInt();
            decoder.readEnum();
            decoder.readEnum();
            return decoder.readString(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that is kept. */
    Card card(byte[] bytes) {
        if (bytes[0] != OWN) {
            return ofTopic(bytes);
        }
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, 1, bytes.length - 1, null);
        try {
            return topic.codec().decode(reader.read(null, decoder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
