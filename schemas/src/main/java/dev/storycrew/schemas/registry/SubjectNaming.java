package dev.storycrew.schemas.registry;

import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Which subject a schema belongs to, by the names of Confluent's strategies. */
public enum SubjectNaming {
    TOPIC("TopicNameStrategy"),
    RECORD("RecordNameStrategy"),
    TOPIC_RECORD("TopicRecordNameStrategy");

    private static final String PACKAGE = "io.confluent.kafka.serializers.subject.";

    private final String strategy;

    SubjectNaming(String strategy) {
        this.strategy = strategy;
    }

    /** The name of Confluent's class. */
    String className() {
        return PACKAGE + strategy;
    }

    /**
     * The strategy that a class name stands for.
     *
     * @throws IllegalArgumentException for another class
     */
    static SubjectNaming of(String className) {
        return Stream.of(values())
                .filter(naming -> naming.className().equals(className))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(className + " is not one of " + classNames()));
    }

    static List<String> classNames() {
        return Stream.of(values()).map(SubjectNaming::className).toList();
    }

    /**
     * The subject.
     *
     * @throws IllegalArgumentException when it is named after the record and the schema is not a record's
     */
    public String subject(String topic, boolean isKey, Schema schema) {
        return switch (this) {
            case TOPIC -> topic + (isKey ? "-key" : "-value");
            case RECORD -> recordName(schema);
            case TOPIC_RECORD -> topic + "-" + recordName(schema);
        };
    }

    private String recordName(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new IllegalArgumentException(
                    "under " + strategy + " only records can be written, but this is " + schema.getType());
        }
        return schema.getFullName();
    }
}
