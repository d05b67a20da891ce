package dev.storycrew.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
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
        List<Path> snapshots;
        try (Stream<Path> versions = Files.list(RELEASED)) {
            snapshots = versions.map(version -> version.resolve(topic.name() + ".avsc"))
                    .filter(Files::exists)
                    .toList();
        }
        assertThat(snapshots).as("snapshots of %s", topic.name()).isNotEmpty();
        for (Path snapshot : snapshots) {
            Schema released = new Schema.Parser().parse(Files.readString(snapshot));
            new SchemaValidatorBuilder()
                    .mutualReadStrategy()
                    .validateAll()
                    .validate(topic.codec().schema(), List.of(released));
        }
    }
}
