package dev.storycrew.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Released schemas stay readable: each snapshot of a released version ({@code schemas/avro/released/<version>/}) can be
 * read by today's program, and its programs can read today's records. Snapshots are written by hand at a release, never by
 * a build.
 */
class SchemaSnapshotsTest {
    private static final Path RELEASED = Path.of("avro", "released");

    static Stream<Topic<?>> topics() {
        return new TopicCatalogue("", 1).all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyReleasedVersionAndTodaysReadEachOther(Topic<?> topic) throws Exception {
        List<Path> files;
        try (Stream<Path> found = Files.find(RELEASED, 2, (path, file) -> file.isRegularFile())) {
            files = found.toList();
        }
        List<Schema> snapshots = new ArrayList<>();
        for (Path file : files) {
            Schema released = new Schema.Parser().parse(Files.readString(file));
            // By the record: a topic may be new when what it carries is not.
            if (released.getFullName().equals(topic.codec().schema().getFullName())) {
                snapshots.add(released);
            }
        }
        assertThat(snapshots).as("snapshots of what %s carries", topic.name()).isNotEmpty();
        for (Schema released : snapshots) {
            new SchemaValidatorBuilder()
                    .mutualReadStrategy()
                    .validateAll()
                    .validate(topic.codec().schema(), List.of(released));
        }
    }
}
