package dev.storycrew.schemas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Changes between two versions of a schema that Avro's own validator lets pass. */
final class SchemaChanges {
    private final List<String> found = new ArrayList<>();
    private final Set<String> compared = new HashSet<>();

    private SchemaChanges() {}

    /**
     * The logical types and defaults that are not as they were, one sentence each, in the order of the fields. A default
     * that is new is none.
     */
    static List<String> between(Schema older, Schema newer) {
        SchemaChanges changes = new SchemaChanges();
        changes.compare(older.getName(), older, newer);
        return changes.found;
    }

    private void compare(String place, Schema older, Schema newer) {
        note(place, "logical type", older.getProp("logicalType"), newer.getProp("logicalType"));
        if (older.getType() != newer.getType()) {
            return;
        }
        switch (older.getType()) {
            case RECORD -> {
                if (compared.add(older.getFullName())) {
                    older.getFields().forEach(field -> compare(older.getName(), field, newer.getField(field.name())));
                }
            }
            case ENUM -> {
                if (compared.add(older.getFullName())) {
                    noteDefault(older.getName(), older.getEnumDefault(), newer.getEnumDefault());
                }
            }
            case ARRAY -> compare(place, older.getElementType(), newer.getElementType());
            case MAP -> compare(place, older.getValueType(), newer.getValueType());
            case UNION ->
                older.getTypes()
                        .forEach(branch -> newer.getTypes().stream()
                                .filter(other -> other.getFullName().equals(branch.getFullName()))
                                .forEach(other -> compare(place, branch, other)));
            default -> {
                // A primitive type has no parts.
            }
        }
    }

    private void compare(String within, Schema.Field older, Schema.@Nullable Field newer) {
        if (newer == null) {
            return;
        }
        String place = within + "." + older.name();
        noteDefault(place, older.defaultVal(), newer.defaultVal());
        compare(place, older.schema(), newer.schema());
    }

    private void noteDefault(String place, @Nullable Object older, @Nullable Object newer) {
        if (older != null) {
            note(place, "default", older, newer);
        }
    }

    private void note(String place, String what, @Nullable Object older, @Nullable Object newer) {
        if (!Objects.equals(older, newer)) {
            found.add(place + ": " + what + " " + older + " is now " + newer);
        }
    }
}
