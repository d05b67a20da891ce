package dev.storycrew.app.operate;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.request.BookUpdate;
import dev.storycrew.files.book.Book;
import dev.storycrew.files.system.SystemReason;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.Position;
import dev.storycrew.schemas.access.DeniedException;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes chapter requests. Publishing the same one twice changes nothing. */
public final class Submission {
    private Submission() {}

    /** A request for each of the book's chapters, in order. */
    public static List<ChapterRequest> requests(Book book) {
        return book.chapters().stream()
                .map(brief -> Digests.request(brief, book.bible()))
                .toList();
    }

    /** The requests that a changed book needs, in the order of its chapters. */
    public static List<ChapterRequest> requests(Book book, BookUpdate update) {
        return update.published().stream()
                .map(change -> Digests.request(change.brief(), book.bible()).asUpdate(change.update(), update.added()))
                .toList();
    }

    /**
     * Returns when the broker has all of them.
     *
     * @return where it has them, in their order
     */
    public static List<Position> publish(Connection connection, List<ChapterRequest> requests)
            throws InterruptedException {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("acks", "all");
        settings.setProperty("max.request.size", Integer.toString(TopicCatalogue.MAX_MESSAGE_BYTES));
        settings.setProperty("delivery.timeout.ms", "30000");
        settings.setProperty("request.timeout.ms", "10000");
        settings.setProperty("max.block.ms", "30000");
        Topic<ChapterRequest> topic = connection.topics().chapterRequests();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ChapterRequest request : requests) {
                byte[] key = request.brief().id().toString().getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(
                        topic.name(), key, connection.wire().encode(topic, request))));
            }
            List<Position> positions = new ArrayList<>();
            for (Future<RecordMetadata> future : sent) {
                RecordMetadata at = future.get();
                positions.add(new Position(at.topic(), at.partition(), at.offset()));
            }
            return positions;
        } catch (ExecutionException e) {
            throw new DeniedException("WRITE", "a request could not be published: " + SystemReason.of(e), e.getCause());
        }
    }
}
