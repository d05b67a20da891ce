package dev.storycrew.history.skim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A record whose fields are read when asked for. A field its writer did not know has its default. */
public final class RecordView {
    private final RecordLayout layout;
    private final byte[] bytes;
    private final int[] starts;

    RecordView(RecordLayout layout, byte[] bytes, int[] starts) {
        this.layout = layout;
        this.bytes = bytes;
        this.starts = starts;
    }

    /** A field's value, decoded; null where the field is nullable and not set. */
    public @Nullable Object value(String name) {
        RecordLayout.Field field = layout.field(name);
        try {
            return field.read(layout.decoder(bytes, field.position < 0 ? bytes.length : starts[field.position]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A field that is always set. */
    public <T> T value(String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(value(name), name));
    }

    /** A whole number that is always set. */
    public int number(String name) {
        RecordLayout.Field field = layout.field(name);
        return field.isWritten(Schema.Type.INT)
                ? (int) Varint.read(bytes, starts[field.position])
                : value(name, Integer.class);
    }

    /** A text that is always set. */
    public String text(String name) {
        RecordLayout.Field field = layout.field(name);
        return field.isWritten(Schema.Type.STRING)
                ? string(starts[field.position])
                : value(name, CharSequence.class).toString();
    }

    /** A text; null where it is not set. */
    public @Nullable String textOrNull(String name) {
        return isSet(name) ? value(name, CharSequence.class).toString() : null;
    }

    private String string(int at) {
        int from = Varint.end(bytes, at);
        return new String(bytes, from, (int) Varint.read(bytes, at), StandardCharsets.UTF_8);
    }

    /** True when a nullable field is set, found out without decoding it. */
    public boolean isSet(String name) {
        RecordLayout.Field field = layout.field(name);
        if (field.position < 0) {
            return value(name) != null;
        }
        // The null branch comes first in each of our unions, and is one zero byte long.
        return starts[field.position + 1] - starts[field.position] > 1 || bytes[starts[field.position]] != 0;
    }

    /** The digest of a field's content, in the form in which this version writes it. */
    public Digest digest(String name) {
        RecordLayout.Field field = layout.field(name);
        if (field.sameForm()) {
            int from = starts[field.position];
            return Digest.of(bytes, from, starts[field.position + 1] - from);
        }
        byte[] rewritten = rewritten(field, name);
        return Digest.of(rewritten, 0, rewritten.length);
    }

    /** The record in a field; null where it is not set. */
    public @Nullable RecordView nested(String name) {
        RecordLayout.Field field = layout.field(name);
        if (field.position < 0 || (field.isUnion() && !isSet(name))) {
            return null;
        }
        return field.nested().view(bytes, starts[field.position] + (field.isUnion() ? 1 : 0));
    }

    /** The records in a list. */
    public List<RecordView> items(String name) {
        RecordLayout.Field field = layout.field(name);
        List<RecordView> items = new ArrayList<>();
        if (field.position < 0) {
            return items;
        }
        RecordLayout item = field.nested();
        int at = starts[field.position];
        while (true) {
            long count = Varint.read(bytes, at);
            at = Varint.end(bytes, at);
            if (count == 0) {
                return items;
            }
            if (count < 0) {
                // The block's size in bytes comes before its items.
                at = Varint.end(bytes, at);
            }
            for (long left = Math.abs(count); left > 0; left--) {
                RecordView view = item.view(bytes, at);
                items.add(view);
                at = view.end();
            }
        }
    }

    private int end() {
        return starts[starts.length - 1];
    }

    private byte[] rewritten(RecordLayout.Field field, String name) {
        try {
            return field.rewritten(value(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
