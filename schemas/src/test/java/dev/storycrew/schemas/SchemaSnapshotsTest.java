package dev.storycrew.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Released schemas stay readable: the records of each released version ({@code schemas/avro/released/<version>.avsc}) can be
 * read by today's program, and its programs can read today's records. Snapshots are written by hand at a release, never by
 * a build.
 */
class SchemaSnapshotsTest {
    /** Topics that no released version had. */
    private static final Set<String> NEW = Set.of("chapter-cards");

    static Stream<Path> versions() throws IOException {
        return Files.list(Path.of("avro", "released"));
    }

    static Stream<Topic<?>> topics() {
        return new TopicCatalogue("", 1).all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyReleasedVersionAndTodaysReadEachOther(Topic<?> topic) throws Exception {
        List<Schema> released = releasedSchemas(topic);

        if (!NEW.contains(topic.name())) {
            assertThat(released).as("snapshots of %s", topic.name()).isNotEmpty();
        }
        new SchemaValidatorBuilder()
                .mutualReadStrategy()
                .validateAll()
                .validate(topic.codec().schema(), released);
    }

    /** Avro's validator does not look at these, and what is read would change its meaning. */
    @ParameterizedTest
    @MethodSource("topics")
    void logicalTypesAndDefaultsAreAsReleased(Topic<?> topic) throws Exception {
        for (Schema released : releasedSchemas(topic)) {
            assertThat(SchemaChanges.between(released, topic.codec().schema())).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aVersionHoldsEachTypeOnce(Path version) throws Exception {
        JsonNode types = new ObjectMapper().readTree(version.toFile());

        List<String> defined = new ArrayList<>();
        definitions(types, defined);
        assertThat(defined).doesNotHaveDuplicates().hasSameSizeAs(types);
    }

    @Test
    void aChangedLogicalTypeAndAChangedDefaultAreFound() {
        String released = """
                {"type": "record", "name": "R", "fields": [
                  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "lists", "type": ["null", {"type": "array", "items": {"type": "record", "name": "Part", "fields": [
                     {"name": "run", "type": "int", "default": 1},
                     {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"], "default": "A"}}]}}]},
                  {"name": "again", "type": {"type": "map", "values": "Part"}}]}
                """;

        assertThat(changes(released, released)).isEmpty();
        assertThat(changes(released, released.replace("timestamp-millis", "timestamp-micros")))
                .containsExactly("R.at: logical type timestamp-millis is now timestamp-micros");
        assertThat(changes(released, released.replace(", \"logicalType\": \"timestamp-millis\"", "")))
                .containsExactly("R.at: logical type timestamp-millis is now null");
        assertThat(changes(released, released.replace("\"default\": 1", "\"default\": 2")))
                .containsExactly("Part.run: default 1 is now 2");
        assertThat(changes(released, released.replace(", \"default\": 1", "")))
                .containsExactly("Part.run: default 1 is now null");
        assertThat(changes(released, released.replace("\"default\": \"A\"", "\"default\": \"B\"")))
                .containsExactly("Kind: default A is now B");
        assertThat(changes(released.replace(", \"default\": 1", ""), released))
                .as("a default that is new changes nothing that was readable")
                .isEmpty();
    }

    private static List<String> changes(String released, String today) {
        return SchemaChanges.between(new Schema.Parser().parse(released), new Schema.Parser().parse(today));
    }

    private static void definitions(JsonNode schema, List<String> names) {
        if (schema.has("fields") || schema.has("symbols")) {
            names.add(schema.path("name").asText());
        }
        schema.forEach(part -> definitions(part, names));
    }

    /** What each version that knew the topic's record had as its schema. */
    private static List<Schema> releasedSchemas(Topic<?> topic) throws IOException {
        try (Stream<Path> versions = versions()) {
            return versions.map(SchemaSnapshotsTest::typesOf)
                    .flatMap(types -> types.stream()
                            .filter(type -> Objects.equals(
                                    type.getFullName(), topic.codec().schema().getFullName())))
                    .toList();
        }
    }

    /** A snapshot is one union of all types. */
    private static List<Schema> typesOf(Path version) {
        try {
            return new Schema.Parser().parse(version.toFile()).getTypes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
