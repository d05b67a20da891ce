package dev.storycrew.schemas.codec;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * The form of a request that its id is made from: without fields that are marked {@code "requestId": "never"}, and without
 * those marked {@code "ifUsed"} that hold their defaults everywhere. So a book that is submitted again after an upgrade is
 * the same one.
 */
final class RequestIdForm {
    private static final String MARK = "requestId";
    private static final String NEVER = "never";
    private static final String IF_USED = "ifUsed";

    /** Finds the fields of a record by name, for in this form they have other places. */
    static final SpecificData BY_NAME = new SpecificData() {
        @Override
        public @Nullable Object getField(Object holder, String name, int position) {
            IndexedRecord written = (IndexedRecord) holder;
            return written.get(written.getSchema().getField(name).pos());
        }
    };

    private final Set<String> used = new HashSet<>();

    private RequestIdForm() {}

    static Schema of(IndexedRecord request) {
        RequestIdForm form = new RequestIdForm();
        form.note(request);
        return form.left(request.getSchema());
    }

    private void note(@Nullable Object value) {
        if (value instanceof List<?> items) {
            items.forEach(this::note);
        } else if (value instanceof IndexedRecord inner) {
            for (Schema.Field field : inner.getSchema().getFields()) {
                Object held = inner.get(field.pos());
                if (IF_USED.equals(field.getProp(MARK))
                        && !Objects.equals(held, SpecificData.get().getDefaultValue(field))) {
                    used.add(name(inner.getSchema(), field));
                }
                note(held);
            }
        }
    }

    private Schema left(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                Schema.createRecord(
                        schema.getName(),
                        schema.getDoc(),
                        schema.getNamespace(),
                        false,
                        schema.getFields().stream()
                                .filter(field -> isTaken(schema, field))
                                .map(field -> new Schema.Field(field, left(field.schema())))
                                .toList());
            case ARRAY -> Schema.createArray(left(schema.getElementType()));
            case UNION ->
                Schema.createUnion(schema.getTypes().stream().map(this::left).toList());
            default -> schema;
        };
    }

    private boolean isTaken(Schema schema, Schema.Field field) {
        String mark = field.getProp(MARK);
        return !NEVER.equals(mark) && (!IF_USED.equals(mark) || used.contains(name(schema, field)));
    }

    private static String name(Schema schema, Schema.Field field) {
        return schema.getName() + "." + field.name();
    }
}
