package dev.storycrew.bench.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/** How much each record takes in the log of the embedded broker: its share of its batch, which is compressed as a whole. */
final class LogBytes {
    private record Place(TopicPartition partition, long offset) {}

    private final Map<Place, Long> bytes = new HashMap<>();

    /** @param data the embedded broker's data folder */
    static LogBytes read(Path data) throws IOException {
        LogBytes read = new LogBytes();
        List<Path> segments;
        try (Stream<Path> files = Files.walk(data)) {
            segments = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        for (Path segment : segments) {
            read.add(segment);
        }
        return read;
    }

    private void add(Path segment) throws IOException {
        String folder =
                Objects.requireNonNull(segment.getParent()).getFileName().toString();
        int dash = folder.lastIndexOf('-');
        if (dash < 0 || !folder.substring(dash + 1).matches("\\d+")) {
            return;
        }
        TopicPartition partition =
                new TopicPartition(folder.substring(0, dash), Integer.parseInt(folder.substring(dash + 1)));
        FileRecords records = FileRecords.open(segment.toFile(), false);
        try {
            for (RecordBatch batch : records.batches()) {
                long uncompressed = 0;
                for (Record record : batch) {
                    uncompressed += record.sizeInBytes();
                }
                for (Record record : batch) {
                    long share = Math.round((double) batch.sizeInBytes() * record.sizeInBytes() / uncompressed);
                    bytes.put(new Place(partition, record.offset()), share);
                }
            }
        } finally {
            // Closing the records would cut the broker's file to size.
            records.closeHandlers();
        }
    }

    /** @throws NullPointerException if there is no such record */
    long of(TopicPartition partition, long offset) {
        return Objects.requireNonNull(bytes.get(new Place(partition, offset)));
    }
}
